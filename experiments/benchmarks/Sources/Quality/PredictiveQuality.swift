import GaussianProcess
import LinearAlgebra

/// How well models predict that are chosen by evidence, beside the peer's two kernels.
enum PredictiveQuality {
    static func run(into report: inout Report) throws {
        for peer in PeerQuality.all {
            var averages: [QualitySet.Figures] = []
            var choices: [QualitySet.Figures] = []
            var seconds: [Double] = []
            for seed in 0..<3 {
                let set = try QualitySet.read(function: peer.function, seed: seed)
                let begin = CPUClock.seconds
                let average = try ModelAverage.fit(set.training)
                seconds.append(CPUClock.seconds - begin)
                let test = try Matrix(rows: set.testPoints)
                let mixtures = try average.predictions(at: test, includingNoise: true)
                let figures = set.figures(
                    mixtures.map(\.mean), zip(mixtures, set.testValues).map { $0.logDensity($1) },
                    zip(mixtures, set.testValues).map { $0.probability(above: $1) })
                let beliefs = try average.selection.model.predictions(at: test, includingNoise: true)
                averages.append(figures)
                choices.append(
                    set.figures(
                        beliefs.map(\.mean), zip(beliefs, set.testValues).map { $0.logDensity($1) },
                        zip(beliefs, set.testValues).map { $0.probability(above: $1) }))
                add(figures, of: peer, seed: seed, into: &report)
            }
            let method =
                "average by evidence, \(Row.text(Sample(seconds).mean)) s a fit, mean of 3 sets; BoTorch's better kernel"
            addMeans(averages, of: peer, model: "average", method: method, isJudged: true, into: &report)
            addMeans(
                choices, of: peer, model: "best model", method: "the single model of best evidence, mean of 3 sets",
                isJudged: false, into: &report)
        }
    }

    private static func add(_ figures: QualitySet.Figures, of peer: PeerQuality, seed: Int, into report: inout Report) {
        let lines = [
            ("RMSE/sd", figures.error, \PeerQuality.Figures.errors),
            ("NLPD", figures.density, \.densities), ("coverage", figures.coverage, \.coverages),
        ]
        for (name, ours, path) in lines {
            let (standard, matern) = (peer.standard[keyPath: path][seed], peer.matern[keyPath: path][seed])
            report.add(
                Row(
                    figure: "\(peer.function) set \(seed), \(name)", ours: ours, peer: nil,
                    peerText: "\(Row.text(standard)), \(Row.text(matern))", target: nil,
                    method: "average by evidence, 60 training and 500 test points; BoTorch RBF, Matern-5/2"))
        }
    }

    private static func addMeans(
        _ ours: [QualitySet.Figures], of peer: PeerQuality, model: String, method: String, isJudged: Bool,
        into report: inout Report
    ) {
        let better = peer.isMaternBetter ? peer.matern : peer.standard
        let (error, density) = (Sample(better.errors).mean, Sample(better.densities).mean)
        let coverage = Sample(better.coverages).mean
        report.add(
            Row(
                figure: "\(peer.function) mean, RMSE/sd, \(model)", ours: Sample(ours.map(\.error)).mean, peer: error,
                target: isJudged ? .atMost(error) : nil, method: method))
        report.add(
            Row(
                figure: "\(peer.function) mean, NLPD, \(model)", ours: Sample(ours.map(\.density)).mean,
                peer: density, target: isJudged ? .atMost(density) : nil, method: method, hasRatio: false))
        let covered = Sample(ours.map(\.coverage)).mean
        report.add(
            Row(
                figure: "\(peer.function) mean, |coverage - 0.95|, \(model)", ours: abs(covered - 0.95),
                peer: abs(coverage - 0.95), target: isJudged ? .atMost(abs(coverage - 0.95)) : nil,
                method: "coverage \(Row.text(covered)), the peer's \(Row.text(coverage)); " + method, hasRatio: false))
    }
}

import BayesianOptimization

/// The hypervolume that a few evaluations of a single fidelity reach.
enum SearchQuality {
    static func run(_ arguments: Arguments, into report: inout Report) throws {
        let seeds = arguments.seeds(orFirst: 5)
        for peer in PeerSearch.all where arguments.wants(peer.problem) {
            let synthetic = try SyntheticProblem.named(peer.problem)
            let problem = synthetic.problem.targetOnly
            let (count, initial) = (peer.evaluations, problem.initialCount)
            var seconds = 0.0
            let ours = try finals(synthetic, count: count, seeds: seeds, seconds: &seconds) {
                try MultiFidelitySampler(problem: problem, seed: $0, options: MultiFidelityOptions(initial: initial))
            }
            let perTrial = Row.text(1000 * seconds / Double(count * seeds.count))
            let best = synthetic.best.map { ", best known \(Row.text($0.hypervolume))" } ?? ""
            report.add(
                Row(
                    figure: "\(peer.problem), \(count) evaluations, mfbo", ours: ours.mean, peer: peer.botorch,
                    target: .atLeast(peer.target),
                    method: "\(initial) Sobol points first, \(ours.spread), \(perTrial) ms a trial\(best); "
                        + "BoTorch qLogNEHVI (\(peer.botorchNote))"))
            report.add(
                Row(
                    figure: "\(peer.problem), mfbo against TPE", ours: ours.mean, peer: peer.tpe, target: nil,
                    method: "the same; Optuna TPE, 50 evaluations"))
            let evolved = try finals(synthetic, count: count, seeds: seeds, seconds: &seconds) {
                try NSGA2Sampler(problem: problem, seed: $0, populationSize: 10)
            }
            report.add(
                Row(
                    figure: "\(peer.problem), NSGA-II", ours: evolved.mean, peer: peer.nsga2, target: nil,
                    method: "NSGA2Sampler, population 10, \(evolved.spread); the better of Optuna's and pymoo's"))
            let random = try finals(synthetic, count: count, seeds: seeds, seconds: &seconds) { _ in
                try RandomSampler(problem: problem)
            }
            report.add(
                Row(
                    figure: "\(peer.problem), random", ours: random.mean, peer: peer.random, target: nil,
                    method: "RandomSampler, \(random.spread); Optuna"))
        }
    }

    private static func finals(
        _ synthetic: SyntheticProblem, count: Int, seeds: [UInt64], seconds: inout Double,
        sampler: (UInt64) throws -> any Sampler
    ) throws -> Sample {
        let target = synthetic.problem.target
        let sample = Sample(
            try seeds.map { seed in
                var study = Study(problem: synthetic.problem.targetOnly, sampler: try sampler(seed), seed: seed)
                let begin = CPUClock.seconds
                try study.run(limit: Double(count)) { candidate, _ in
                    synthetic.evaluate(candidate, fidelity: target)
                }
                seconds += CPUClock.seconds - begin
                return study.curve.last
            })
        Report.note("\(synthetic.name), seed by seed: \(sample.list)")
        return sample
    }
}

import GaussianProcess
import Glibc
import LinearAlgebra
import SearchSpace

/// What it costs to learn the hyperparameters of a Gaussian process from one cold start.
enum FitSpeed {
    static func run(isLarge: Bool, into report: inout Report) throws {
        for peer in PeerSpeed.fits {
            try add(count: peer.count, peer: peer, into: &report)
        }
        guard isLarge else { return }
        for count in [2000, 5000] { try add(count: count, peer: nil, into: &report) }
    }

    private static func add(count: Int, peer: PeerSpeed.Fit?, into report: inout Report) throws {
        let data = try observations(count: count)
        for covariance in [CovarianceFunction.squaredExponential, .matern52] {
            let isMatern = covariance == .matern52
            // The peer's squared exponential has no variance of its own; its Matern kernel has.
            let settings = FitSettings(
                covariance: covariance, learnsVariances: isMatern, starts: 1, evaluationsPerStart: 200)
            var fit: FitReport?
            let repeats = count <= 200 ? 5 : count <= 500 ? 3 : 1
            var times: [Double] = []
            for _ in 0..<repeats {
                times.append(
                    try CPUClock.seconds { fit = try GaussianProcess.fit(data, settings: settings).fitReport })
            }
            var method = "one cold start, \(fit?.evaluations ?? 0) evaluations"
            if count <= 200, let fit {
                var long = settings
                long.starts = 4
                long.evaluationsPerStart = 1000
                let best = try GaussianProcess.fit(data, settings: long).fitReport?.objective ?? .nan
                method += ", log density \(Row.text(best - fit.objective)) below that of 4 long starts"
            }
            method += repeats > 1 ? ", median of \(repeats)" : ", one run"
            if peer != nil { method += "; BoTorch" }
            let seconds = Sample(times).median
            let peerSeconds = peer.map { isMatern ? $0.matern52 : $0.squaredExponential }
            report.add(
                Row(
                    figure: "fit n = \(count), d = 12, \(isMatern ? "Matern-5/2" : "RBF") (s)", ours: seconds,
                    peer: peerSeconds, target: peer.map { .atMost($0.target) },
                    method: method))
        }
    }

    /// Friedman's function over 12 coordinates with noise of 5 % of its standard deviation.
    ///
    /// J. Friedman, "Multivariate adaptive regression splines", Annals of Statistics 19 (1991).
    static func observations(count: Int) throws -> TrainingData {
        var generator = RandomGenerator(seed: 7)
        var rows: [[Double]] = []
        var targets: [Double] = []
        for _ in 0..<count {
            let x = (0..<12).map { _ in generator.uniform() }
            let value =
                10 * sin(Double.pi * x[0] * x[1]) + 20 * (x[2] - 0.5) * (x[2] - 0.5) + 10 * x[3] + 5 * x[4]
            rows.append(x)
            targets.append(value + 0.05 * 4.9 * generator.normal())
        }
        return try TrainingData(features: Matrix(rows: rows), targets: targets)
    }
}

/// How long the peers take.
///
/// BoTorch 0.18.1 with torch 2.13.0 (MKL, float64) and moocore 0.3.2 on two cores of an AMD EPYC
/// with AVX-512, otherwise idle. Two runs differed by up to 1.6 times, so that a ratio below 2 says nothing.
enum PeerSpeed {
    /// Seconds for a suggestion at 6 to 24 observations of DTLZ2 (d = 6, m = 2) with its tutorial's settings: 10
    /// restarts, 512 raw samples, 128 Monte-Carlo samples; wall time of 2 threads.
    static let suggestion = 2.22
    /// Seconds for a MOMF suggestion at about 55 observations of the multi-fidelity Branin-Currin problem, the same
    /// way.
    static let multiFidelitySuggestion = 1.32

    /// Training evaluations a CPU-second of Calculon caa4b11, statistics included: median of eight cases.
    static let trainingEvaluations = 450.0

    /// Router traversals of flits a CPU-second of BookSim 2 (28f4329) under uniform traffic of 0.1 flits a node and
    /// cycle, best of three, by side of the mesh and flits of a packet.
    static let flitHops = [(8, 1, 419_269.0), (8, 8, 779_990), (16, 1, 221_945), (16, 8, 408_510)]

    /// One fit from one cold start at d = 12.
    struct Fit {
        var count: Int
        /// Seconds with the default kernel (squared exponential, dimension-scaled log-normal prior, unit variance), one
        /// thread; at 1000 observations 14.3 s wall time of 2 threads, about 20 CPU-seconds.
        var squaredExponential: Double
        /// Seconds with Matern-5/2 and a learned variance; at 1000 observations 16.5 s wall time of 2 threads.
        var matern52: Double
        /// The most seconds that ours may take with either: the peer's 0.40, 1.0, 3.3 and 20 by 10, 10, 5 and 3.
        var target: Double
    }

    static let fits = [
        Fit(count: 50, squaredExponential: 0.40, matern52: 0.21, target: 0.040),
        Fit(count: 200, squaredExponential: 1.02, matern52: 1.38, target: 0.10),
        Fit(count: 500, squaredExponential: 3.34, matern52: 5.33, target: 0.66),
        Fit(count: 1000, squaredExponential: 20, matern52: 20, target: 20.0 / 3),
    ]

    /// Points a second of the analytic expected hypervolume improvement over a front of 50 points, in batches of 1000,
    /// the posterior being given, one thread.
    static let improvementPointsPerSecond = [2: 131_000.0, 3: 40_000]

    /// Seconds of moocore for the exact hypervolume, by objectives and points; the last one took 4.1e-4 s while the
    /// machine was busy.
    static let hypervolume: [(objectives: Int, points: Int, seconds: Double)] = [
        (2, 100, 1.2e-5), (2, 500, 2.9e-5), (3, 100, 1.7e-5), (3, 500, 5.2e-5), (4, 100, 1.6e-5), (4, 500, 1.1e-4),
    ]
}

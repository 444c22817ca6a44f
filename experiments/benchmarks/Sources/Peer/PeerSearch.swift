/// The mean final hypervolumes of the peers from three seeds each (one where stated), on the same problems with the
/// same reference points: BoTorch 0.18.1 qLogNEHVI (2(d + 1) Sobol points, 4 restarts, 128 raw samples, 64 Monte-Carlo
/// samples), Optuna 5.0.0, pymoo 0.6.2.
struct PeerSearch: Sendable {
    var problem: String
    var evaluations: Int
    /// BoTorch qLogNEHVI.
    var botorch: Double
    /// What that figure comes from.
    var botorchNote: String
    /// Optuna's TPE and random sampler, and the better of Optuna's and pymoo's NSGA-II, all after 50 evaluations.
    var tpe: Double
    var nsga2: Double
    var random: Double
    /// What our mean is to reach.
    var target: Double

    static let all = [
        PeerSearch(
            problem: "branin-currin", evaluations: 50, botorch: 58.10, botorchNote: "sd 0.046, 3 seeds", tpe: 28.75,
            nsga2: 9.673, random: 7.919, target: 58.10),
        PeerSearch(
            problem: "dtlz2", evaluations: 50, botorch: 0.3402, botorchNote: "sd 0.015, 3 seeds", tpe: 0.2303,
            nsga2: 0.1892, random: 0.1369, target: 0.340),
        PeerSearch(
            problem: "zdt1", evaluations: 50, botorch: 119.8, botorchNote: "sd 1.1, 3 seeds", tpe: 103.7,
            nsga2: 99.87, random: 97.71, target: 119.8),
        PeerSearch(
            problem: "c2-dtlz2", evaluations: 50, botorch: 0.3823, botorchNote: "sd 0.0027, 3 seeds", tpe: 0.2931,
            nsga2: 0.2524, random: 0.2281, target: 0.382),
        PeerSearch(
            problem: "vehicle-safety", evaluations: 50, botorch: 242.7,
            botorchNote: "3 seeds, two of them ended at 38 and 43 evaluations", tpe: 184.1, nsga2: 164.1, random: 160.2,
            target: 242.8),
        PeerSearch(
            problem: "osy", evaluations: 40, botorch: 9396, botorchNote: "1 seed, 2 restarts, 64 raw, 32 samples",
            tpe: 422.1, nsga2: 319.4, random: 178.5, target: 9396),
    ]
}

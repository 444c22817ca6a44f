/// What BoTorch's MOMF and designs without an acquisition function reach on the multi-fidelity Branin-Currin problem,
/// means of three seeds; costs in evaluations at s = 1, two of them for the initial random points.
enum PeerContinuousFidelity {
    /// The true hypervolume at s = 1 of the Pareto set that the model infers, by cost: MOMF.
    static let inferred: [(cost: Double, hypervolume: Double)] = [
        (3, 0.4973), (5, 0.4978), (8, 0.4990), (10, 0.4991),
    ]
    /// The hypervolume at cost 10 of every visited x re-evaluated at s = 1: MOMF.
    static let projected = 0.4924
    /// What the projected hypervolume at cost 10 is to be.
    static let projectedTarget = 0.492
    /// Random cheap points, p(s) ~ 1 / C(s), by cost: inferred and projected.
    static let control: [(cost: Double, inferred: Double, projected: Double)] = [
        (5, 0.4970, 0.332), (10, 0.4976, 0.385),
    ]
}

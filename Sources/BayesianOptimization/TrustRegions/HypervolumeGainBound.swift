import ParetoFront

/// How much hypervolume may still be gained, as a model sees it: a bound in the manner of confidence-bound regret, to
/// stop by and to report.
///
/// Every candidate of a pool is taken at its optimistic value, mean plus beta deviations in each objective. No set of
/// outcomes inside these confidence limits, whichever of the pool's candidates were evaluated, dominates more than the
/// front and all optimistic values together, so that their hypervolume less the front's bounds the gain. The simple
/// regret of one objective is bounded likewise by its upper confidence bounds (N. Srinivas, A. Krause, S. Kakade and
/// M. Seeger, "Information-theoretic regret bounds for Gaussian process optimization in the bandit setting", IEEE
/// Trans. Inf. Theory 58, 2012). The bound holds for the pool and for as far as the model is right; it is no statement
/// about candidates outside the pool.
/// ```swift
/// let bound = HypervolumeGainBound(
///     front: [[1, 2], [2, 1]], reference: [0, 0], means: [[1.5, 1.5]], deviations: [[0.1, 0.1]], beta: 2)
/// bound.gain  // 0.49
/// ```
public struct HypervolumeGainBound: Sendable, Hashable {
    /// The hypervolume of the front.
    public let hypervolume: Double
    /// The most that can be added, at least 0, in the unit of the hypervolume.
    public let gain: Double

    /// Bounds the gain.
    ///
    /// - Parameters:
    ///   - front: Any observed feasible points, where larger is better; only those above the reference have influence.
    ///   - reference: The corner that volumes are measured from.
    ///   - means: One list of objectives a pool candidate, turned so that larger is better.
    ///   - deviations: The standard deviations in the same shape, at least 0.
    ///   - beta: How many deviations optimism adds, at least 0; 2 is usual.
    /// - Note: A candidate with a number that is not finite has no influence.
    public init(front: [[Double]], reference: [Double], means: [[Double]], deviations: [[Double]], beta: Double = 2) {
        let optimistic = zip(means, deviations).map { pair in zip(pair.0, pair.1).map { $0 + beta * $1 } }
        hypervolume = Hypervolume.volume(of: front, reference: reference)
        let whole = Hypervolume.volume(of: Dominance.front(of: front + optimistic), reference: reference)
        gain = max(0, whole - hypervolume)
    }
}

import SearchSpace

/// Decides by `RemainingHypervolume` whether a search is to end, at fixed numbers of target evaluations.
///
/// Models are made after 10 target evaluations, then each time that there are a tenth more, and at least five: not
/// after every trial, since fits take time, and at numbers that depend on nothing else, so that the same results end a
/// search at the same trial. Where no model can be made the search goes on.
public struct RemainingGainCheck: Sendable {
    /// The share of the hypervolume that counts as nothing.
    public let tolerance: Double
    private var next = 10
    private var found: String?

    /// Makes a check.
    ///
    /// - Parameter tolerance: The share of the hypervolume that counts as nothing.
    public init(tolerance: Double) { self.tolerance = tolerance }

    /// Whether a number of target evaluations is one at which a model is to be asked, or a check has found before that
    /// the search is to end.
    public func isDue(count: Int) -> Bool { found != nil || count >= next }

    /// Why a search is to end, once a check has found so; `nil` to go on.
    ///
    /// - Parameters:
    ///   - targetTrials: The numbers of the trials at the target that have results, in trial order; from one call to
    ///     the next only later ones come.
    ///   - observations: The results in trial order, those of these trials among them.
    ///   - problem: What is optimised.
    public mutating func reason(
        targetTrials: [Int], observations: [Observation], problem: OptimizationProblem
    ) -> String? {
        while found == nil, targetTrials.count >= next {
            let trial = targetTrials[next - 1]
            let known = observations.filter { $0.trial <= trial }
            if let estimate = try? RemainingHypervolume(observations: known, problem: problem),
                estimate.isNegligible(tolerance: tolerance)
            {
                found =
                    "by a model of the results up to trial \(trial) at most \(estimate.limit) is left to gain over "
                    + "the hypervolume \(estimate.hypervolume), no more than the share \(tolerance)"
            }
            next += max(5, (next + 9) / 10)
        }
        return found
    }
}

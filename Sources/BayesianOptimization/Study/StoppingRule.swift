/// When a search ends before its budget is used up.
///
/// Rules look at target evaluations in trial order alone, so that the same results end a search at the same trial
/// whatever the number of workers.
public enum StoppingRule: Sendable, Hashable {
    /// The hypervolume is at least this.
    case targetHypervolume(Double)
    /// The last so many target evaluations together added at most this share of the hypervolume; never while it is 0.
    case stagnation(evaluations: Int, tolerance: Double)
    /// A model of the results says that, with a probability of 95 percent, no more than this share of the hypervolume
    /// is left to gain; see `RemainingHypervolume`, of which this is an estimate, and `RemainingGainCheck` for when.
    case remainingGain(tolerance: Double)

    /// Checks that the rule can hold for a problem.
    ///
    /// - Throws: `OptimizationError.invalidOption` for a number that cannot be, or a remaining gain of more objectives
    ///   than `RemainingHypervolume` knows.
    public func validate(for problem: OptimizationProblem) throws(OptimizationError) {
        switch self {
        case .targetHypervolume(let target):
            try OptionCheck.require(
                target > 0 && target.isFinite, "targetHypervolume", target, "a finite number above 0")
        case .stagnation(let evaluations, let tolerance):
            try OptionCheck.require(evaluations >= 1, "stagnation evaluations", evaluations, "at least 1")
            try OptionCheck.require(
                (0..<1).contains(tolerance), "stagnation tolerance", tolerance,
                "a share of the hypervolume, from 0 to below 1")
        case .remainingGain(let tolerance):
            try OptionCheck.require(
                tolerance > 0 && tolerance < 1, "remainingGain", tolerance,
                "a share of the hypervolume, above 0 and below 1")
            let limit = RemainingHypervolume.objectiveLimit
            try OptionCheck.require(
                problem.objectives.count <= limit, "remainingGain",
                "a rule for a problem of \(problem.objectives.count) objectives", "at most \(limit) objectives")
        }
    }

    /// Why a search is to end after the latest target evaluation of a trace; `nil` to go on, and always for
    /// `remainingGain`, which a `RemainingGainCheck` decides.
    public func reason(after trace: HypervolumeTrace) -> String? { reason(after: trace.points[...]) }

    /// Why a search is to end after the last of some target evaluations, in trial order; `nil` to go on, and always for
    /// `remainingGain`.
    public func reason(after points: ArraySlice<HypervolumeTrace.Point>) -> String? {
        guard let last = points.last else { return nil }
        switch self {
        case .remainingGain: return nil
        case .targetHypervolume(let target):
            guard last.hypervolume >= target else { return nil }
            return "the hypervolume \(last.hypervolume) of trial \(last.trial) reached the target \(target)"
        case .stagnation(let evaluations, let tolerance):
            guard evaluations >= 1, points.count > evaluations, last.hypervolume > 0 else { return nil }
            let gain = last.hypervolume - points[points.endIndex - 1 - evaluations].hypervolume
            guard gain <= tolerance * last.hypervolume else { return nil }
            return "the last \(evaluations) target evaluations up to trial \(last.trial) added \(gain) to the "
                + "hypervolume \(last.hypervolume), no more than the share \(tolerance)"
        }
    }
}

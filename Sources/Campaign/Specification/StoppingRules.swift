/// When a campaign stops before its budget is used up.
///
/// The rules look at the results of target evaluations in trial order, so that a campaign that is resumed stops at the
/// trial at which it would have stopped.
public struct StoppingRules: Sendable, Hashable {
    /// Stop when the last target evaluations added next to nothing.
    public struct Stagnation: Sendable, Hashable {
        /// How many target evaluations in a row.
        public var trials: Int
        /// The share of the hypervolume that they may add together at most.
        public var tolerance: Double

        /// Makes a rule.
        public init(trials: Int, tolerance: Double) {
            self.trials = trials
            self.tolerance = tolerance
        }
    }

    /// Stop when the hypervolume is at least this.
    public var targetHypervolume: Double?
    /// Stop when it no longer grows; never while it is 0.
    public var stagnation: Stagnation?
    /// Stop when a model says that no more than this share of the hypervolume is left to gain, at a probability of 95
    /// percent; see `RemainingHypervolume` for what that is worth.
    public var remainingGain: Double?

    /// Makes rules; without any a campaign ends with its budget.
    public init(targetHypervolume: Double? = nil, stagnation: Stagnation? = nil, remainingGain: Double? = nil) {
        self.remainingGain = remainingGain
        self.targetHypervolume = targetHypervolume
        self.stagnation = stagnation
    }

    /// Whether there is no rule.
    public var isEmpty: Bool { targetHypervolume == nil && stagnation == nil && remainingGain == nil }

    /// Why a campaign with this history is to stop, by the first trial at which a rule of the hypervolume holds; `nil` to
    /// go on, also where `remainingGain` holds.
    ///
    /// - Parameter history: The hypervolume after each target evaluation, in trial order.
    public func reason(after history: HypervolumeHistory) -> String? {
        let points = history.points
        for (index, point) in points.enumerated() {
            if let targetHypervolume, point.hypervolume >= targetHypervolume {
                return "the hypervolume \(point.hypervolume) of trial \(point.trial) reached the target "
                    + "\(targetHypervolume)"
            }
            guard let stagnation, index >= stagnation.trials, point.hypervolume > 0 else { continue }
            let gain = point.hypervolume - points[index - stagnation.trials].hypervolume
            if gain <= stagnation.tolerance * point.hypervolume {
                return
                    "the last \(stagnation.trials) target evaluations up to trial \(point.trial) added \(gain) to the "
                    + "hypervolume \(point.hypervolume), no more than the share \(stagnation.tolerance)"
            }
        }
        return nil
    }
}

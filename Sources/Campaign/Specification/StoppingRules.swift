public import BayesianOptimization

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

    /// Why a campaign with this history is to stop, by the first trial at which a rule of the hypervolume holds; `nil`
    /// to go on, also where `remainingGain` holds.
    ///
    /// - Parameter history: The hypervolume after each target evaluation, in trial order.
    public func reason(after history: HypervolumeTrace) -> String? {
        var rules: [StoppingRule] = []
        if let targetHypervolume { rules.append(.targetHypervolume(targetHypervolume)) }
        if let stagnation {
            rules.append(.stagnation(evaluations: stagnation.trials, tolerance: stagnation.tolerance))
        }
        for index in history.points.indices {
            for rule in rules {
                if let reason = rule.reason(after: history.points[...index]) { return reason }
            }
        }
        return nil
    }
}

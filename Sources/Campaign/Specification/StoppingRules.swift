import BayesianOptimization

/// When a campaign stops before its budget is used up.
///
/// Both rules look at the results of target evaluations in trial order, so that a campaign that is resumed stops at the
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

    /// Makes rules; without any a campaign ends with its budget.
    public init(targetHypervolume: Double? = nil, stagnation: Stagnation? = nil) {
        self.targetHypervolume = targetHypervolume
        self.stagnation = stagnation
    }

    /// Whether there is no rule.
    public var isEmpty: Bool { targetHypervolume == nil && stagnation == nil }

    /// Why a campaign with this history is to stop, by the first trial at which a rule holds; `nil` to go on.
    ///
    /// - Parameter history: The hypervolume after each target evaluation, in trial order.
    public func reason(after history: HypervolumeHistory) -> String? {
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

public import LocalOptimization

/// How a fit went.
public struct FitReport: Sendable, Hashable, Codable {
    /// What became of one start.
    public struct Start: Sendable, Hashable, Codable {
        /// Where it came from: `warm`, or `built-in` and a number.
        public var origin: String
        /// The logarithm of likelihood times prior at its end; `nil` when it failed.
        public var objective: Double?
        /// How many evaluations over all observations it took.
        public var evaluations: Int
        /// How many evaluations over a part of the observations went before.
        public var coarseEvaluations: Int
        /// Why it ended; `nil` when it failed.
        public var stopReason: LocalMinimum.StopReason?
        /// What went wrong; `nil` when nothing did.
        public var failure: String?
    }

    /// The starts in the order in which they were tried.
    public var starts: [Start]
    /// Which of them gave the model.
    public var best: Int
    /// The logarithm of likelihood times prior density of the model, in the units of the scaled targets.
    public var objective: Double
    /// The number of evaluations of all starts together.
    public var evaluations: Int { starts.reduce(0) { $0 + $1.evaluations } }
    /// How many starts failed.
    public var failedStarts: Int { starts.count(where: { $0.failure != nil }) }
}

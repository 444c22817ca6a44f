/// Where a trial stands in its life.
public enum TrialState: String, Sendable, Hashable, Codable, CaseIterable {
    /// It has a number and a candidate, and waits for a worker.
    case proposed
    /// A worker has it.
    case running
    /// It has figures and keeps every constraint.
    case completed
    /// It breaks a constraint, or the evaluator says that it cannot be.
    case infeasible
    /// No usable answer came after every attempt.
    case failed

    /// Whether its result is final.
    public var isFinished: Bool { self != .proposed && self != .running }
}

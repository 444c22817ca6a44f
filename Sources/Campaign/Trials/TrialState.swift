/// Where a trial stands in its life.
///
/// ```
/// proposed -> queued -> running -> completed, infeasible, failed, timedOut
///     ^          |         |
///     |          v         v
///     +------ cancelled, or the attempt is lost or tried again
/// ```
public enum TrialState: String, Sendable, Hashable, Codable, CaseIterable {
    /// It has a number and a candidate, and waits to be submitted.
    case proposed
    /// The executor has it; no worker has begun with it.
    case queued
    /// A worker has it.
    case running
    /// It has figures and keeps every constraint.
    case completed
    /// It breaks a constraint, or the evaluator says that it cannot be.
    case infeasible
    /// No usable answer came after every attempt.
    case failed
    /// The last of its attempts was ended by its time limit.
    case timedOut = "timed_out"
    /// It was stopped on request, and has no result; a resumed campaign proposes it again as it is.
    case cancelled

    /// Whether its result is final.
    public var isFinished: Bool { successors.isEmpty }

    /// Whether its result is final and it has none that counts: `failed` or `timedOut`.
    public var isFailure: Bool { self == .failed || self == .timedOut }

    /// Whether the executor has it.
    public var isSubmitted: Bool { self == .queued || self == .running }

    /// The states that may follow.
    public var successors: Set<TrialState> { Self.transitions[self] ?? [] }

    /// Every legal change; a state without an entry is final.
    static let transitions: [TrialState: Set<TrialState>] = [
        .proposed: [.queued, .cancelled],
        // Back to `proposed` where the attempt was lost.
        .queued: [.running, .proposed, .cancelled],
        // Back to `proposed` where the attempt was lost, or failed and another one follows.
        .running: [.completed, .infeasible, .failed, .timedOut, .proposed, .cancelled],
        .cancelled: [.proposed],
    ]
}

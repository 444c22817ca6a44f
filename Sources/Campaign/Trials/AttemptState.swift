/// Where an attempt at a trial stands.
public enum AttemptState: String, Sendable, Hashable, Codable, CaseIterable {
    /// It was submitted to the executor, or was about to be when the process ended.
    case queued
    /// A worker has begun with it.
    case running
    /// It gave an answer: figures, or that the candidate cannot be.
    case answered
    /// It gave no usable answer.
    case failed
    /// Its time limit ended it.
    case timedOut = "timed_out"
    /// It was stopped on request.
    case cancelled
    /// It was given up: its worker, or the process that had submitted it, is gone.
    case lost

    /// Whether nothing that counts can come of it any more.
    public var isOver: Bool { successors.isEmpty }

    /// The states that may follow.
    public var successors: Set<AttemptState> { Self.transitions[self] ?? [] }

    /// Every legal change; a state without an entry is final.
    static let transitions: [AttemptState: Set<AttemptState>] = [
        .queued: [.running, .cancelled, .lost],
        .running: [.answered, .failed, .timedOut, .cancelled, .lost],
    ]
}

/// Everything that the checkpoint keeps about one attempt at a trial.
///
/// Times are seconds since 1970 in UTC, for people only: nothing is decided by them.
public struct AttemptRecord: Sendable, Hashable {
    /// The fencing token, as in `TrialAttempt`.
    public var token: Int
    /// The trial's number.
    public var trial: Int
    /// Counts the attempts at this trial, from 1.
    public var number: Int
    /// Where it stands.
    public private(set) var state: AttemptState
    /// Who evaluates it, as the executor says; empty before that.
    public var worker = ""
    /// When it was submitted; `nil` in what a checkpoint of an earlier format had.
    public var queuedTime: Double?
    /// When a worker began with it.
    public var startedTime: Double?
    /// When its worker was last known to be alive.
    public var heartbeatTime: Double?
    /// When it ended or was given up.
    public var endedTime: Double?
    /// Why it failed, was cancelled or was given up; empty otherwise.
    public var reason = ""
    /// The end of what the program wrote to standard error.
    public var standardErrorTail = ""
    /// The answer that came after it had been given up, and counts for nothing; `nil` where none came.
    public var lateAnswer: String?

    /// Makes an attempt.
    public init(token: Int, trial: Int, number: Int, state: AttemptState = .queued, queuedTime: Double? = nil) {
        self.token = token
        self.trial = trial
        self.number = number
        self.state = state
        self.queuedTime = queuedTime
    }

    /// Goes on to another state.
    ///
    /// - Throws: `LifeCycleError` where `AttemptState.transitions` does not allow it; nothing has changed then.
    public mutating func become(_ next: AttemptState) throws(LifeCycleError) {
        guard state.successors.contains(next) else {
            throw LifeCycleError(what: "attempt \(number) at trial \(trial)", from: state.rawValue, to: next.rawValue)
        }
        state = next
    }
}

/// One attempt at one trial, as it is handed to an executor.
public struct TrialAttempt: Sendable, Hashable {
    /// The fencing token: above that of every earlier attempt of the campaign, and never given twice.
    ///
    /// Whatever an executor reports carries it. An attempt that was given up keeps its token, so that an answer that
    /// comes late is known for what it is.
    public var token: Int
    /// What is to be evaluated; its `attempt` counts the attempts at this trial from 1.
    public var request: EvaluationRequest

    /// Makes an attempt.
    public init(token: Int, request: EvaluationRequest) {
        self.token = token
        self.request = request
    }
}

public import SearchSpace

/// One evaluation to be done.
public struct EvaluationRequest: Sendable, Hashable {
    /// The trial's number.
    public var trial: Int
    /// The number of this attempt, from 1.
    public var attempt: Int
    /// The point.
    public var candidate: Candidate
    /// The index of the fidelity.
    public var fidelity: Int
    /// The seed for the evaluator, below 2^53.
    public var seed: UInt64

    /// Makes a request.
    public init(trial: Int, attempt: Int, candidate: Candidate, fidelity: Int, seed: UInt64) {
        self.trial = trial
        self.attempt = attempt
        self.candidate = candidate
        self.fidelity = fidelity
        self.seed = seed
    }
}

public import BayesianOptimization
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

/// What came of an evaluation.
public struct EvaluationReport: Sendable, Hashable {
    /// How it ended, its figures in the order of the problem's objectives and constraints.
    public var outcome: Observation.Outcome
    /// The number of the last attempt.
    public var attempts: Int
    /// The end of what a program wrote to standard error.
    public var standardErrorTail: String
    /// Whether it was stopped from outside; it then has no result and is begun anew on resume.
    public var isCancelled: Bool

    /// Makes a report.
    public init(
        outcome: Observation.Outcome, attempts: Int, standardErrorTail: String = "", isCancelled: Bool = false
    ) {
        self.outcome = outcome
        self.attempts = attempts
        self.standardErrorTail = standardErrorTail
        self.isCancelled = isCancelled
    }
}

/// Something that evaluates candidates: a function of the request and of nothing else.
public protocol TrialEvaluator: Sendable {
    /// Evaluates one candidate; when the task is cancelled it ends soon and says so.
    func evaluate(_ request: EvaluationRequest) async -> EvaluationReport
}

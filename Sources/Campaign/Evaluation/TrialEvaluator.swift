/// Something that evaluates candidates: a function of the request and of nothing else.
public protocol TrialEvaluator: Sendable {
    /// Evaluates one candidate; when the task is cancelled it ends soon and says so.
    func evaluate(_ request: EvaluationRequest) async -> EvaluationReport
}

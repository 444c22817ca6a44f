/// What an executor has to say about an attempt, which it names by its fencing token.
public enum ExecutorEvent: Sendable, Hashable {
    /// A worker has begun with it.
    case started(token: Int, worker: String)
    /// Its worker is known to be alive.
    case heartbeat(token: Int)
    /// It has ended, by itself or because it was cancelled; `seconds` is how long it ran.
    case finished(token: Int, report: EvaluationReport, seconds: Double)
    /// It will never answer, and nobody cancelled it: its machine has gone, or its job was removed.
    case lost(token: Int, reason: String)

    /// The attempt's fencing token.
    public var token: Int {
        switch self {
        case .started(let token, _), .heartbeat(let token), .finished(let token, _, _), .lost(let token, _): token
        }
    }
}

public import Logging

/// Where trials are evaluated: takes attempts, and says what becomes of them.
///
/// A campaign stores an attempt before it submits it, and what an executor reports before it decides anything by it.
/// Every attempt that was submitted ends with `ExecutorEvent.finished` or `.lost`, except those that had not begun when
/// the executor was drained or shut down. Events of one attempt come in order; those of an attempt that the campaign
/// has given up may still come, and are recorded without being counted.
///
/// An executor knows nothing of optimisation or of retries: an attempt that fails is reported, and the campaign decides
/// whether another one follows.
public protocol TrialExecutor: Sendable {
    /// How many attempts it can run side by side.
    var capacity: Int { get }

    /// How many attempts it takes at a time, those that wait inside it included; at least `capacity`.
    var slots: Int { get }

    /// Whether attempts live on when this process ends, so that a later one may adopt them.
    var outlivesProcess: Bool { get }

    /// Begins to work; called once, before anything else.
    ///
    /// - Parameters:
    ///   - attempts: What an earlier process had submitted and has no answer to.
    ///   - deliver: Takes every event from now on, from any thread.
    /// - Returns: The tokens of those attempts that it still has and will report on; the others count as lost.
    /// - Throws: `CampaignError.executor`.
    func start(
        adopting attempts: [TrialAttempt], deliver: @escaping @Sendable (ExecutorEvent) -> Void
    ) async throws(CampaignError) -> Set<Int>

    /// Takes attempts, in this order; returns without waiting for any of them.
    ///
    /// - Throws: `CampaignError.executor` when it can take none any more.
    func submit(_ attempts: [TrialAttempt]) async throws(CampaignError)

    /// Ends attempts soon, running or not; each of them then reports that it was cancelled, or its own result where
    /// that came first.
    func cancel(_ tokens: [Int])

    /// Ends every attempt as `cancel(_:)` does.
    func cancelAll()

    /// Begins nothing more: attempts that have not begun are dropped and never reported.
    func drain()

    /// Drains, and returns when nothing runs any more and every event has been delivered.
    func shutDown() async

    /// How often things happened that are worth counting, by name.
    var counts: [String: Int] { get }

    /// Tells it where to log what goes wrong; called before `start`, or never.
    func attach(_ logger: Logger)
}

extension TrialExecutor {
    /// Attempts end with this process.
    public var outlivesProcess: Bool { false }

    /// Nothing is counted.
    public var counts: [String: Int] { [:] }

    /// Nothing is logged.
    public func attach(_ logger: Logger) {}
}

import Synchronization

/// Evaluates on this machine: so many workers, each with one evaluation at a time.
public final class LocalExecutor: TrialExecutor {
    private struct State {
        var deliver: (@Sendable (ExecutorEvent) -> Void)?
        var workers: [Task<Void, Never>] = []
        /// The evaluations that run, by token.
        var running: [Int: Task<EvaluationReport, Never>] = [:]
        /// Tokens whose evaluation is to end before it begins.
        var cancelled: Set<Int> = []
        var isCancellingAll = false
    }

    /// The number of workers.
    public let capacity: Int
    private let evaluator: any TrialEvaluator
    private let queue = Mailbox<TrialAttempt>()
    private let state = Mutex(State())

    /// Makes an executor.
    ///
    /// - Parameters:
    ///   - evaluator: Evaluates; it is called from several tasks at the same time.
    ///   - workers: How many evaluations run side by side, at least 1.
    public init(evaluator: any TrialEvaluator, workers: Int) {
        self.evaluator = evaluator
        capacity = max(1, workers)
    }

    /// One attempt waits for each worker, so that a worker that ends one begins the next before its result is stored.
    public var slots: Int { 2 * capacity }

    /// Starts the workers; an evaluation of an earlier process ended with it, so none is adopted.
    public func start(
        adopting attempts: [TrialAttempt], deliver: @escaping @Sendable (ExecutorEvent) -> Void
    ) async throws(CampaignError) -> Set<Int> {
        state.withLock { state in
            state.deliver = deliver
            state.workers = (1...capacity).map { number in
                Task.detached { [self] in
                    while let attempt = await queue.next() { await run(attempt, worker: "local-\(number)") }
                }
            }
        }
        return []
    }

    /// Puts attempts in line.
    public func submit(_ attempts: [TrialAttempt]) async throws(CampaignError) {
        for attempt in attempts { queue.send(attempt) }
    }

    /// Cancels the tasks of evaluations.
    public func cancel(_ tokens: [Int]) {
        let tasks = state.withLock { state in
            state.cancelled.formUnion(tokens)
            return tokens.compactMap { state.running[$0] }
        }
        for task in tasks { task.cancel() }
    }

    /// Cancels the tasks of all evaluations, also of those that begin later.
    public func cancelAll() {
        let tasks = state.withLock { state in
            state.isCancellingAll = true
            return Array(state.running.values)
        }
        for task in tasks { task.cancel() }
    }

    /// Drops what is in line.
    public func drain() { queue.close() }

    /// Waits for the evaluations that run.
    public func shutDown() async {
        drain()
        for worker in state.withLock({ $0.workers }) { await worker.value }
    }

    private func run(_ attempt: TrialAttempt, worker: String) async {
        let token = attempt.token
        let evaluator = evaluator
        let clock = ContinuousClock()
        let begin = clock.now
        let task: Task<EvaluationReport, Never>? = state.withLock { state in
            guard !state.isCancellingAll, state.cancelled.remove(token) == nil else { return nil }
            let task = Task.detached { await evaluator.evaluate(attempt.request) }
            state.running[token] = task
            return task
        }
        let deliver = state.withLock { $0.deliver }
        guard let task else {
            deliver?(.finished(token: token, report: .cancelled, seconds: 0))
            return
        }
        deliver?(.started(token: token, worker: worker))
        let report = await task.value
        state.withLock { state in
            state.running[token] = nil
            state.cancelled.remove(token)
        }
        deliver?(.finished(token: token, report: report, seconds: (clock.now - begin) / .seconds(1)))
    }
}

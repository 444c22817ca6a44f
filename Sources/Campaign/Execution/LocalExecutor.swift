import Synchronization

/// Evaluates on this machine: so many workers, each with one evaluation at a time.
public final class LocalExecutor: TrialExecutor {
    /// An evaluation that a worker has.
    private struct Running {
        var task: Task<Void, Never>
        var answers: Mailbox<EvaluationReport>
    }

    private struct State {
        var deliver: (@Sendable (ExecutorEvent) -> Void)?
        var workers: [Task<Void, Never>] = []
        /// The evaluations that run, by token.
        var running: [Int: Running] = [:]
        /// Tokens whose evaluation is to end before it begins.
        var cancelled: Set<Int> = []
        var isCancellingAll = false
    }

    /// How long a cancelled evaluation may take to end; one that takes longer is left to itself.
    public static let grace = Duration.seconds(2)

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

    /// Cancels the tasks of evaluations; one that does not end within `grace` is reported as cancelled all the same.
    public func cancel(_ tokens: [Int]) {
        end(
            state.withLock { state in
                state.cancelled.formUnion(tokens)
                return tokens.compactMap { state.running[$0] }
            })
    }

    /// Cancels the tasks of all evaluations, also of those that begin later.
    public func cancelAll() {
        end(
            state.withLock { state in
                state.isCancellingAll = true
                return Array(state.running.values)
            })
    }

    /// Drops what is in line.
    public func drain() { queue.close() }

    /// Waits for the evaluations that run, except for those that were cancelled and do not end.
    public func shutDown() async {
        drain()
        for worker in state.withLock({ $0.workers }) { await worker.value }
    }

    private func end(_ evaluations: [Running]) {
        guard !evaluations.isEmpty else { return }
        for evaluation in evaluations { evaluation.task.cancel() }
        Task.detached {
            try? await Task.sleep(for: Self.grace)
            for evaluation in evaluations { evaluation.answers.send(.cancelled) }
        }
    }

    private func run(_ attempt: TrialAttempt, worker: String) async {
        let token = attempt.token
        let evaluator = evaluator
        let answers = Mailbox<EvaluationReport>()
        let clock = ContinuousClock()
        let begin = clock.now
        let (deliver, isBegun) = state.withLock { state in
            guard !state.isCancellingAll, state.cancelled.remove(token) == nil else { return (state.deliver, false) }
            state.running[token] = Running(
                task: Task.detached { answers.send(await evaluator.evaluate(attempt.request)) }, answers: answers)
            return (state.deliver, true)
        }
        guard isBegun else {
            deliver?(.finished(token: token, report: .cancelled, seconds: 0))
            return
        }
        deliver?(.started(token: token, worker: worker))
        let report = await answers.next() ?? .cancelled
        state.withLock { state in
            state.running[token] = nil
            state.cancelled.remove(token)
        }
        deliver?(.finished(token: token, report: report, seconds: (clock.now - begin) / .seconds(1)))
    }
}

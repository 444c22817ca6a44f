import BayesianOptimization
import Campaign
import SearchSpace
import Synchronization

/// An executor whose machines go away: it loses attempts, answers some of them late and wrongly, some twice, and
/// forgets to say that it has begun.
final class UnreliableExecutor: TrialExecutor {
    private struct State {
        var deliver: (@Sendable (ExecutorEvent) -> Void)?
        var generator: RandomGenerator
        /// Attempts that were lost and may answer yet.
        var late: [TrialAttempt] = []
        var submitted: [Int] = []
        var lateCount = 0
        var isDraining = false
    }

    let capacity = 3
    var slots: Int { 5 }
    private let evaluator = SmoothEvaluator()
    private let state: Mutex<State>

    init(seed: UInt64) { state = Mutex(State(generator: RandomGenerator(seed: seed))) }

    /// The tokens in the order of submission.
    var tokens: [Int] { state.withLock { $0.submitted } }
    /// How many answers came late.
    var lateCount: Int { state.withLock { $0.lateCount } }

    func start(
        adopting attempts: [TrialAttempt], deliver: @escaping @Sendable (ExecutorEvent) -> Void
    ) async throws(CampaignError) -> Set<Int> {
        state.withLock { $0.deliver = deliver }
        return []
    }

    func submit(_ attempts: [TrialAttempt]) async throws(CampaignError) {
        for attempt in attempts {
            let report = await evaluator.evaluate(attempt.request)
            state.withLock { state in
                guard !state.isDraining, let deliver = state.deliver else { return }
                state.submitted.append(attempt.token)
                var events: [ExecutorEvent] = []
                let draw = state.generator.next() % 8
                if draw != 0 { events.append(.started(token: attempt.token, worker: "node")) }
                if draw == 1 || draw == 2 {
                    events.append(.lost(token: attempt.token, reason: "node failure"))
                    state.late.append(attempt)
                } else {
                    events.append(.finished(token: attempt.token, report: report, seconds: 0.5))
                }
                if draw == 3 { events.append(.finished(token: attempt.token, report: Self.wrong, seconds: 0.5)) }
                if draw > 5, let late = state.late.popLast() {
                    events.append(.finished(token: late.token, report: Self.wrong, seconds: 0.5))
                    state.lateCount += 1
                }
                for event in events { deliver(event) }
            }
        }
    }

    private static let wrong = EvaluationReport(outcome: .evaluated(objectives: [1e6, 0], constraints: [0]))

    func cancel(_ tokens: [Int]) {}
    func cancelAll() {}
    func drain() { state.withLock { $0.isDraining = true } }
    func shutDown() async { drain() }
}

import BayesianOptimization
import Campaign
import Foundation
import Synchronization
import Testing

struct ExecutorTests {
    private func undisturbed(_ yaml: String, in folder: TemporaryFolder) async throws -> [TrialFigures] {
        let path = folder.path + "/whole.ingot"
        _ = try await CampaignRunner.begin(
            try Campaigns.specification(yaml), checkpoint: path, evaluator: SmoothEvaluator()
        ).run()
        return try TrialFigures.of(path)
    }

    @Test("Lost attempts are made again, and what they answer late is kept and counts for nothing", arguments: 1...6)
    func lateAnswers(seed: Int) async throws {
        let folder = try TemporaryFolder()
        let yaml = Campaigns.twoLevels(method: "nsga2", workers: 3, budget: "{evaluations: 40}")
        let whole = try await undisturbed(yaml, in: folder)
        let path = folder.path + "/a.ingot"
        let executor = UnreliableExecutor(seed: UInt64(seed))
        _ = try await CampaignRunner.begin(
            try Campaigns.specification(yaml), checkpoint: path, executor: executor
        ).run()
        #expect(try TrialFigures.of(path) == whole)

        let attempts = try CheckpointStore.read(path: path).attempts()
        #expect(attempts.map(\.token) == executor.tokens.sorted())
        #expect(Set(executor.tokens).count == executor.tokens.count)
        let lost = attempts.filter { $0.state == .lost }
        #expect(!lost.isEmpty && lost.allSatisfy { $0.reason == "node failure" })
        let late = attempts.filter { $0.lateAnswer != nil }
        #expect(late.count == executor.lateCount && late.allSatisfy { $0.state == .lost })
        #expect(late.allSatisfy { $0.lateAnswer == "objectives [1000000.0, 0.0], constraints [0.0]" })
        let trials = try CampaignSummary(checkpoint: path).trials
        for trial in trials {
            let own = attempts.filter { $0.trial == trial.number }
            #expect(own.map(\.number) == Array(1...trial.attempts))
            #expect(own.count { $0.state == .answered } == 1 && own.last?.state == .answered)
        }
    }

    @Test("A trial that is lost again and again fails in the end, and the campaign goes on")
    func alwaysLost() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/a.ingot"
        let yaml = Campaigns.twoLevels(method: "random", workers: 1, budget: "{evaluations: 4}")
        _ = try await CampaignRunner.begin(
            try Campaigns.specification(yaml), checkpoint: path, executor: LosingExecutor(trial: 1)
        ).run()
        let trials = try CampaignSummary(checkpoint: path).trials
        #expect(trials.map(\.state.isFailure) == [false, true, false, false])
        #expect(trials[1].reason.hasPrefix("lost 10 times") && trials[1].attempts == 10)
    }

    /// Evaluations that cannot begin so many times.
    private final class StartingLate: TrialEvaluator {
        private let left: Mutex<Int>

        init(failures: Int) { left = Mutex(failures) }

        func evaluate(_ request: EvaluationRequest) async -> EvaluationReport {
            let isLate = left.withLock { left in
                left -= 1
                return left >= 0
            }
            if isLate { return EvaluationReport(ending: .notStarted(reason: "no room")) }
            return await SmoothEvaluator().evaluate(request)
        }
    }

    @Test("Evaluations that cannot begin are tried again, and cost no trial its result", arguments: [2, 1000])
    func notStarted(failures: Int) async throws {
        let folder = try TemporaryFolder()
        let yaml = Campaigns.twoLevels(method: "random", workers: 1, budget: "{evaluations: 4}")
        let whole = try await undisturbed(yaml, in: folder)
        let path = folder.path + "/a.ingot"
        let runner = try CampaignRunner.begin(
            try Campaigns.specification(yaml), checkpoint: path, evaluator: StartingLate(failures: failures))
        if failures > 4 {
            // Where none ever begins the campaign ends, and not its trials.
            let error = await #expect(throws: CampaignError.self) { _ = try await runner.run() }
            #expect(error?.description.contains("evaluations cannot begin (no room)") == true)
            #expect(try CampaignSummary(checkpoint: path).trials.allSatisfy { !$0.state.isFinished })
            _ = try await CampaignRunner.resume(checkpoint: path, evaluator: SmoothEvaluator()).run()
        } else {
            _ = try await runner.run()
        }
        #expect(try TrialFigures.of(path) == whole)
        let attempts = try CheckpointStore.read(path: path).attempts()
        #expect(attempts.contains { $0.state == .lost && $0.reason == "no room" })
        #expect(try CheckpointDoctor.examine(path, repairing: false).problems == [])
    }

    /// Evaluations that end when they are let go, or cancelled.
    private struct HeldEvaluator: TrialEvaluator {
        let gate: Counter

        func evaluate(_ request: EvaluationRequest) async -> EvaluationReport {
            while gate.value == 0, !Task.isCancelled { try? await Task.sleep(for: .milliseconds(2)) }
            return Task.isCancelled ? .cancelled : await SmoothEvaluator().evaluate(request)
        }
    }

    @Test("An orderly stop leaves nothing to repair, and what it dropped is made later", arguments: [true, false])
    func orderlyStop(isCancelled: Bool) async throws {
        let folder = try TemporaryFolder()
        let yaml = Campaigns.twoLevels(method: "random", workers: 2, budget: "{evaluations: 20}", lookahead: 8)
        let whole = try await undisturbed(yaml, in: folder)
        let path = folder.path + "/a.ingot"
        // Nothing ends before it is stopped, so that some are running and some are in line then.
        let gate = Counter()
        let runner = try CampaignRunner.begin(
            try Campaigns.specification(yaml), checkpoint: path, evaluator: HeldEvaluator(gate: gate))
        _ = try await runner.run { progress in
            guard progress.spending.evaluations >= 8 else { return }
            if isCancelled { runner.cancel() } else { runner.stop() }
            gate.set(1)
        }
        let trials = try CampaignSummary(checkpoint: path).trials
        #expect(trials.contains { !$0.state.isFinished } && trials.allSatisfy { !$0.state.isSubmitted })
        let report = try CheckpointDoctor.examine(path, repairing: false)
        #expect(report.isHealthy, "\(report.problems)")
        _ = try await CampaignRunner.resume(checkpoint: path, evaluator: SmoothEvaluator()).run()
        #expect(try TrialFigures.of(path) == whole)
    }

    @Test("What an executor still has when a campaign is resumed goes on, and is not submitted a second time")
    func adopted() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/a.ingot"
        let yaml = Campaigns.twoLevels(method: "sobol", workers: 2, budget: "{evaluations: 8}")
        let whole = try await undisturbed(yaml, in: folder)
        // Nothing is ever answered: the campaign is stopped with attempts in the executor's hands.
        let silent = HoldingExecutor()
        let first = try CampaignRunner.begin(try Campaigns.specification(yaml), checkpoint: path, executor: silent)
        let stopped = try await first.run { if $0.spending.evaluations >= 2 { first.stop() } }
        #expect(stopped.end == .interrupted)
        let held = try CheckpointStore.read(path: path).attempts()
        #expect(!held.isEmpty && held.allSatisfy { $0.state == .queued })

        let adopting = HoldingExecutor(adopts: true)
        _ = try await CampaignRunner.resume(checkpoint: path, executor: adopting).run()
        #expect(try TrialFigures.of(path) == whole)
        let attempts = try CheckpointStore.read(path: path).attempts()
        #expect(attempts.count == 8 && attempts.allSatisfy { $0.state == .answered })
        #expect(Set(adopting.tokens).isDisjoint(with: held.map(\.token)))
    }

    @Test("A local evaluation that does not heed cancellation holds nothing up, and its trial is evaluated on resume")
    func unheeding() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/a.ingot"
        let yaml = Campaigns.twoLevels(method: "random", workers: 1, budget: "{evaluations: 3}")
        let gate = DispatchSemaphore(value: 0)
        struct Unheeding: TrialEvaluator {
            let gate: DispatchSemaphore
            func evaluate(_ request: EvaluationRequest) async -> EvaluationReport {
                await withCheckedContinuation { continuation in
                    DispatchQueue.global().async {
                        gate.wait()
                        continuation.resume()
                    }
                }
                return EvaluationReport(outcome: .failed(reason: "too late"))
            }
        }
        let runner = try CampaignRunner.begin(
            try Campaigns.specification(yaml), checkpoint: path, evaluator: Unheeding(gate: gate))
        let outcome = try await runner.run { if $0.spending.evaluations >= 1 { runner.cancel() } }
        #expect(outcome.end == .interrupted)
        for _ in 0..<4 { gate.signal() }
        #expect(try CampaignSummary(checkpoint: path).trials.allSatisfy { !$0.state.isFinished })
        _ = try await CampaignRunner.resume(checkpoint: path, evaluator: SmoothEvaluator()).run()
        #expect(try CampaignSummary(checkpoint: path).trials.allSatisfy { $0.reason != "too late" })
    }
}

/// Loses every attempt at one trial.
private final class LosingExecutor: TrialExecutor {
    let capacity = 1
    var slots: Int { 1 }
    private let trial: Int
    private let sink = Mutex<(@Sendable (ExecutorEvent) -> Void)?>(nil)

    init(trial: Int) { self.trial = trial }

    func start(
        adopting attempts: [TrialAttempt], deliver: @escaping @Sendable (ExecutorEvent) -> Void
    ) async throws(CampaignError) -> Set<Int> {
        sink.withLock { $0 = deliver }
        return []
    }

    func submit(_ attempts: [TrialAttempt]) async throws(CampaignError) {
        let deliver = sink.withLock { $0 }
        for attempt in attempts {
            if attempt.request.trial == trial {
                deliver?(.lost(token: attempt.token, reason: "node failure"))
            } else {
                let report = await SmoothEvaluator().evaluate(attempt.request)
                deliver?(.finished(token: attempt.token, report: report, seconds: 0))
            }
        }
    }

    func cancel(_ tokens: [Int]) {}
    func cancelAll() {}
    func drain() {}
    func shutDown() async {}
}

/// Keeps what it is given, or adopts what another one kept and answers everything.
private final class HoldingExecutor: TrialExecutor {
    let capacity = 2
    let outlivesProcess = true
    var slots: Int { 4 }
    private let adopts: Bool
    private let submitted = Mutex<[Int]>([])
    private let sink = Mutex<(@Sendable (ExecutorEvent) -> Void)?>(nil)

    init(adopts: Bool = false) { self.adopts = adopts }

    var tokens: [Int] { submitted.withLock { $0 } }

    func start(
        adopting attempts: [TrialAttempt], deliver: @escaping @Sendable (ExecutorEvent) -> Void
    ) async throws(CampaignError) -> Set<Int> {
        sink.withLock { $0 = deliver }
        guard adopts else { return [] }
        await answer(attempts)
        return Set(attempts.map(\.token))
    }

    func submit(_ attempts: [TrialAttempt]) async throws(CampaignError) {
        submitted.withLock { $0 += attempts.map(\.token) }
        if adopts { await answer(attempts) }
    }

    private func answer(_ attempts: [TrialAttempt]) async {
        let deliver = sink.withLock { $0 }
        for attempt in attempts {
            deliver?(.started(token: attempt.token, worker: "node"))
            let report = await SmoothEvaluator().evaluate(attempt.request)
            deliver?(.finished(token: attempt.token, report: report, seconds: 0))
        }
    }

    func cancel(_ tokens: [Int]) {}
    func cancelAll() {}
    func drain() {}
    func shutDown() async {}
}

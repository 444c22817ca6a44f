import Campaign
import Foundation
import Logging
import Synchronization
import Testing

/// A log that keeps what it is told.
private final class KeptLog: Sendable {
    struct Event: Sendable {
        var level: Logger.Level
        var message: String
        var metadata: Logger.Metadata
    }

    private struct Handler: LogHandler {
        let log: KeptLog
        var logLevel = Logger.Level.trace
        var metadata: Logger.Metadata = [:]

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            log.events.withLock {
                $0.append(
                    Event(level: event.level, message: event.message.description, metadata: event.metadata ?? [:]))
            }
        }
    }

    let events = Mutex<[Event]>([])

    var logger: Logger { Logger(label: "kept") { _ in Handler(log: self) } }

    func events(_ message: String) -> [Event] { events.withLock { $0.filter { $0.message == message } } }
}

struct CampaignMetricsTests {
    /// A campaign whose evaluator fails at every first attempt.
    private static func yaml(retries: Int) -> String {
        """
        version: 1
        name: measured
        seed: 5
        problem:
          kind: command
          parameters: [{name: x, type: continuous, lower: 0, upper: 1}]
        objectives: [{name: f, goal: minimize, reference: 1}]
        fidelities:
          - name: only
            cost: 1
            command: [sh, -c, 'grep -q "\\"attempt\\":1," && exit 3; echo "{\\"objectives\\": {\\"f\\": 0.5}}"']
            retries: \(retries)
            retry_delay_s: 0
        budget: {evaluations: 6}
        optimizer: {method: ehvi, initial: 3, lookahead: 0}
        executor: {kind: local, workers: 1}
        """
    }

    @Test("Retries are counted and logged once each, results once each, and both processes are counted")
    func retries() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/c.ingot"
        let log = KeptLog()
        let specification = try Campaigns.specification(Self.yaml(retries: 1))
        _ = try await CampaignRunner.begin(specification, checkpoint: path).run(logger: log.logger)
        let again = try CampaignRunner.resume(checkpoint: path, budget: "evaluations=9")
        _ = try await again.run(logger: log.logger)
        let summary = try CampaignSummary(checkpoint: path)
        #expect(summary.trials.count == 9)
        #expect(summary.attempts.retries == 9)
        #expect(summary.metrics.processes == 2)
        let failed = log.events("attempt failed and is made again")
        #expect(failed.map(\.level) == Array(repeating: .warning, count: 9))
        #expect(failed.compactMap { $0.metadata["trial"]?.description } == (0..<9).map(String.init))
        let results = log.events("result")
        #expect(results.compactMap { $0.metadata["trial"]?.description } == (0..<9).map(String.init))
        #expect(
            results.map { "\($0.metadata["state", default: ""]) \($0.metadata["attempt", default: ""])" }
                == Array(repeating: "completed 2", count: 9))
        #expect(log.events("campaign begins").count == 2)
        #expect(log.events("campaign ends").count == 2)
        #expect(log.events("proposed").count == 9)
    }

    @Test("A trial that fails for good is no retry")
    func failures() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/c.ingot"
        let log = KeptLog()
        let specification = try Campaigns.specification(Self.yaml(retries: 0))
        _ = try await CampaignRunner.begin(specification, checkpoint: path).run(logger: log.logger)
        let summary = try CampaignSummary(checkpoint: path)
        #expect(summary.attempts.retries == 0)
        #expect(summary.progress.failed == 6)
        #expect(log.events("result").allSatisfy { $0.level == .warning && $0.metadata["state"] == "failed" })
    }

    @Test("The phases of a process fit into its time, and those that were at work have taken some")
    func phases() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/c.ingot"
        let specification = try Campaigns.specification(
            """
            version: 1
            name: phases
            seed: 2
            problem: {kind: synthetic, name: branin-currin}
            budget: {evaluations: 20}
            optimizer: {method: ehvi, initial: 8, lookahead: 0}
            executor: {kind: local, workers: 1}
            """)
        _ = try await CampaignRunner.begin(specification, checkpoint: path).run()
        let summary = try CampaignSummary(checkpoint: path)
        let metrics = summary.metrics
        #expect(metrics.modelSeconds > 0)
        #expect(metrics.searchSeconds > 0)
        #expect(metrics.storeSeconds > 0)
        #expect(metrics.workerSeconds == metrics.elapsedSeconds)
        #expect(metrics.modelSeconds + metrics.searchSeconds + metrics.storeSeconds < metrics.elapsedSeconds)
        // What the trials say of themselves is the same time.
        let proposals = metrics.modelSeconds + metrics.searchSeconds
        #expect(abs(proposals - summary.progress.proposalSeconds) < 1e-9)
        #expect(abs(metrics.attemptSeconds - summary.progress.evaluationSeconds) < 1e-9)
        #expect(try #require(metrics.idleShare) > 0)
    }

    @Test("Without models no time goes to them")
    func withoutModels() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/c.ingot"
        let specification = try Campaigns.specification(
            """
            version: 1
            name: plain
            seed: 2
            problem: {kind: synthetic, name: branin-currin}
            budget: {evaluations: 5}
            optimizer: {method: sobol}
            executor: {kind: local, workers: 2}
            """)
        _ = try await CampaignRunner.begin(specification, checkpoint: path).run()
        let metrics = try CampaignSummary(checkpoint: path).metrics
        #expect(metrics.modelSeconds == 0)
        #expect(metrics.searchSeconds > 0)
        #expect(abs(metrics.workerSeconds - 2 * metrics.elapsedSeconds) < 1e-9)
    }
}

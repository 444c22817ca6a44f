import Foundation
import GRDB
import Testing

@testable import Campaign

/// What the doctor and the loop may not do to stored states, whatever they are asked for.
struct CheckpointRepairTests {
    private func finished(in folder: TemporaryFolder) async throws -> String {
        let path = folder.path + "/a.ingot"
        let yaml = Campaigns.twoLevels(method: "sobol", budget: "{evaluations: 6}")
        _ = try await CampaignRunner.begin(
            try Campaigns.specification(yaml), checkpoint: path, evaluator: SmoothEvaluator()
        ).run()
        return path
    }

    @Test("A repair that the life cycle does not allow changes nothing")
    func illegal() async throws {
        let folder = try TemporaryFolder()
        let path = try await finished(in: folder)
        let before = try CampaignSummary(checkpoint: path).trials
        let reader = try CheckpointStore.read(path: path)
        let attempts = try reader.attempts()
        try reader.close()
        let queue = try CheckpointStore.openForRepair(path)
        try CheckpointStore.repair(
            before.map { .proposeAgain(trial: $0.number) } + attempts.map { .loseAttempt(token: $0.token) }, in: queue,
            path: path)
        try queue.close()
        #expect(try CampaignSummary(checkpoint: path).trials == before)
        #expect(try CheckpointStore.read(path: path).attempts() == attempts)
    }

    /// A checkpoint with an orphan.
    private func orphaned(in folder: TemporaryFolder) async throws -> String {
        let path = try await finished(in: folder)
        let queue = try DatabaseQueue(path: path)
        try await queue.write { database in
            try database.execute(
                sql: """
                    UPDATE trials SET state = 'running', arrival = NULL WHERE arrival = 5;
                    UPDATE attempts SET state = 'running' WHERE trial = (SELECT number FROM trials WHERE arrival IS NULL)
                    """)
        }
        try queue.close()
        return path
    }

    @Test("Under a link the file that it leads to is copied and repaired; a file under two names is left alone")
    func links() async throws {
        let folder = try TemporaryFolder()
        let path = try await orphaned(in: folder)
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        let hard = folder.path + "/hard"
        try FileManager.default.linkItem(atPath: path, toPath: hard)
        #expect(throws: CheckpointError.self) { try CheckpointDoctor.examine(hard, repairing: true) }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
        try FileManager.default.removeItem(atPath: hard)
        let link = folder.path + "/link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
        let report = try CheckpointDoctor.examine(link, repairing: true)
        #expect(report.isHealthy && report.repairs.count == 1 && report.copy == link + ".copy-1", "\(report)")
        #expect(try Data(contentsOf: URL(fileURLWithPath: link + ".copy-1")) == before)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(names == ["a.ingot", "link", "link.copy-1"])
    }

    @Test("A campaign whose lock was removed writes no more once its checkpoint was repaired")
    func pastTheLock() async throws {
        let folder = try TemporaryFolder()
        let path = try await orphaned(in: folder)
        let store = try CheckpointStore.open(path: path)
        try FileManager.default.removeItem(atPath: path + ".lock")
        let report = try CheckpointDoctor.examine(path, repairing: true)
        #expect(report.repairs.count == 1, "\(report)")
        #expect(throws: CheckpointError.locked(path: path)) { try store.setEnd("too late") }
        #expect(try CampaignSummary(checkpoint: path).end != "too late")
    }

    @Test("An attempt never takes the place of another one of its trial, and replaces itself")
    func sameNumber() async throws {
        let folder = try TemporaryFolder()
        let path = try await finished(in: folder)
        let store = try CheckpointStore.open(path: path)
        let before = try store.attempts()
        let first = try #require(before.first)
        #expect(throws: CheckpointError.self) {
            try store.update(
                [], attempts: [AttemptRecord(token: 1000, trial: first.trial, number: first.number)])
        }
        #expect(try store.attempts() == before)
        var late = first
        late.lateAnswer = "{}"
        try store.update([], attempts: [late])
        #expect(try store.attempts() == [late] + before.dropFirst())
        try store.close()
    }
}

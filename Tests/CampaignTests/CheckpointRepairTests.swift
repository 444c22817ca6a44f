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

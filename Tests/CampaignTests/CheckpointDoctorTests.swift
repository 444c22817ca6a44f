import Campaign
import Foundation
import GRDB
import Testing

struct CheckpointDoctorTests {
    // With one worker trials arrive in the order of their numbers.
    private static let yaml = Campaigns.twoLevels(method: "sobol", workers: 1, budget: "{evaluations: 9}")

    private func finished(in folder: TemporaryFolder, _ name: String = "a.ingot") async throws -> String {
        let path = folder.path + "/" + name
        _ = try await CampaignRunner.begin(
            try Campaigns.specification(Self.yaml), checkpoint: path, evaluator: SmoothEvaluator()
        ).run()
        return path
    }

    private func edit(_ path: String, _ sql: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.write { try $0.execute(sql: sql) }
        try queue.close()
    }

    /// What a process leaves that is killed while three trials run.
    private static let killed = """
        UPDATE trials SET state = 'running', objectives = '[]', constraints = '[]', feasible = 0, reason = '',
            arrival = NULL WHERE number >= 6;
        UPDATE attempts SET state = 'running', ended = NULL WHERE trial >= 6
        """

    @Test(
        "Times and counts that cannot be read are forgotten, and the campaign goes on without them",
        arguments: [
            "'{}'", "'x'", "x'FF'", "json_set(value, '$.elapsedSeconds', -1)",
            "json_set(value, '$.storeSeconds', 1e30)", "json_set(value, '$.processes', 9223372036854775807)",
        ])
    func metrics(value: String) async throws {
        let folder = try TemporaryFolder()
        let path = try await finished(in: folder)
        try edit(path, "UPDATE facts SET value = \(value) WHERE key = 'metrics'")
        let error = #expect(throws: CampaignError.self) { try CampaignSummary(checkpoint: path) }
        #expect(error?.description.contains("times and counts") == true)
        let report = try CheckpointDoctor.examine(path, repairing: true)
        #expect(report.isHealthy && report.repairs.count == 1 && report.copy != nil)
        #expect(try CampaignSummary(checkpoint: path).metrics == CampaignMetrics())
        let runner = try CampaignRunner.resume(
            checkpoint: path, budget: "evaluations=11", evaluator: SmoothEvaluator())
        _ = try await runner.run()
        #expect(try CampaignSummary(checkpoint: path).metrics.processes == 1)
    }

    @Test("Nothing is wrong with a finished checkpoint, and nothing is changed")
    func healthy() async throws {
        let folder = try TemporaryFolder()
        let path = try await finished(in: folder)
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        let report = try CheckpointDoctor.examine(path, repairing: true)
        #expect(report.isHealthy && report.repairs.isEmpty && report.copy == nil)
        #expect(report.trials == 9 && report.format == 3)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.ingot"])
    }

    @Test("Orphaned trials are proposed again after a copy was made, and the campaign goes on as undisturbed")
    func orphans() async throws {
        let folder = try TemporaryFolder()
        let path = try await finished(in: folder)
        let whole = try TrialFigures.of(path)
        try edit(path, Self.killed)
        let before = try Data(contentsOf: URL(fileURLWithPath: path))

        let look = try CheckpointDoctor.examine(path, repairing: false)
        #expect(look.problems.count == 3 && look.copy == nil)
        #expect(look.problems.first == "trial 6 is running, and the process that ran it is gone")
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)

        let report = try CheckpointDoctor.examine(path, repairing: true)
        #expect(report.isHealthy && report.repairs.count == 3 && report.copy == path + ".copy-1")
        #expect(try Data(contentsOf: URL(fileURLWithPath: path + ".copy-1")) == before)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(names == ["a.ingot", "a.ingot.copy-1"])
        let trials = try CampaignSummary(checkpoint: path).trials
        #expect(trials.suffix(3).allSatisfy { $0.state == .proposed })
        #expect(try CheckpointStore.read(path: path).attempts().count { $0.state == .lost } == 3)
        #expect(try CheckpointDoctor.examine(path, repairing: true).repairs.isEmpty)
        _ = try await CampaignRunner.resume(checkpoint: path, evaluator: SmoothEvaluator()).run()
        #expect(try TrialFigures.of(path) == whole)
        #expect(try CheckpointDoctor.examine(path, repairing: false).isHealthy)
    }

    @Test("An orphan is told with the state that it is in")
    func queuedOrphan() async throws {
        let folder = try TemporaryFolder()
        let path = try await finished(in: folder)
        try edit(path, Self.killed)
        try edit(
            path,
            """
            UPDATE trials SET state = 'queued' WHERE number = 7;
            UPDATE attempts SET state = 'queued' WHERE trial = 7
            """)
        let look = try CheckpointDoctor.examine(path, repairing: false)
        #expect(
            look.problems == [
                "trial 6 is running, and the process that ran it is gone",
                "trial 7 is queued, and the process that ran it is gone",
                "trial 8 is running, and the process that ran it is gone",
            ])
    }

    @Test("What a cluster has is left to it: nothing is repaired or copied, and a note says where the attempts are")
    func cluster() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/a.ingot"
        let shared = folder.path + "/shared"
        let yaml = Self.yaml.replacing(
            "executor: {kind: local, workers: 1}", with: "executor: {kind: slurm, directory: \(shared), tasks: 2}")
        _ = try await CampaignRunner.begin(
            try Campaigns.specification(yaml), checkpoint: path, evaluator: SmoothEvaluator()
        ).run()
        let healthy = try CheckpointDoctor.examine(path, repairing: true)
        #expect(healthy.isHealthy && healthy.notes.isEmpty)
        try edit(path, Self.killed)
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        for isRepairing in [false, true] {
            let report = try CheckpointDoctor.examine(path, repairing: isRepairing)
            #expect(report.isHealthy && report.repairs.isEmpty && report.copy == nil, "\(report)")
            #expect(
                report.notes == ["3 attempts are open in the shared folder \(shared); 'ingot resume' takes them up"])
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
        // What no cluster could have is still repaired, and nothing else with it.
        try edit(path, "DELETE FROM attempts WHERE trial = 8")
        let report = try CheckpointDoctor.examine(path, repairing: true)
        #expect(report.isHealthy && report.repairs == ["trial 8 is running without an attempt"], "\(report)")
        #expect(report.notes == ["2 attempts are open in the shared folder \(shared); 'ingot resume' takes them up"])
        let states = try CheckpointStore.read(path: path).attempts().suffix(2).map(\.state)
        #expect(states == [.running, .running])
    }

    @Test("Where the campaign cannot be read, nobody knows who has its attempts, and they are left alone")
    func unknownHolder() async throws {
        let folder = try TemporaryFolder()
        let path = try await finished(in: folder)
        try edit(path, Self.killed)
        try edit(path, "UPDATE campaign SET specification = 'version: 7'")
        let report = try CheckpointDoctor.examine(path, repairing: true)
        #expect(report.repairs.isEmpty && report.copy == nil)
        #expect(report.problems.contains("trial 6 is running, and who has it cannot be read"), "\(report)")
    }

    @Test("A checkpoint that a running campaign has is looked at and left alone")
    func inUse() async throws {
        let folder = try TemporaryFolder()
        let path = try await finished(in: folder)
        try edit(path, Self.killed)
        let runner = try CampaignRunner.resume(checkpoint: path, evaluator: SmoothEvaluator())
        let report = try CheckpointDoctor.examine(path, repairing: true)
        #expect(report.isHealthy && report.repairs.isEmpty && report.copy == nil)
        #expect(report.notes.contains { $0.contains("another process") })
        _ = try await runner.run()
    }

    @Test(
        "What breaks the life cycle is found, and repaired where that loses nothing",
        arguments: [
            (
                "UPDATE trials SET state = 'queued', arrival = NULL WHERE number = 8; DELETE FROM attempts WHERE trial = 8",
                "trial 8 is queued without an attempt", true
            ),
            (
                "UPDATE attempts SET state = 'running' WHERE trial = 2",
                "attempt 1 at trial 2, which is completed, has not ended", true
            ),
            (
                "UPDATE trials SET state = 'queued', arrival = NULL, attempts = 2 WHERE number = 8; UPDATE attempts "
                    + "SET state = 'running' WHERE trial = 8; INSERT INTO attempts (trial, number, state) VALUES "
                    + "(8, 2, 'queued')", "attempt 1 at trial 8, which is queued, has not ended", true
            ),
            ("UPDATE trials SET attempts = 5 WHERE number = 3", "trial 3 counts 5 attempts and has 1", true),
            ("UPDATE trials SET arrival = NULL WHERE number = 4", "trial 4 is", false),
            ("UPDATE trials SET arrival = 77 WHERE number = 8", "the order in which results arrived has gaps", false),
            ("UPDATE trials SET state = 'asleep' WHERE number = 1", "trial 1 has the unknown state 'asleep'", false),
            (
                "UPDATE trials SET state = 'completed', objectives = '[]' WHERE number = 5",
                "trial 5 is completed without figures", false
            ),
            ("DELETE FROM attempts WHERE trial = 3; DELETE FROM trials WHERE number = 3", "trial 3 is missing", false),
            (
                "INSERT INTO attempts (trial, number, state) VALUES (2, 2, 'answered'); UPDATE trials SET attempts = 2 "
                    + "WHERE number = 2", "trial 2 is completed and has 2 answers that count", false
            ),
            (
                "PRAGMA foreign_keys = OFF; INSERT INTO attempts (trial, number, state) VALUES (70, 1, 'lost')",
                "1 attempts at trials that are not there", false
            ),
            ("UPDATE sampler_state SET trial = 99", "the sampler's state is that after trial 99", false),
            ("UPDATE campaign SET specification = 'version: 7'", "version", false),
        ])
    func findings(sql: String, text: String, isMendable: Bool) async throws {
        let folder = try TemporaryFolder()
        let path = try await finished(in: folder)
        // Foreign keys are on by default, and a deletion here is to break them.
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try await queue.write { try $0.execute(sql: sql) }
        try queue.close()
        let before = try CheckpointDoctor.examine(path, repairing: false)
        #expect(before.problems.contains { $0.contains(text) }, "\(before)")
        let after = try CheckpointDoctor.examine(path, repairing: true)
        #expect(after.isHealthy == isMendable, "\(after)")
        #expect((after.copy != nil) == isMendable)
        if isMendable { #expect(after.repairs.contains { $0.contains(text) }) }
    }

    @Test("An index that lost an entry is built anew")
    func index() async throws {
        let folder = try TemporaryFolder()
        let path = try await finished(in: folder)
        // Behind SQLite's back the index becomes one over other rows than it has.
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try await queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA writable_schema = ON")
            try database.execute(
                sql: """
                    UPDATE sqlite_master SET sql = 'CREATE INDEX open_attempts ON attempts (token) WHERE number = 1'
                    WHERE name = 'open_attempts'
                    """)
        }
        try queue.close()
        let look = try CheckpointDoctor.examine(path, repairing: false)
        #expect(look.problems.contains { $0.contains("missing from index open_attempts") }, "\(look)")
        let report = try CheckpointDoctor.examine(path, repairing: true)
        #expect(report.isHealthy && !report.repairs.isEmpty && report.copy != nil, "\(report)")
        #expect(try CheckpointDoctor.examine(path, repairing: false).isHealthy)
    }

    @Test("A file that is no checkpoint is refused as everywhere else")
    func refused() throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("a.txt", "hello")
        #expect(throws: CheckpointError.notACheckpoint(path: path)) {
            try CheckpointDoctor.examine(path, repairing: true)
        }
    }
}

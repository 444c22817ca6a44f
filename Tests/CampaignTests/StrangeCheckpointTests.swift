import Campaign
import Foundation
import GRDB
import Testing

/// Checkpoints that open as databases and hold what no campaign writes.
struct StrangeCheckpointTests {
    private func edited(_ sql: String, in folder: TemporaryFolder) async throws -> String {
        let path = folder.path + "/a.ingot"
        _ = try await CampaignRunner.begin(
            try Campaigns.specification(Campaigns.twoLevels(method: "sobol", budget: "{evaluations: 9}")),
            checkpoint: path, evaluator: SmoothEvaluator()
        ).run()
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try await queue.writeWithoutTransaction { try $0.execute(sql: sql) }
        try queue.close()
        return path
    }

    private func isOneLine(_ text: String) -> Bool { !text.isEmpty && !text.contains(where: \.isNewline) }

    @Test(
        "What no campaign stores is refused in one line by whoever reads it",
        arguments: [
            ("UPDATE campaign SET workers = 9223372036854775807", "9223372036854775807 workers"),
            ("UPDATE campaign SET workers = 0", "0 workers"),
            ("UPDATE campaign SET workers = -3", "-3 workers"),
            ("UPDATE campaign SET budget = '{\"evaluations\":{\"_0\":-1}}'", "the budget evaluations=-1"),
            ("UPDATE campaign SET start = '[[1]]'", "a stored start design"),
            ("UPDATE trials SET objectives = '[1]' WHERE number = 4", "objectives"),
            ("UPDATE trials SET objectives = '[1, 2, 3]' WHERE number = 4", "objectives"),
            ("UPDATE trials SET objectives = '[1e400, 2]' WHERE number = 4", "objectives"),
            ("UPDATE trials SET objectives = '[1e200, 2]' WHERE number = 4", "trial 4"),
            ("UPDATE trials SET constraints = '[]' WHERE number = 4", "constraints"),
            (
                "UPDATE trials SET state = 'completed', objectives = '[]', constraints = '[]' WHERE number = 5",
                "trial 5: it is completed without figures"
            ),
            ("UPDATE trials SET cost = -9e999 WHERE number = 3", "trial 3: its cost is -inf"),
            ("UPDATE trials SET cost = 1e308", "its cost is 1e+308"),
            ("UPDATE trials SET evaluation_seconds = 9e999 WHERE number = 3", "trial 3: it took inf s"),
            ("UPDATE trials SET attempts = 9223372036854775807 WHERE number = 3", "trial 3: it has"),
            ("UPDATE trials SET used_arrivals = 70 WHERE number = 3", "trial 3: it used 70 results"),
            ("UPDATE attempts SET state = x'FF00C0' WHERE trial = 1", "'state'"),
            ("ALTER TABLE attempts RENAME COLUMN number TO x", "no column 'number'"),
            ("DROP TABLE facts", "no table 'facts'"),
            ("PRAGMA user_version = 2", "a table 'attempts', which format 2 has not"),
            ("PRAGMA user_version = 0", "format 0"), ("PRAGMA user_version = -1", "format -1"),
            ("CREATE TRIGGER t AFTER UPDATE ON trials BEGIN DELETE FROM trials; END", "the trigger t"),
            ("ALTER TABLE trials ADD COLUMN z AS (hex(zeroblob(1000)))", "the computed column z"),
            (
                """
                ALTER TABLE attempts RENAME TO old;
                CREATE VIEW attempts AS WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n)
                    SELECT i AS token, 0 AS trial, i AS number, 'lost' AS state FROM n
                """, "the view attempts"
            ),
        ])
    func refused(sql: String, part: String) async throws {
        let folder = try TemporaryFolder()
        let path = try await edited(sql, in: folder)
        let look = #expect(throws: CampaignError.self) { try CampaignSummary(checkpoint: path) }
        #expect(look.map { $0.description.contains(part) && isOneLine($0.description) } == true, "\(look as Any)")
        let resumed = #expect(throws: CampaignError.self) {
            try CampaignRunner.resume(checkpoint: path, evaluator: SmoothEvaluator())
        }
        #expect(resumed.map { isOneLine($0.description) } == true)
        // The doctor cannot mend it, and says so.
        let report = try? CheckpointDoctor.examine(path, repairing: true)
        #expect(report?.isHealthy != true)
    }

    @Test(
        "An attempt that no campaign stores stops a campaign from going on",
        arguments: [
            ("INSERT INTO attempts (trial, number, state) VALUES (70, 1, 'running')", "trial 70"),
            ("INSERT INTO attempts (trial, number, state) VALUES (-1, 1, 'queued')", "trial -1"),
            ("UPDATE attempts SET token = 9223372036854775807 WHERE trial = 2", "9223372036854775807"),
        ])
    func attempts(sql: String, part: String) async throws {
        let folder = try TemporaryFolder()
        let path = try await edited(sql, in: folder)
        let error = #expect(throws: CampaignError.self) {
            try CampaignRunner.resume(checkpoint: path, budget: "12", evaluator: SmoothEvaluator())
        }
        #expect(error.map { $0.description.contains(part) && isOneLine($0.description) } == true, "\(error as Any)")
    }

    @Test("The doctor tells what stands in a file in one line each, and is not content with what it cannot read")
    func doctor() async throws {
        let folder = try TemporaryFolder()
        let lines = try CheckpointDoctor.examine(
            await edited("UPDATE trials SET state = 'a' || char(10) || 'b' WHERE number = 1", in: folder),
            repairing: true)
        #expect(!lines.isHealthy && lines.problems.allSatisfy(isOneLine))

        // Counting attempts after this would give a number that is not believed.
        let other = try TemporaryFolder()
        let counts = try CheckpointDoctor.examine(
            await edited("UPDATE attempts SET number = 1 << 60 WHERE trial = 1", in: other), repairing: true)
        #expect(!counts.isHealthy)
    }
}

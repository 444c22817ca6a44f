import Campaign
import Foundation
import GRDB
import SearchSpace

/// The checkpoints that cases begin with: a tiny one of every method, some as a killed process leaves them, and those of
/// earlier formats.
///
/// They hold no time and no name of a machine, so that a case is the same wherever it is made.
package struct CheckpointCorpus: Sendable {
    /// The files.
    let files: [[UInt8]]
    /// Texts as they stand in the files' cells.
    let texts: [[UInt8]]
    /// An evaluator of some campaign.
    let anyEvaluator: FuzzEvaluator

    private static let trialCount = 5

    /// Reads the checkpoints that `make` left in a folder.
    package init(folder: String) throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".corpus") }
        files = try names.sorted().map { [UInt8](try Data(contentsOf: URL(filePath: folder + "/" + $0))) }
        texts = try FuzzCorpus.campaigns()
        anyEvaluator = FuzzEvaluator(try CampaignSpecification(yaml: FuzzCorpus.program, file: "program.yaml"))
    }

    /// Makes the checkpoints.
    ///
    /// - Parameter folder: An existing folder; it gets a file with the ending `.corpus` for each.
    package static func make(in folder: String) async throws {
        var specifications: [CampaignSpecification] = []
        for text in try FuzzCorpus.campaigns() {
            // A start design is a file that is not there.
            let text = String(decoding: text, as: UTF8.self).replacing("start: [design.yaml]", with: "start: []")
            let specification = try CampaignSpecification(yaml: text, file: "a.yaml")
            // One of a wafer is enough: its space takes long to read again for every case.
            let hasWafer = specification.wafer != nil
            if specification.slurm == nil, !hasWafer || !specifications.contains(where: { $0.wafer != nil }) {
                specifications.append(specification)
            }
        }
        for (index, specification) in specifications.enumerated() {
            let path = "\(folder)/made-\(index < 10 ? "0" : "")\(index).ingot"
            try await run(specification, checkpoint: path, killed: index % 3 == 1)
        }
        try await run(
            try CampaignSpecification(yaml: FuzzCorpus.warmStart, file: folder + "/a.yaml"),
            checkpoint: folder + "/made-warm.ingot", killed: false)
        for format in [1, 2] {
            let fixture = FuzzCorpus.root.appending(path: "Tests/CampaignTests/Fixtures/format-\(format).ingot")
            try Data(contentsOf: fixture).write(to: URL(filePath: "\(folder)/format-\(format).corpus"))
        }
    }

    /// One of the files.
    func pick(_ generator: inout RandomGenerator) -> [UInt8] { files[generator.index(below: files.count)] }

    /// Runs a few trials of a campaign on one worker to their end, and then makes it one that has budget left: where a
    /// campaign is stopped depends on the clock.
    private static func run(_ specification: CampaignSpecification, checkpoint: String, killed: Bool) async throws {
        var short = specification
        short.budget = .evaluations(trialCount)
        try short.setWorkers(1)
        _ = try await CampaignRunner.begin(short, checkpoint: checkpoint, evaluator: FuzzEvaluator(specification)).run()
        let budget = String(decoding: try JSONEncoder().encode(specification.budget), as: UTF8.self)
        let queue = try DatabaseQueue(path: checkpoint)
        try await queue.write { database in
            try database.execute(sql: timeless)
            try database.execute(sql: "UPDATE campaign SET workers = ?, budget = ?", arguments: [2, budget])
            try database.execute(
                sql: "UPDATE facts SET value = ? WHERE key = 'metrics'", arguments: [try timelessMetrics()])
            try database.execute(sql: "DELETE FROM facts WHERE key = 'ended'")
            if killed { try database.execute(sql: killedState) }
        }
        try await queue.vacuum(into: checkpoint.replacing(".ingot", with: ".corpus"))
        try queue.close()
        try FileManager.default.removeItem(atPath: checkpoint)
    }

    private static func timelessMetrics() throws -> String {
        var metrics = CampaignMetrics()
        metrics.processes = 1
        metrics.elapsedSeconds = 2.5
        metrics.workerSeconds = 2.5
        metrics.attemptSeconds = 1.25
        metrics.modelSeconds = 0.5
        metrics.searchSeconds = 0.125
        metrics.storeSeconds = 0.0625
        metrics.executor = ["tasks": 1]
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(metrics), as: UTF8.self)
    }

    private static let timeless = """
        UPDATE campaign SET created = '2026-01-01T00:00:00Z', file = 'a.yaml', folder = '/tmp', processor = 'some processor', blas = 'some BLAS',
            software_version = '0.1.0';
        UPDATE trials SET evaluation_seconds = 0.25, proposal_seconds = 0.125;
        UPDATE attempts SET queued = 1e9, started = 1e9, heartbeat = 1e9, ended = 1e9 + 1, worker = 'local-1';
        UPDATE facts SET value = '0123456789abcdef' WHERE key = 'identity';
        """

    private static let killedState = """
        UPDATE trials SET state = 'running', objectives = '[]', constraints = '[]', feasible = 0, reason = '', arrival = NULL
            WHERE arrival >= 3;
        UPDATE attempts SET state = 'running', ended = NULL
            WHERE trial IN (SELECT number FROM trials WHERE state = 'running');
        """
}

import BayesianOptimization
import Campaign
import Foundation
import SearchSpace
import Testing

/// Checkpoints that earlier versions left when they were killed; see `Fixtures/README.md`.
struct MigrationTests {
    /// What the campaign's program answers.
    private struct StoredProblem: TrialEvaluator {
        func evaluate(_ request: EvaluationRequest) async -> EvaluationReport {
            let n = request.candidate.values[0]?.number ?? 0
            guard n != 13 else {
                return EvaluationReport(outcome: .failed(reason: "the program ended with exit code 3"))
            }
            return EvaluationReport(outcome: .evaluated(objectives: [n * (40 - n)], constraints: [30 - n]))
        }
    }

    private static func fixture(_ name: String) -> String {
        Bundle.module.bundleURL.appendingPathComponent("Fixtures/" + name).path
    }

    private func copy(format: Int, into folder: TemporaryFolder) throws -> String {
        let path = folder.path + "/old.ingot"
        try FileManager.default.copyItem(atPath: Self.fixture("format-\(format).ingot"), toPath: path)
        return path
    }

    /// Number, candidate, state and figures of each trial, from a CSV of all trials.
    private func rows() throws -> [[String]] {
        let text = try String(contentsOfFile: Self.fixture("undisturbed.csv"), encoding: .utf8)
        let lines = text.split(separator: "\r\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        let header = try #require(lines.first)
        let columns = try ["trial", "n", "mode", "status", "f", "c"].map { name in
            try #require(header.firstIndex { $0 == name })
        }
        return lines.dropFirst().map { line in columns.map { String(line[$0]) } }
    }

    private func rows(of path: String) throws -> [[String]] {
        try CampaignSummary(checkpoint: path).trials.map { trial in
            ["\(trial.number)"] + trial.candidate.values.map { $0?.description ?? "" } + [trial.state.rawValue]
                + [trial.objectives.first, trial.constraints.first].map { figure in
                    figure.map { "\(Int($0))" } ?? ""
                }
        }
    }

    @Test("A checkpoint of every earlier format is read as it is", arguments: [1, 2])
    func read(format: Int) throws {
        let folder = try TemporaryFolder()
        let path = try copy(format: format, into: folder)
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        let trials = try rows(of: path)
        let whole = try rows()
        #expect(trials.count >= 6)
        for (row, complete) in zip(trials, whole) where row[3] != "proposed" && row[3] != "running" {
            #expect(row == complete)
        }
        #expect(trials.contains { $0[3] == "running" } && trials.contains { $0[3] == "proposed" })
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    }

    @Test("A campaign that an earlier version left goes on as it would have gone on there", arguments: [1, 2])
    func resume(format: Int) async throws {
        let folder = try TemporaryFolder()
        let path = try copy(format: format, into: folder)
        let running = try rows(of: path).filter { $0[3] == "running" }.count
        _ = try await CampaignRunner.resume(checkpoint: path, evaluator: StoredProblem()).run()
        #expect(try rows(of: path) == rows())

        #expect(try CheckpointDoctor.examine(path, repairing: false).format == 3)
        let attempts = try CheckpointStore.read(path: path).attempts()
        #expect(attempts.count { $0.state == .lost } == running && running > 0)
        #expect(attempts.count { $0.state == .answered } == 23)
        #expect(attempts.count { $0.state == .failed } == 1)
        #expect(Set(attempts.map(\.token)).count == attempts.count)
    }
}

import BayesianOptimization
import Campaign
import Foundation
import SearchSpace
import Testing

@testable import Reporting

/// Progress, tables and JSON of a campaign.
@Suite struct CampaignTextTests {
    @Test("The table of the front has a line a point, best first, and names what is the same in all")
    func frontTable() async throws {
        let summary = try await SampleCampaign.finished().summary
        let lines = CampaignTables.front(summary).split(separator: "\n")
        let rows = lines.dropFirst().prefix { !$0.hasPrefix("the same in every row") }
        #expect(rows.count == summary.front.count)
        let best = try #require(summary.front.max { $0.objectives[0] < $1.objectives[0] })
        #expect(rows.first?.split(separator: " ").first.map(String.init) == "\(best.number)")
        #expect(lines[0].contains("speed \"best\"") && lines[0].contains("power") && lines[0].contains("heat"))
    }

    @Test("The account adds up: trials by end, and why they ended so")
    func account() async throws {
        let sample = try await SampleCampaign.finished()
        let text = CampaignTables.account(sample.summary)
        let progress = sample.summary.progress
        #expect(progress.feasible + progress.infeasible + progress.failed == 60)
        #expect(text.contains("trials: 0 low, 60 high"))
        #expect(text.contains("budget: 60.00 of 60 evaluations"))
        #expect(text.contains("feasible: \(progress.feasible); infeasible: \(progress.infeasible)"))
        #expect(text.contains("failed: \(progress.failed) (\(progress.failed) x it did not answer)"))
        #expect(text.contains("hypervolume: \(progress.hypervolume)"))
        #expect(sample.outcome.progress.hypervolume == progress.hypervolume)
    }

    @Test("The line of progress has trials by fidelity, budget, hypervolume, feasible share and time left")
    func progressLine() {
        var progress = CampaignProgress(fidelities: ["analytical", "detailed"], budget: .cost(120))
        #expect(ProgressText.line(progress) == "analytical 0, detailed 0 | cost 0/120.0 | hypervolume 0 (0 points)")
        progress.finished = [30, 10]
        progress.feasible = 30
        progress.infeasible = 9
        progress.failed = 1
        progress.spending.cost = 10.03
        progress.hypervolume = 5.2745e9
        progress.frontCount = 9
        progress.remainingSeconds = 75
        #expect(
            ProgressText.line(progress)
                == "analytical 30, detailed 10 | cost 10.03/120.0 | hypervolume 5.274e+09 (9 points) | feasible 75 % | "
                + "failed 1 | 1 min 15 s left")
    }

    /// What the test reads of the object.
    private struct Status: Decodable {
        struct Point: Decodable {
            var trial: Int
            var objectives: [String: Double]
        }

        var campaign: String
        var checkpoint: String
        var finished: Bool
        var seed: Int
        var budget: [String: Double]
        var spent: [String: Double]
        var feasible: Int
        var failureReasons: [String: Int]
        var hypervolume: Double
        var front: [Point]
    }

    @Test("The JSON of a campaign counts what the checkpoint holds, its numbers to the last bit")
    func statusDocument() async throws {
        let summary = try await SampleCampaign.finished().summary
        let text = try JSONText.encode(StatusDocument(summary, checkpoint: "a/b.ingot"))
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let status = try decoder.decode(Status.self, from: Data(text.utf8))
        #expect(status.campaign == "commas, \"quotes\" and é" && status.checkpoint == "a/b.ingot")
        #expect(text.contains("a/b.ingot") && status.finished && status.seed == 5)
        #expect(status.budget == ["evaluations": 60] && status.spent["target_fidelity_evaluations"] == 60)
        #expect(status.feasible == summary.progress.feasible)
        #expect(status.failureReasons == ["it did not answer": summary.progress.failed])
        #expect(status.hypervolume == summary.progress.hypervolume)
        #expect(status.front.map(\.trial) == summary.front.map(\.number))
        for (point, trial) in zip(status.front, summary.front) {
            #expect(point.objectives["power"] == trial.objectives[1])
        }
    }

    @Test("A trial of a program exports its parameters; one that does not exist is refused")
    func exportedTrial() async throws {
        let summary = try await SampleCampaign.finished().summary
        let trial = try #require(summary.trials.first { $0.candidate.values[3] == nil })
        let text = try DesignExport.text(summary, trial: trial.number)
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(lines.count == 3 && !text.contains("depth"))
        #expect(lines[0] == "x: \(trial.candidate.values[0]?.description ?? "")")
        #expect(throws: DesignExport.Failure.noSuchTrial(number: 60, count: 60)) {
            try DesignExport.text(summary, trial: 60)
        }
        #expect(throws: DesignExport.Failure.noSuchTrial(number: -1, count: 60)) {
            try DesignExport.text(summary, trial: -1)
        }
    }
}

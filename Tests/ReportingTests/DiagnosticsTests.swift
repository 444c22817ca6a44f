import BayesianOptimization
import Campaign
import Foundation
import SearchSpace
import Testing

@testable import Reporting

/// What `status` says of a campaign beyond its trials.
@Suite struct DiagnosticsTests {
    private static let synthetic = """
        version: 1
        name: synthetic
        seed: 2
        problem: {kind: synthetic, name: mf-branin-currin}
        budget: {evaluations: 20}
        optimizer: {method: random, stop: {target_hypervolume: 0.01}}
        executor: {workers: 1}
        """

    /// What the test reads of the object.
    private struct Status: Decodable {
        struct Diagnostics: Decodable {
            struct Point: Decodable {
                var trial: Int
                var hypervolume: Double
            }

            struct Usage: Decodable {
                var fidelity: String
                var proposed: Int
                var cost: Double
            }

            var hypervolumeHistory: [Point]
            var byFidelity: [Usage]
            var bestKnownHypervolume: Double?
        }

        var ended: String?
        var hypervolume: Double
        var diagnostics: Diagnostics
    }

    @Test("The text has the growth of the hypervolume, what is known to be best, and the costs")
    func text() async throws {
        let summary = try await SampleCampaign.finished(yaml: Self.synthetic).summary
        let text = DiagnosticsText.lines(summary)
        let count = summary.trials.count
        #expect(text.contains("hypervolume by target evaluations: ") && text.contains(" after \(count)\n"))
        #expect(text.contains("best known hypervolume: 0.5040 (NSGA-II"))
        #expect(text.contains("cost by fidelity: 1 ") && text.contains("(\(count) trials)"))
        #expect(text.contains(" a proposal\n"))
    }

    @Test("The JSON has the history to the last bit and why the campaign ended")
    func document() async throws {
        let summary = try await SampleCampaign.finished(yaml: Self.synthetic).summary
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let status = try decoder.decode(
            Status.self, from: Data(try JSONText.encode(StatusDocument(summary, checkpoint: "a.ingot")).utf8))
        #expect(status.ended == summary.end && summary.end?.contains("reached the target 0.01") == true)
        let history = status.diagnostics.hypervolumeHistory
        #expect(history.map(\.trial) == summary.trials.map(\.number))
        #expect(abs((history.last?.hypervolume ?? -1) - status.hypervolume) < 1e-12)
        #expect(status.diagnostics.byFidelity.map(\.fidelity) == ["1"])
        #expect(status.diagnostics.byFidelity.first?.cost == summary.progress.spending.cost)
        #expect(status.diagnostics.bestKnownHypervolume == 0.5039958946744836)
    }

    @Test("The CSV has the setting of a continuous fidelity, and progress does not list every setting")
    func continuousFidelity() async throws {
        let summary = try await SampleCampaign.finished(yaml: Self.synthetic).summary
        let lines = ParetoCSV.allTrials(summary).split(separator: "\r\n")
        #expect(lines.count == summary.trials.count + 1)
        #expect(lines[1].hasPrefix("0,1,true,"))
        #expect(ProgressText.line(summary.progress).hasPrefix("\(lines.count - 1) trials, \(lines.count - 1) at 1 | "))
        #expect(CampaignTables.account(summary).hasPrefix("trials: \(lines.count - 1) at 1\n"))
    }

    @Test("The text and the JSON say how far models can be trusted and which parameters matter")
    func models() async throws {
        let yaml = """
            version: 1
            name: zdt1
            seed: 1
            problem: {kind: synthetic, name: zdt1, d: 3}
            budget: {evaluations: 24}
            optimizer: {method: sobol}
            executor: {workers: 1}
            """
        let summary = try await SampleCampaign.finished(yaml: yaml).summary
        let lines = DiagnosticsText.lines(summary).split(separator: "\n")
        let names = summary.specification.problem.objectives.map(\.name)
        let parameters = summary.specification.problem.space.parameters.map(\.name)
        for name in names {
            #expect(lines.contains { $0.hasPrefix("model of \(name): ") && $0.contains(" of 24 results at ") })
        }
        // The first objective is the first parameter.
        let first = try #require(lines.first { $0.hasPrefix("importance for \(names[0]): \(parameters[0]) ") })
        #expect(!first.contains(parameters[1]))
        let json = try JSONText.encode(StatusDocument(summary, checkpoint: "a.ingot"))
        let object = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        let diagnostics = try #require(object["diagnostics"] as? [String: Any])
        let models = try #require(diagnostics["models"] as? [[String: Any]])
        #expect(models.map { $0["objective"] as? String } == names)
        #expect(models.allSatisfy { $0["count"] as? Int == 24 })
        #expect((models[0]["importance"] as? [String: Double])?[parameters[0]] ?? 0 > 0.9)
    }

    @Test("A sampler's object is printed as names and values, any other text as it is")
    func samplerObject() {
        let text = """
            {"fits": 12, "largest_jitter": 0, "failure": null,
             "models": {"speed": {"rows": 30, "evidence": -0.25, "target_alone": true}}}
            """
        #expect(
            DiagnosticsText.sampler(text) == [
                "sampler: fits 12, largest jitter 0",
                "sampler's model of speed: evidence -0.2500, rows 30, target alone yes",
            ])
        #expect(DiagnosticsText.sampler("").isEmpty)
        #expect(DiagnosticsText.sampler("not JSON") == ["sampler: not JSON"])
    }

    @Test("What is left to gain is told where enough is known to make a model")
    func remaining() async throws {
        struct Known: Decodable {
            struct Diagnostics: Decodable {
                struct Remaining: Decodable {
                    var expected: Double
                    var limit: Double
                    var bound: Double
                    var relativeLimit: Double
                    var rows: Int
                }

                var remainingHypervolume: Remaining?
            }

            var diagnostics: Diagnostics
        }
        let yaml = """
            version: 1
            name: known
            seed: 2
            problem: {kind: synthetic, name: branin-currin}
            budget: {evaluations: 30}
            optimizer: {method: sobol}
            executor: {workers: 1}
            """
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        func status(_ summary: CampaignSummary) throws -> Known {
            try decoder.decode(
                Known.self, from: Data(try JSONText.encode(StatusDocument(summary, checkpoint: "a.ingot")).utf8))
        }
        let summary = try await SampleCampaign.finished(yaml: yaml).summary
        let remaining = try #require(try status(summary).diagnostics.remainingHypervolume)
        #expect(remaining.rows == 30 && remaining.expected <= remaining.limit && remaining.limit <= remaining.bound)
        #expect(remaining.relativeLimit > 0 && remaining.relativeLimit < 1)
        #expect(DiagnosticsText.lines(summary).contains("left to gain: hypervolume "))
        let early = try await SampleCampaign.finished(yaml: yaml.replacing("30}", with: "5}")).summary
        #expect(try status(early).diagnostics.remainingHypervolume == nil)
        #expect(!DiagnosticsText.lines(early).contains("left to gain"))
    }
}

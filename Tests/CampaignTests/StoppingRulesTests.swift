import BayesianOptimization
import Campaign
import ConfigurationFile
import Foundation
import Testing

struct StoppingRulesTests {
    private static func yaml(_ stop: String, workers: Int = 1, order: String = "trial", method: String = "sobol")
        -> String
    {
        """
        version: 1
        name: stopping
        seed: 5
        problem: {kind: synthetic, name: branin-currin}
        budget: {evaluations: 400}
        optimizer: {method: \(method), lookahead: 3, order: \(order), stop: \(stop)}
        executor: {workers: \(workers)}
        """
    }

    private func run(_ yaml: String, at path: String) async throws -> String {
        let outcome = try await CampaignRunner.begin(try Campaigns.specification(yaml), checkpoint: path).run()
        guard case .finished(let reason) = outcome.end else { return "interrupted" }
        return reason
    }

    /// The hypervolume after each trial, anew from all trials up to it.
    private func hypervolumes(_ summary: CampaignSummary) -> [Double] {
        let observations = summary.trials.compactMap(\.observation)
        return observations.indices.map {
            summary.specification.problem.hypervolume(of: Array(observations.prefix($0 + 1)))
        }
    }

    @Test("A target hypervolume stops the campaign as soon as the rule may see that it was reached", arguments: [1, 4])
    func target(workers: Int) async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/a.ingot"
        let reason = try await run(Self.yaml("{target_hypervolume: 30}", workers: workers), at: path)
        let summary = try CampaignSummary(checkpoint: path)
        let reached = try #require(hypervolumes(summary).firstIndex { $0 >= 30 })
        // Trial k sees the trials below k - 3.
        #expect(summary.trials.count == reached + 1 + 3)
        #expect(reason.contains("trial \(reached) reached the target 30.0"), "\(reason)")
        #expect(summary.end == reason && summary.isFinished)
    }

    @Test("Stagnation stops where the last trials added no more than the tolerance, and not before")
    func stagnation() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/a.ingot"
        let reason = try await run(Self.yaml("{stagnation: {trials: 12, tolerance: 0.02}}"), at: path)
        let summary = try CampaignSummary(checkpoint: path)
        let volumes = hypervolumes(summary)
        let stop = try #require(
            volumes.indices.first {
                $0 >= 12 && volumes[$0] > 0 && volumes[$0] - volumes[$0 - 12] <= 0.02 * volumes[$0]
            })
        #expect(summary.trials.count == stop + 1 + 3)
        #expect(reason.contains("up to trial \(stop) added"), "\(reason)")
    }

    @Test("A campaign that is interrupted and resumed stops at the same trial for the same reason")
    func resumed() async throws {
        let folder = try TemporaryFolder()
        let (whole, parts) = (folder.path + "/whole.ingot", folder.path + "/parts.ingot")
        let yaml = Self.yaml("{stagnation: {trials: 10, tolerance: 0.01}}", method: "nsga2")
        let reason = try await run(yaml, at: whole)
        var runner = try CampaignRunner.begin(try Campaigns.specification(yaml), checkpoint: parts)
        var ending = ""
        for limit in 1..<100 {
            let present = runner
            let outcome = try await present.run { if $0.spending.evaluations >= 7 * limit { present.stop() } }
            if case .finished(let text) = outcome.end {
                ending = text
                break
            }
            #expect(try CampaignSummary(checkpoint: parts).end == nil)
            runner = try CampaignRunner.resume(checkpoint: parts, workers: 1 + limit % 3)
        }
        #expect(ending == reason && reason.contains("added"))
        #expect(try TrialFigures.of(parts) == TrialFigures.of(whole))
        // A larger budget does not change what the rule says.
        let again = try await CampaignRunner.resume(checkpoint: parts, budget: "500").run()
        #expect(again.end == .finished(reason: reason))
        #expect(try TrialFigures.of(parts) == TrialFigures.of(whole))
    }

    @Test("A small remaining gain stops a campaign early, at the same trial however it was run")
    func remainingGain() async throws {
        let folder = try TemporaryFolder()
        let (whole, parts) = (folder.path + "/whole.ingot", folder.path + "/parts.ingot")
        let yaml = Self.yaml("{remaining_gain: 0.1}", method: "ehvi").replacing(
            "{evaluations: 400}", with: "{evaluations: 70}")
        #expect(try Campaigns.specification(yaml).canonicalYAML.contains("remaining_gain: 0.1"))
        let reason = try await run(yaml, at: whole)
        let summary = try CampaignSummary(checkpoint: whole)
        #expect(reason.contains("is left to gain") && summary.trials.count < 70)
        let best = try #require(summary.specification.synthetic?.best?.hypervolume)
        #expect(best - summary.progress.hypervolume <= 0.1 * best)
        var runner = try CampaignRunner.begin(try Campaigns.specification(yaml), checkpoint: parts)
        let present = runner
        _ = try await present.run { if $0.spending.evaluations >= 21 { present.stop() } }
        runner = try CampaignRunner.resume(checkpoint: parts, workers: 2)
        #expect(try await runner.run().end == .finished(reason: reason))
        #expect(try TrialFigures.of(parts) == TrialFigures.of(whole))
    }

    @Test("What is left to gain is no rule for more objectives than it is known for")
    func remainingGainOfManyObjectives() throws {
        func yaml(_ objectives: Int) -> String {
            Self.yaml("{remaining_gain: 0.1}").replacing(
                "{kind: synthetic, name: branin-currin}",
                with: "{kind: synthetic, name: dtlz2, d: 6, m: \(objectives)}")
        }
        _ = try Campaigns.specification(yaml(4))
        let refusal = #expect(throws: ConfigurationError.self) { try Campaigns.specification(yaml(5)) }
        let text = try #require(refusal.map { "\($0)" })
        #expect(text.contains("optimizer.stop.remaining_gain") && text.contains("at most 4 objectives"), "\(text)")
        #expect(text.contains("a problem of 5 objectives"), "\(text)")
    }

    @Test("With order 'arrival' the rules hold as well, and without any the budget ends the campaign")
    func otherOrders() async throws {
        let folder = try TemporaryFolder()
        let arrival = folder.path + "/a.ingot"
        _ = try await run(Self.yaml("{target_hypervolume: 30}", workers: 3, order: "arrival"), at: arrival)
        let summary = try CampaignSummary(checkpoint: arrival)
        #expect(summary.progress.hypervolume >= 30 && summary.trials.count < 400)
        let budget = folder.path + "/b.ingot"
        #expect(
            try await run(Self.yaml("{target_hypervolume: 1e6}"), at: budget)
                == "the budget evaluations=400 is used up")
    }
}

import BayesianOptimization
import Campaign
import ConfigurationFile
import Foundation
import SearchSpace
import Testing

struct WarmStartTests {
    /// A finished campaign of `Campaigns.twoLevels` with one failed trial.
    private func earlier(in folder: TemporaryFolder) async throws -> CampaignSummary {
        let path = folder.path + "/earlier.ingot"
        let yaml = Campaigns.twoLevels(budget: "{cost: 8}")
        _ = try await CampaignRunner.begin(
            try Campaigns.specification(yaml), checkpoint: path, evaluator: SmoothEvaluator(failing: [3])
        ).run()
        return try CampaignSummary(checkpoint: path)
    }

    private func specification(_ yaml: String, in folder: TemporaryFolder) throws -> CampaignSpecification {
        try CampaignSpecification(yaml: yaml + "\nwarm_start: earlier.ingot\n", file: folder.path + "/new.yaml")
    }

    @Test("Every trial of the same problem is taken, with its figures, before trial 0")
    func sameProblem() async throws {
        let folder = try TemporaryFolder()
        let earlier = try await earlier(in: folder)
        let specification = try specification(Campaigns.twoLevels(method: "sobol"), in: folder)
        let warm = try #require(specification.warmStart)
        #expect(warm.leftOut.isEmpty && warm.campaign == "two levels")
        let observations = warm.observations(for: specification.problem)
        #expect(observations.count == earlier.trials.count)
        for (observation, trial) in zip(observations, earlier.trials) {
            var expected = try #require(trial.observation)
            expected.trial -= earlier.trials.count
            #expect(observation == expected)
        }
        #expect(specification.warnings == (try Campaigns.specification(Campaigns.twoLevels(method: "sobol"))).warnings)
    }

    @Test("What was taken lives in the new checkpoint and is no trial of the new campaign")
    func storedInCheckpoint() async throws {
        let folder = try TemporaryFolder()
        _ = try await earlier(in: folder)
        let specification = try specification(
            Campaigns.twoLevels(method: "sobol", budget: "{evaluations: 5}"), in: folder)
        let path = folder.path + "/new.ingot"
        _ = try await CampaignRunner.begin(specification, checkpoint: path, evaluator: SmoothEvaluator()).run()
        try FileManager.default.removeItem(atPath: folder.path + "/earlier.ingot")
        let runner = try CampaignRunner.resume(checkpoint: path, budget: "7", evaluator: SmoothEvaluator())
        #expect(runner.specification.warmStart == specification.warmStart)
        _ = try await runner.run()
        let summary = try CampaignSummary(checkpoint: path)
        #expect(summary.trials.count == 7 && summary.specification.warmStart == specification.warmStart)
        #expect(summary.progress.spending.evaluations == 7)
    }

    @Test("Trials that do not fit are counted by reason, and figures follow the new order")
    func partlyFitting() async throws {
        let folder = try TemporaryFolder()
        let earlier = try await earlier(in: folder)
        let yaml = Campaigns.twoLevels(method: "sobol")
            .replacingOccurrences(of: "values: [64, 128, 256]", with: "values: [64, 128]")
            .replacingOccurrences(of: "name: low, cost", with: "name: rough, cost")
            .replacingOccurrences(
                of: "  - {name: speed, goal: maximize, reference: 0}\n  - {name: power, goal: minimize, reference: 10}",
                with: "  - {name: power, goal: minimize, reference: 9}\n  - {name: speed, goal: maximize, reference: 0}"
            )
        let specification = try specification(yaml, in: folder)
        let warm = try #require(specification.warmStart)
        let low = earlier.trials.filter { $0.fidelity == 0 }.count
        let wide = earlier.trials.filter { $0.fidelity == 1 && $0.candidate.values[1] == .integer(256) }.count
        #expect(low > 0 && wide > 0)
        #expect(
            warm.leftOut == [
                "at a fidelity that this campaign does not have": low, "outside this campaign's space": wide,
            ])
        let taken = earlier.trials.filter { $0.fidelity == 1 && $0.candidate.values[1] != .integer(256) }
        #expect(warm.results.map(\.objectives) == taken.map { $0.objectives.reversed() })
        #expect(specification.warnings.contains { $0.contains("left out") })
    }

    @Test("A checkpoint of another problem is refused where the file names it")
    func otherProblem() async throws {
        let folder = try TemporaryFolder()
        _ = try await earlier(in: folder)
        let other = Campaigns.twoLevels(method: "sobol").replacingOccurrences(of: "name: power", with: "name: noise")
        let error = #expect(throws: ConfigurationError.self) { try specification(other, in: folder) }
        #expect(error?.key == "warm_start" && error?.found.contains("'noise'") == true)
        let kind = """
            version: 1
            name: other
            seed: 1
            problem: {kind: synthetic, name: dtlz2}
            budget: {evaluations: 3}
            """
        let second = #expect(throws: ConfigurationError.self) { try specification(kind, in: folder) }
        #expect(second?.accepted.contains("'synthetic'") == true)
        _ = try folder.file("earlier.ingot", "no checkpoint")
        let third = #expect(throws: ConfigurationError.self) {
            try specification(Campaigns.twoLevels(), in: folder)
        }
        #expect(third?.found.contains("not a checkpoint") == true)
    }

    @Test("Of a wafer campaign the trials are taken whose whole design lies in the new space")
    func narrowedWafer() async throws {
        let folder = try TemporaryFolder()
        let yaml = """
            version: 1
            name: wafer
            seed: 1
            problem:
              kind: wafer-training
              hardware: {preset: watos-config3}
              model: gpt3-13b
              training: {global_batch_sequences: 128, precision: fp16}
            objectives: [{name: tokens_per_s, goal: maximize, reference: 0}]
            fidelities: [{name: analytical, cost: 1}]
            budget: {evaluations: 60}
            optimizer: {method: random}
            """
        let path = folder.path + "/earlier.ingot"
        let old = try Campaigns.specification(yaml)
        _ = try await CampaignRunner.begin(old, checkpoint: path).run()
        let earlier = try CampaignSummary(checkpoint: path)
        let index = old.problem.space.index(of: "strategy.recompute")
        let recompute = try #require(index)
        let fixed = try specification(
            yaml.replacingOccurrences(
                of: "precision: fp16}", with: "precision: fp16}\n  space: {strategy.recompute: selective}"), in: folder)
        let warm = try #require(fixed.warmStart)
        let expected = earlier.trials.filter { $0.candidate.values[recompute] == .string("selective") }
        #expect(!expected.isEmpty && warm.results.map(\.objectives) == expected.map(\.objectives))
        #expect(warm.leftOut == ["with other parameters": 60 - expected.count])
        let other = yaml.replacingOccurrences(of: "gpt3-13b", with: "gpt3-175b")
        let error = #expect(throws: ConfigurationError.self) { try specification(other, in: folder) }
        #expect(error?.found.contains("another model") == true)
    }
}

import Campaign
import CoDesign
import Foundation
import Testing
import TrainingStrategy

struct WaferCampaignTests {
    private static let yaml = """
        version: 1
        name: wafer
        seed: 1
        problem:
          kind: wafer-training
          hardware: {preset: watos-config3}
          model: gpt3-13b
          training: {global_batch_sequences: 128, precision: fp16}
        objectives:
          - {name: tokens_per_s, goal: maximize, reference: 0}
          - {name: power_w, goal: minimize, reference: 30000}
        fidelities: [{name: analytical, cost: 1}]
        budget: {evaluations: 200}
        optimizer: {method: random}
        executor: {workers: 2}
        """

    @Test("Every stored figure of a wafer campaign is what the evaluator says of the stored candidate")
    func storedFiguresAreTheEvaluators() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/wafer.ingot"
        let specification = try CampaignSpecification(yaml: Self.yaml, file: folder.path + "/wafer.yaml")
        let outcome = try await CampaignRunner.begin(specification, checkpoint: path).run()
        #expect(outcome.progress.finished == [200])
        let summary = try CampaignSummary(checkpoint: path)
        let wafer = try #require(specification.wafer)
        for trial in summary.trials {
            let answer = try wafer.evaluate(trial.candidate, fidelity: "analytical")
            #expect(trial.isFeasible == answer.isFeasible)
            #expect(trial.state == (answer.isFeasible ? .completed : .infeasible))
            #expect(trial.reason.isEmpty == answer.isFeasible)
            if !trial.objectives.isEmpty {
                #expect(trial.objectives == ["tokens_per_s", "power_w"].map { answer.value(of: $0) })
            }
        }
        #expect(summary.trials.contains { $0.isFeasible } && summary.trials.contains { !$0.isFeasible })
        #expect(!summary.front.isEmpty && !summary.infeasibleReasons.isEmpty)
    }

    @Test("A design that breaks limits with figures only keeps them: of memory, of power, and of power density")
    func figuresBeyondLimits() async throws {
        // Small dies with many multipliers: their heat breaks the density long before the wafer's power.
        let yaml = Self.yaml
            .replacingOccurrences(of: "gpt3-13b\n", with: "gpt3-13b\n  space: {core.frequency_ghz: [2.0, 3.0, 4.0]}\n")
            .replacingOccurrences(
                of: "{preset: watos-config3}", with: "{preset: watos-config3, limits: {power_w: 1e6}}")
        let folder = try TemporaryFolder()
        let specification = try CampaignSpecification(yaml: yaml, file: folder.path + "/wafer.yaml")
        let path = folder.path + "/wafer.ingot"
        _ = try await CampaignRunner.begin(specification, checkpoint: path).run()
        let wafer = try #require(specification.wafer)
        var onlyDensity = 0
        for trial in try CampaignSummary(checkpoint: path).trials where !trial.isFeasible {
            let answer = try wafer.evaluate(trial.candidate, fidelity: "analytical")
            let limits = Set(answer.evaluation.violations.map(\.limit))
            let hasFigures = limits.isSubset(of: [.memoryBytesPerDevice, .powerWatts, .powerDensity])
            #expect(trial.objectives.isEmpty == !hasFigures, "\(limits)")
            if limits == [.powerDensity] {
                onlyDensity += 1
                #expect(trial.objectives == ["tokens_per_s", "power_w"].map { answer.value(of: $0) })
                #expect(trial.reason.hasPrefix("power_use "))
            }
        }
        #expect(onlyDensity > 0)
    }
}

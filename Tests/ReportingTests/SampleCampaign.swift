import BayesianOptimization
import Campaign
import Foundation
import SearchSpace

/// A finished campaign over an evaluator of this process, with names and texts that are awkward in a CSV file.
struct SampleCampaign {
    /// Answers by the parameters alone.
    struct Evaluator: TrialEvaluator {
        func evaluate(_ request: EvaluationRequest) async -> EvaluationReport {
            let values = request.candidate.values
            let x = values[0]?.number ?? 0
            let width = values[1]?.number ?? 0
            // Each way a trial can end has its share.
            let outcome: Observation.Outcome =
                switch request.trial % 7 {
                case 3: .infeasible(reason: Self.awkward)
                case 5: .failed(reason: "it did not answer")
                default: .evaluated(objectives: [x * width / 3, x * x * 1e-7 + width], constraints: [width])
                }
            return EvaluationReport(outcome: outcome)
        }

        static let awkward = "power, \"too\" high\r\nsecond line"
    }

    static let yaml = #"""
        version: 1
        name: "commas, \"quotes\" and é"
        seed: 5
        problem:
          kind: command
          parameters:
            - {name: x, type: continuous, lower: 0, upper: 1}
            - {name: "w,idth", type: ordinal, values: [1, 2.5, 64]}
            - {name: flow, type: categorical, choices: ["a,b", "say \"c\"", plain]}
            - {name: depth, type: integer, lower: 1, upper: 4, when: {flow: [plain]}}
        objectives:
          - {name: "speed \"best\"", goal: maximize, reference: 0}
          - {name: power, goal: minimize, reference: 100}
        constraints: [{name: heat, at_most: 60}]
        fidelities:
          - {name: low, cost: 0.1, command: [sh, -c, 'exit 1']}
          - {name: high, cost: 1, command: [sh, -c, 'exit 1']}
        budget: {evaluations: 60}
        optimizer: {method: random}
        executor: {kind: local, workers: 2}
        """#

    let summary: CampaignSummary
    let outcome: CampaignOutcome

    /// Runs the campaign in a folder that is removed afterwards.
    static func finished(yaml: String = Self.yaml) async throws -> SampleCampaign {
        let folder = NSTemporaryDirectory() + "/ingot-reporting-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let specification = try CampaignSpecification(yaml: yaml, file: folder + "/sample.yaml")
        let checkpoint = folder + "/sample.ingot"
        let outcome = try await CampaignRunner.begin(
            specification, checkpoint: checkpoint, evaluator: specification.synthetic == nil ? Evaluator() : nil
        ).run()
        return SampleCampaign(summary: try CampaignSummary(checkpoint: checkpoint), outcome: outcome)
    }
}

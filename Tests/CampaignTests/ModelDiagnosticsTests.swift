import BayesianOptimization
import Campaign
import Foundation
import GaussianProcess
import SearchSpace
import Testing

struct ModelDiagnosticsTests {
    private func summary(_ yaml: String, in folder: TemporaryFolder) async throws -> CampaignSummary {
        let path = folder.path + "/a.ingot"
        let specification = try Campaigns.specification(yaml)
        let evaluator: SmoothEvaluator? = specification.kind == .command ? SmoothEvaluator() : nil
        _ = try await CampaignRunner.begin(specification, checkpoint: path, evaluator: evaluator).run()
        return try CampaignSummary(checkpoint: path)
    }

    @Test("Importance is that of the function: ZDT1's first objective is its first parameter")
    func importance() async throws {
        let folder = try TemporaryFolder()
        let summary = try await summary(
            """
            version: 1
            name: zdt1
            seed: 1
            problem: {kind: synthetic, name: zdt1, d: 4}
            budget: {evaluations: 40}
            optimizer: {method: sobol}
            executor: {workers: 1}
            """, in: folder)
        let models = ModelDiagnostics(summary)
        #expect(models.rows == 40 && models.objectives.count == 2)
        let first = try #require(models.objectives.first)
        #expect(first.importance.count == 4)
        #expect((first.importance.first?.share ?? 0) > 0.95)
        #expect(first.importance.dropFirst().allSatisfy { $0.share < 0.02 })
        // The second, g (1 - sqrt(f1 / g)), depends on all of them.
        #expect(models.objectives[1].importance.allSatisfy { $0.share > 0.02 })
        for objective in models.objectives {
            let leaveOneOut = try #require(objective.leaveOneOut)
            #expect(leaveOneOut.count == 40 && leaveOneOut.coverage > 0.8)
            #expect(try #require(leaveOneOut.relativeError) < 0.5)
        }
    }

    @Test("Cheap results take part, the target's alone are counted, and too few say nothing")
    func levels() async throws {
        let folder = try TemporaryFolder()
        let summary = try await summary(
            Campaigns.twoLevels(method: "random-fidelity", budget: "{cost: 24}"), in: folder)
        let models = ModelDiagnostics(summary)
        let withFigures = summary.trials.filter { !$0.objectives.isEmpty }
        #expect(models.rows == min(200, withFigures.count))
        for objective in models.objectives {
            #expect(objective.leaveOneOut?.count == withFigures.count { $0.fidelity == 1 })
            #expect(objective.importance.map(\.parameter) == ["x", "width", "flow", "depth"])
        }
        #expect(models.objectives.map(\.name) == ["speed", "power"])
        let small = try TemporaryFolder()
        let few = try await self.summary(
            Campaigns.twoLevels(method: "sobol", budget: "{target_fidelity_evaluations: 7}"), in: small)
        #expect(ModelDiagnostics(few).objectives.isEmpty)
    }

    @Test("The sampler's own words on its models are stored with the trial that they belong to")
    func samplerDiagnostics() async throws {
        let folder = try TemporaryFolder()
        let summary = try await summary(Campaigns.twoLevels(method: "mfbo"), in: folder)
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(summary.samplerDiagnostics.utf8)) as? [String: Any])
        let models = try #require(object["models"] as? [String: Any])
        #expect(Set(models.keys) == ["speed", "power", "heat"])
        #expect(object["fits"] as? Int ?? 0 > 0)
    }
}

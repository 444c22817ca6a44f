import BayesianOptimization
import Foundation
import Testing

@testable import Campaign

struct CampaignDiagnosticsTests {
    @Test("Diagnostics add up to what the trials say")
    func derived() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/a.ingot"
        let runner = try CampaignRunner.begin(
            try Campaigns.specification(Campaigns.twoLevels()), checkpoint: path,
            evaluator: SmoothEvaluator(failing: [2]))
        _ = try await runner.run()
        let summary = try CampaignSummary(checkpoint: path)
        let diagnostics = CampaignDiagnostics(summary)
        let observations = summary.trials.compactMap(\.observation)
        let target = summary.trials.filter { $0.fidelity == 1 }
        #expect(diagnostics.history.map(\.trial) == target.map(\.number))
        for point in diagnostics.history {
            let volume = summary.specification.problem.hypervolume(of: Array(observations.prefix(point.trial + 1)))
            #expect(abs(point.hypervolume - volume) < 1e-12 * max(1, volume))
        }
        #expect(diagnostics.usage.map(\.fidelity) == ["low", "high"])
        #expect(diagnostics.usage.map(\.proposed) == [summary.trials.count - target.count, target.count])
        let cost = diagnostics.usage.reduce(0) { $0 + $1.cost }
        #expect(abs(cost - summary.progress.spending.cost) < 1e-9)
        let shared = Set(summary.trials.filter { $0.fidelity == 0 && !$0.objectives.isEmpty }.map(\.candidate))
            .intersection(target.filter { !$0.objectives.isEmpty }.map(\.candidate))
        let agreement = diagnostics.agreement
        #expect(agreement.isEmpty == (shared.count < 3))
        #expect(agreement.allSatisfy { $0.count == shared.count && $0.fidelity == "low" })
        if !agreement.isEmpty { #expect(agreement.map(\.figure) == ["speed", "power", "heat"]) }
    }
}

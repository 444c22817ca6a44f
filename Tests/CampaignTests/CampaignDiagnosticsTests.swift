import BayesianOptimization
import Foundation
import Testing

@testable import Campaign

struct CampaignDiagnosticsTests {
    @Test("Rank correlations of tied values are Spearman's, and there is none where nothing varies")
    func spearman() throws {
        // Ranks 1, 2.5, 2.5, 4, 5 and 2, 1, 3.5, 3.5, 5: 7.25 over 9.5.
        let tied = try #require(CampaignDiagnostics.rankCorrelation([1, 2, 2, 4, 5], [3, 1, 4, 4, 9]))
        #expect(abs(tied - 7.25 / 9.5) < 1e-14)
        #expect(CampaignDiagnostics.rankCorrelation([1, 2, 3, 4], [10, 100, 1000, 1e9]) == 1)
        #expect(CampaignDiagnostics.rankCorrelation([1, 2, 3, 4], [4, 3, 2, -1]) == -1)
        #expect(CampaignDiagnostics.rankCorrelation([1, 2, 3], [5, 5, 5]) == nil)
    }

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

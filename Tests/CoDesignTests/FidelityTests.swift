import CoDesign
import ConfigurationFile
import Foundation
import SearchSpace
import Testing
import _IngotTestSupport

/// The two fidelities over the joint space of a campaign that is shipped.
@Suite struct FidelityTests {
    private func shippedProblem() throws -> WaferProblem {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let file = root.appendingPathComponent("experiments/gpt3-175b.yaml").path
        var campaign = try ConfigurationFile.read(path: file).mapping()
        var mapping = try campaign.required("problem").mapping()
        _ = try mapping.required("kind")
        return try WaferProblem(reading: &mapping)
    }

    @Test(
        "On 200 random feasible designs of the shipped campaign the fidelities rank throughput alike, without being the same"
    )
    func spearmanOfThroughput() throws {
        let problem = try shippedProblem()
        var generator = RandomGenerator(seed: 1)
        var (low, high): ([Double], [Double]) = ([], [])
        var draws = 0
        while low.count < 200 {
            draws += 1
            try #require(draws <= 100_000)
            let candidate = try problem.space.random(using: &generator)
            let cheap = try problem.evaluate(candidate, fidelity: "analytical")
            guard cheap.isFeasible else { continue }
            let dear = try problem.evaluate(candidate, fidelity: "detailed")
            low.append(try #require(cheap.value(of: "tokens_per_s")))
            high.append(try #require(dear.value(of: "tokens_per_s")))
        }
        let agreement = RankCorrelation.spearman(low, high)
        let ratios = zip(low, high).map { $0 / $1 }.sorted()
        print(
            "Spearman of tokens_per_s, analytical against detailed, 200 feasible of \(draws) random designs: "
                + "\(agreement); the closed form is \(ratios[100]) times the routed figure in the median, "
                + "\(ratios[0]) to \(ratios[199])")
        #expect(agreement >= 0.8)
        #expect(ratios[199] > 1.01)
    }

    @Test("Spearman's coefficient is 1, -1 and the textbook's value where it must be")
    func spearmanItself() {
        #expect(RankCorrelation.spearman([1, 5, 9], [2, 3, 70]) == 1)
        #expect(RankCorrelation.spearman([1, 5, 9], [9, 5, 1]) == -1)
        // 1 - 6 * (1 + 1 + 0 + 1 + 1) / (5 * 24) without ties.
        #expect(abs(RankCorrelation.spearman([1, 2, 3, 4, 5], [2, 1, 3, 5, 4]) - 0.8) < 1e-12)
    }
}

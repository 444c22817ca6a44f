import BayesianOptimization
import Foundation
import Testing

@Suite struct TrustObjectiveTests {
    /// The logarithm of the expected improvement per cost, as a sampler takes it.
    private func logValue(
        _ trust: TrustObjective, means: [Double], deviations: [Double], fidelity: Double, cost: Double
    ) -> Double {
        (trust.improvement.logValues(means: means + [fidelity], deviations: deviations + [0]).first ?? .nan) - log(cost)
    }

    private func excess(_ mean: Double, _ deviation: Double, _ edge: Double) -> Double {
        exp(ExpectedImprovement.logValue(mean: mean, deviation: deviation, best: edge))
    }

    @Test func `a look is worth its objective's excess above the trust already reached, per cost`() {
        let trust = TrustObjective(observations: [[1]], fidelities: [0.5], reference: [0], fidelityReference: 0)
        // At full trust: all of it, less what lies under the observation up to 1 and trust 0.5.
        let full = excess(0.8, 0.3, 0) - 0.5 * (excess(0.8, 0.3, 0) - excess(0.8, 0.3, 1))
        #expect(abs(logValue(trust, means: [0.8], deviations: [0.3], fidelity: 1, cost: 10) - log(full / 10)) < 1e-11)
        // At the same trust: only what exceeds the observation.
        let same = 0.5 * excess(0.8, 0.3, 1)
        #expect(abs(logValue(trust, means: [0.8], deviations: [0.3], fidelity: 0.5, cost: 2) - log(same / 2)) < 1e-11)
        #expect(logValue(trust, means: [0.8], deviations: [0.3], fidelity: 0, cost: 1) == -.infinity)
    }

    @Test func `at the highest trust seen two objectives gain their hypervolume improvement times the trust`() {
        let trust = TrustObjective(
            observations: [[0.3, 0.8], [0.7, 0.4]], fidelities: [1, 1], reference: [0, 0], fidelityReference: -0.5)
        let found = logValue(trust, means: [0.5, 0.2], deviations: [0.1, 0.02], fidelity: 1, cost: 3)
        // By hand, over the columns of the front.
        let columns = [(0.0, 0.3, 0.8), (0.3, 0.7, 0.4), (0.7, Double.infinity, 0.0)]
        let sum = columns.reduce(0) { sum, column in
            let upper = column.1 == .infinity ? 0 : excess(0.5, 0.1, column.1)
            return sum + (excess(0.5, 0.1, column.0) - upper) * excess(0.2, 0.02, column.2)
        }
        #expect(abs(found - log(1.5 * sum / 3)) < 1e-10)
    }
}

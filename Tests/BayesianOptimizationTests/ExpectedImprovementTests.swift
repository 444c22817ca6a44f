import BayesianOptimization
import Foundation
import Testing

@Suite struct ExpectedImprovementTests {
    /// u, log h(u), Phi(u) / h(u), phi(u) / h(u) and phi(u) / Phi(u), from 60-digit arithmetic.
    private static let known: [[Double]] = [
        [-10000, -50000019.33961931, 10000.000199999993, 100000002.99999994, 10000.000099999997],
        [-100, -5010.12957880025, 100.01999400419587, 10002.999400419587, 100.00999800099926],
        [-30, -457.724653760598, 30.06644615416242, 902.9933846248725, 30.033259667433676],
        [-5, -16.74430116266099, 5.361816241288088, 27.809081206440442, 5.186503967125842],
        [-1, -2.4851210257126413, 1.9042712333296918, 2.9042712333296916, 1.525135276160981],
        [-0.5, -1.6205162643873199, 1.5598731483480797, 1.7799365741740398, 1.1410777703680646],
        [0, -0.9189385332046728, 1.2533141373155003, 1, 0.7978845608028654],
        [2, 0.6973835457882284, 0.48655931878528386, 0.026881362429432263, 0.055247862678989956],
        [9, 2.1972245773362196, 0.1111111111111111, 1.1421970635187684e-19, 1.0279773571668915e-18],
    ]

    @Test(arguments: [1e-12, 1, 1e12])
    func `values and derivatives agree with 60-digit arithmetic at every scale`(scale: Double) {
        for row in Self.known {
            let (u, deviation) = (row[0], 0.25 * scale)
            let found = ExpectedImprovement.logValueWithDerivatives(mean: u * deviation, deviation: deviation, best: 0)
            #expect(abs(found.value - log(deviation) - row[1]) < 1e-13 * max(10, abs(row[1])))
            #expect(found.value == ExpectedImprovement.logValue(mean: u * deviation, deviation: deviation, best: 0))
            #expect(abs(found.byMean * deviation / row[2] - 1) < 1e-13)
            #expect(abs(found.byDeviation * deviation / row[3] - 1) < 1e-13)
            let feasible = ProbabilityOfFeasibility.logValueWithDerivatives(
                mean: 3 * deviation + u * deviation, deviation: deviation, bound: 3 * deviation)
            #expect(abs(feasible.byMean * deviation / row[4] - 1) < 1e-12 * max(1, u * u))
            #expect(abs(feasible.byDeviation + u * feasible.byMean) <= 1e-12 * abs(u * feasible.byMean))
        }
    }

    @Test func `the feasibility's derivatives are the slopes of its value`() {
        for mean in [-20.0, -1, 0.2, 1.5] {
            let (deviation, step) = (0.4, 1e-5)
            func value(_ mean: Double, _ deviation: Double) -> Double {
                ProbabilityOfFeasibility.logValue(mean: mean, deviation: deviation, bound: 0.1)
            }
            let found = ProbabilityOfFeasibility.logValueWithDerivatives(mean: mean, deviation: deviation, bound: 0.1)
            let byMean = (value(mean + step, deviation) - value(mean - step, deviation)) / (2 * step)
            let byDeviation = (value(mean, deviation + step) - value(mean, deviation - step)) / (2 * step)
            #expect(found.value == value(mean, deviation))
            #expect(abs(found.byMean - byMean) < 1e-6 * max(1, abs(byMean)))
            #expect(abs(found.byDeviation - byDeviation) < 1e-6 * max(1, abs(byDeviation)))
        }
    }

    @Test func `without uncertainty the outcome is certain`() {
        #expect(ExpectedImprovement.logValueWithDerivatives(mean: 3, deviation: 0, best: 1) == (log(2), 0.5, 0))
        #expect(ExpectedImprovement.logValueWithDerivatives(mean: 1, deviation: 0, best: 1) == (-.infinity, 0, 0))
        #expect(ProbabilityOfFeasibility.logValue(mean: 0, deviation: 0) == 0)
        #expect(ProbabilityOfFeasibility.logValue(mean: -1e-9, deviation: 0) == -.infinity)
        #expect(ProbabilityOfFeasibility.logValueWithDerivatives(mean: 1, deviation: 0, bound: 2) == (-.infinity, 0, 0))
    }
}

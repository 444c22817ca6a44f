import BayesianOptimization
import Foundation
import ParetoFront
import SearchSpace
import Testing

@Suite struct ChebyshevScalarizationTests {
    @Test func `the best scalarised value belongs to the front, and weights reach different points of it`() {
        var generator = RandomGenerator(seed: 2)
        let points = (0..<200).map { _ in [1e6 * generator.normal(), generator.normal(), 1e-6 * generator.normal()] }
        let front = Dominance.front(of: points)
        var chosen: Set<[Double]> = []
        for _ in 0..<100 {
            let weights = ChebyshevScalarization.randomWeights(count: 3, using: &generator)
            let scalarization = ChebyshevScalarization(weights: weights, observations: points)
            let best = points.max { scalarization.value($0) < scalarization.value($1) } ?? []
            #expect(front.contains(best))
            chosen.insert(best)
        }
        #expect(chosen.count > 5)
    }

    @Test func `random weights are uniform on the simplex`() {
        var generator = RandomGenerator(seed: 4)
        let draws = (0..<20_000).map { _ in ChebyshevScalarization.randomWeights(count: 3, using: &generator) }
        for axis in 0..<3 {
            // A coordinate is Beta(1, 2): mean 1/3, second moment 1/6.
            let mean = draws.reduce(0) { $0 + $1[axis] } / 20_000
            let square = draws.reduce(0) { $0 + $1[axis] * $1[axis] } / 20_000
            #expect(abs(mean - 1.0 / 3) < 0.007 && abs(square - 1.0 / 6) < 0.007)
        }
        for draw in draws.prefix(100) { #expect(abs(draw.reduce(0, +) - 1) < 1e-14) }
    }

    @Test func `the value is the published formula and an objective that never changes has no influence`() {
        let scalarization = ChebyshevScalarization(
            weights: [0.25, 0.5, 0.25], observations: [[0, 10, 7], [4, 0, 7], [.nan, 50, 1]])
        // Costs (0.75, 0.2): the largest weighted is 0.1875, the sum 0.2875.
        #expect(abs(scalarization.value([1, 8, -100]) + 0.1875 + 0.05 * 0.2875) < 1e-15)
        #expect(ChebyshevScalarization(weights: [0.5, 0.5], observations: []).value([3, 4]) == 0)
    }

    @Test func `the sampled improvement of one objective is the analytic one`() throws {
        let scalarization = ChebyshevScalarization(weights: [1], observations: [[2], [6]])
        var generator = RandomGenerator(seed: 8)
        let sequence = try SobolSequence(dimension: 1, scrambledBy: &generator)
        let normals = (0..<4096).map { sequence.point($0).map(RandomGenerator.normalQuantile) }
        let best = scalarization.value([6])
        let found = scalarization.logExpectedImprovement(means: [5], deviations: [1.5], best: best, normals: normals)
        let expected = ExpectedImprovement.logValue(
            mean: scalarization.value([5]), deviation: 1.5 * 1.05 / 4, best: best)
        #expect(abs(found - expected) < 2e-3)
    }
}

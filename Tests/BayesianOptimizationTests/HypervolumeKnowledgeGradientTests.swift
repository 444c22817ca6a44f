import BayesianOptimization
import Foundation
import ParetoFront
import SearchSpace
import Testing

@Suite struct HypervolumeKnowledgeGradientTests {
    private func normals(_ count: Int, _ dimension: Int) throws -> [[Double]] {
        var generator = RandomGenerator(seed: 9)
        let sequence = try SobolSequence(dimension: dimension, scrambledBy: &generator)
        return (0..<count).map { sequence.point($0).map(RandomGenerator.normalQuantile) }
    }

    @Test(arguments: [2, 3])
    func `the value agrees with random draws`(dimension: Int) throws {
        var generator = RandomGenerator(seed: UInt64(dimension))
        let pool = (0..<30).map { _ in (0..<dimension).map { _ in generator.uniform() - 0.1 } }
        let feasible = pool.indices.map { $0 % 5 != 0 }
        let shifts = (0..<dimension).map { _ in pool.map { _ in 0.15 * generator.normal() } }
        let reference = [Double](repeating: 0, count: dimension)
        let gradient = HypervolumeKnowledgeGradient(
            means: pool, feasible: feasible, reference: reference, normals: try normals(256, dimension))
        let found = exp(gradient.logValue(shifts: shifts, cost: 4)) * 4
        let known = pool.indices.filter { feasible[$0] }
        var (sum, squares) = (0.0, 0.0)
        let draws = 20_000
        for _ in 0..<draws {
            let normal = (0..<dimension).map { _ in generator.normal() }
            let points = known.map { index in
                (0..<dimension).map { pool[index][$0] + shifts[$0][index] * normal[$0] }
            }
            let gain =
                Hypervolume.volume(of: points, reference: reference)
                - Hypervolume.volume(of: known.map { pool[$0] }, reference: reference)
            sum += gain
            squares += gain * gain
        }
        let average = sum / Double(draws)
        let error = ((squares / Double(draws) - average * average) / Double(draws)).squareRoot()
        #expect(abs(found - average) < 4 * error + 0.01 * average)
    }

    @Test func `one design has the product of two expected improvements`() throws {
        let gradient = HypervolumeKnowledgeGradient(
            means: [[0.1, 0.2]], feasible: [true], reference: [0, 0], normals: try normals(2048, 2))
        let found = exp(gradient.logValue(shifts: [[0.3], [0.4]], cost: 1))
        let first = ExpectedImprovement.logValue(mean: 0.1, deviation: 0.3, best: 0)
        let second = ExpectedImprovement.logValue(mean: 0.2, deviation: 0.4, best: 0)
        #expect(abs(found / (exp(first + second) - 0.02) - 1) < 0.01)
    }

    @Test(arguments: [5.0, 10, 40])
    func `a gain that no vector at hand reaches keeps its size`(distance: Double) throws {
        // Two designs, of which the second takes over only where its value rises by many deviations.
        let gradient = HypervolumeKnowledgeGradient(
            means: [[1, 1], [1 - 0.1 * distance, 0.5]], feasible: [true, true], reference: [-10, 0],
            normals: try normals(512, 2))
        let found = gradient.logValue(shifts: [[0, 0.1], [0, 0]], cost: 1)
        // Beyond the first design the second one adds its rise times its height.
        let rise = ExpectedImprovement.logValue(mean: -0.1 * distance, deviation: 0.1, best: 0)
        #expect(abs(found / (rise + log(0.5)) - 1) < 0.2)
    }

    @Test func `no look is worth less than nothing, and one that moves nothing is worth nothing`() throws {
        var generator = RandomGenerator(seed: 21)
        for round in 0..<200 {
            let dimension = 1 + round % 4
            let pool = (0..<12).map { _ in (0..<dimension).map { _ in generator.normal() } }
            let gradient = HypervolumeKnowledgeGradient(
                means: pool, feasible: pool.map { _ in true }, reference: [Double](repeating: -0.5, count: dimension),
                normals: try normals(2, dimension))
            let shifts = (0..<dimension).map { _ in pool.map { _ in generator.normal() } }
            let value = gradient.logValue(shifts: shifts, cost: 1)
            #expect(!value.isNaN)
            let none = gradient.logValue(shifts: shifts.map { $0.map { _ in 0 } }, cost: 1)
            #expect(none == -.infinity && none <= value)
            // Twice the cost is half the value.
            if value.isFinite { #expect(abs(gradient.logValue(shifts: shifts, cost: 2) - value + log(2)) < 1e-12) }
        }
    }

    @Test func `an empty or infeasible pool is worth nothing`() throws {
        for means in [[], [[1.0, 1.0]], [[.nan, 1]]] {
            let gradient = HypervolumeKnowledgeGradient(
                means: means, feasible: means.map { $0[0].isNaN }, reference: [0, 0], normals: try normals(4, 2))
            #expect(gradient.logValue(shifts: [[1], [1]], cost: 1) == -.infinity)
        }
    }
}

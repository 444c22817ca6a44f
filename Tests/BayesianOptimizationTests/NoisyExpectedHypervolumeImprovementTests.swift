import BayesianOptimization
import Foundation
import ParetoFront
import SearchSpace
import Testing

private typealias Belief = NoisyExpectedHypervolumeImprovement.JointBelief

@Suite struct NoisyExpectedHypervolumeImprovementTests {
    /// Scrambled Sobol points through the normal quantile.
    private func normals(_ count: Int, _ dimension: Int, seed: UInt64) throws -> [[Double]] {
        var generator = RandomGenerator(seed: seed)
        let sequence = try SobolSequence(dimension: dimension, scrambledBy: &generator)
        return (0..<count).map { sequence.point($0).map(RandomGenerator.normalQuantile) }
    }

    /// Splits each vector outcome by outcome into the part of the first points and the rest.
    private func split(_ normals: [[Double]], outcomes: Int, first: Int, rest: Int) -> ([[Double]], [[Double]]) {
        func part(_ vector: [Double], _ offset: Int, _ count: Int) -> [Double] {
            (0..<outcomes).flatMap { outcome in
                (0..<count).map { vector[outcome * (first + rest) + offset + $0] }
            }
        }
        return (normals.map { part($0, 0, first) }, normals.map { part($0, first, rest) })
    }

    /// The baseline's belief, the candidates' and the covariances between them.
    private func split(_ joint: Belief, first: Int) -> (Belief, Belief, [Double]) {
        let count = joint.mean.count
        func block(_ rows: Range<Int>, _ columns: Range<Int>) -> [Double] {
            rows.flatMap { row in columns.map { joint.covariance[row * count + $0] } }
        }
        return (
            Belief(mean: Array(joint.mean[..<first]), covariance: block(0..<first, 0..<first)),
            Belief(mean: Array(joint.mean[first...]), covariance: block(first..<count, first..<count)),
            block(first..<count, 0..<first)
        )
    }

    /// A random belief with correlated points.
    private func belief(_ count: Int, spread: Double, using generator: inout RandomGenerator) -> Belief {
        let positions = (0..<count).map { _ in generator.uniform() }
        let covariance = positions.flatMap { first in
            positions.map { spread * spread * exp(-8 * (first - $0) * (first - $0)) }
        }
        var ridged = covariance
        for row in 0..<count { ridged[row * count + row] += 0.05 * spread * spread }
        return Belief(mean: (0..<count).map { _ in 0.3 + 0.5 * generator.uniform() }, covariance: ridged)
    }

    private func value(
        _ joint: [Belief], baseline: Int, objectives: Int, normals: [[Double]], temperatures: [Double]
    ) -> Double {
        let count = joint.first?.mean.count ?? 0
        let parts = joint.map { split($0, first: baseline) }
        let (first, rest) = split(normals, outcomes: joint.count, first: baseline, rest: count - baseline)
        let acquisition = NoisyExpectedHypervolumeImprovement(
            baseline: parts.map(\.0), reference: [Double](repeating: 0, count: objectives), normals: first,
            temperatures: temperatures)
        return acquisition.logValue(candidates: parts.map(\.1), cross: parts.map(\.2), normals: rest)
    }

    @Test(arguments: [2, 3])
    func `one candidate over an exactly known front is the analytic expected improvement`(objectives: Int) throws {
        let front = [[0.9, 0.3, 0.5], [0.6, 0.7, 0.2], [0.2, 0.8, 0.9], [0.1, 0.1, 0.1]].map {
            Array($0.prefix(objectives))
        }
        let improvement = ExpectedHypervolumeImprovement(
            BoxDecomposition(front: front, reference: [Double](repeating: 0, count: objectives)))
        let (mean, deviation) = ([0.5, 0.6, 0.7], [0.2, 0.3, 0.15])
        let joint = (0..<objectives).map { axis in
            var covariance = [Double](repeating: 0, count: 25)
            covariance[24] = deviation[axis] * deviation[axis]
            return Belief(mean: front.map { $0[axis] } + [mean[axis]], covariance: covariance)
        }
        let found = value(
            joint, baseline: 4, objectives: objectives, normals: try normals(4096, 5 * objectives, seed: 1),
            temperatures: [Double](repeating: 1e-6, count: objectives))
        let expected = improvement.logValues(
            means: Array(mean.prefix(objectives)), deviations: Array(deviation.prefix(objectives)))[0]
        #expect(abs(found - expected) < 0.01)
    }

    @Test func `two candidates over a noisy front agree with random draws of everything`() throws {
        var generator = RandomGenerator(seed: 11)
        let joint = (0..<2).map { _ in belief(6, spread: 0.2, using: &generator) }
        let found = exp(
            value(
                joint, baseline: 4, objectives: 2, normals: try normals(4096, 12, seed: 2), temperatures: [1e-6, 1e-6]))
        // A plain Cholesky factor of the joint covariance.
        let factors = joint.map { belief -> [[Double]] in
            var rows = [[Double]](repeating: [Double](repeating: 0, count: 6), count: 6)
            for row in 0..<6 {
                for column in 0...row {
                    let rest = (0..<column).reduce(belief.covariance[row * 6 + column]) {
                        $0 - rows[row][$1] * rows[column][$1]
                    }
                    rows[row][column] = row == column ? rest.squareRoot() : rest / rows[column][column]
                }
            }
            return rows
        }
        var (sum, squares) = (0.0, 0.0)
        let draws = 30_000
        for _ in 0..<draws {
            var points = [[Double]](repeating: [0, 0], count: 6)
            for axis in 0..<2 {
                let normal = (0..<6).map { _ in generator.normal() }
                for row in 0..<6 {
                    points[row][axis] = (0...row).reduce(joint[axis].mean[row]) {
                        $0 + factors[axis][row][$1] * normal[$1]
                    }
                }
            }
            let gain =
                Hypervolume.volume(of: points, reference: [0, 0])
                - Hypervolume.volume(of: Array(points[..<4]), reference: [0, 0])
            sum += gain
            squares += gain * gain
        }
        let average = sum / Double(draws)
        let error = ((squares / Double(draws) - average * average) / Double(draws)).squareRoot()
        #expect(abs(found - average) < 4 * error + 0.01 * average)
    }

    @Test func `a batch gains what its members gain one after the other as pending trials`() throws {
        var generator = RandomGenerator(seed: 5)
        let joint = (0..<2).map { _ in belief(7, spread: 0.15, using: &generator) }
        let all = try normals(256, 14, seed: 3)
        func greedy(_ baseline: Int) throws -> Double {
            let known = baseline + 1
            let part = joint.map { joint in
                Belief(
                    mean: Array(joint.mean[..<known]),
                    covariance: (0..<known).flatMap { row in (0..<known).map { joint.covariance[row * 7 + $0] } })
            }
            let normals = all.map { vector in (0..<2).flatMap { vector[($0 * 7)..<($0 * 7 + known)] } }
            return exp(
                value(part, baseline: baseline, objectives: 2, normals: normals, temperatures: [1e-9, 1e-9]))
        }
        let together = exp(value(joint, baseline: 4, objectives: 2, normals: all, temperatures: [1e-9, 1e-9]))
        let steps = try greedy(4) + greedy(5) + greedy(6)
        #expect(abs(together - steps) < 1e-6 * together)
    }

    @Test func `an independent constraint multiplies by its probability`() throws {
        let front = [[0.8, 0.3], [0.3, 0.8]]
        let joint = (0..<3).map { outcome -> Belief in
            var covariance = [Double](repeating: 0, count: 9)
            covariance[8] = 0.04
            // The first baseline point is infeasible and must not count.
            let mean = outcome < 2 ? front.map { $0[outcome] } + [0.6] : [-1, 1, 0.1]
            return Belief(mean: mean, covariance: covariance)
        }
        let found = value(
            joint, baseline: 2, objectives: 2, normals: try normals(8192, 9, seed: 4), temperatures: [1e-6, 1e-6, 1e-4])
        let improvement = ExpectedHypervolumeImprovement(BoxDecomposition(front: [front[1]], reference: [0, 0]))
        let expected =
            improvement.logValues(means: [0.6, 0.6], deviations: [0.2, 0.2])[0]
            + ProbabilityOfFeasibility.logValue(mean: 0.1, deviation: 0.2)
        #expect(abs(found - expected) < 0.01)
    }

    @Test func `far from the front the value stays finite and rises towards it`() throws {
        var last = -Double.infinity
        let all = try normals(32, 4, seed: 6)
        for position in stride(from: -1e3, through: 0, by: 50) {
            let joint = (0..<2).map { _ in
                Belief(mean: [1, position], covariance: [0, 0, 0, 1e-4])
            }
            let found = value(joint, baseline: 1, objectives: 2, normals: all, temperatures: [1e-6, 1e-6])
            #expect(found > last && found < 0)
            last = found
        }
    }

    @Test func `without a baseline it is the improvement over the reference`() throws {
        let joint = (0..<2).map { _ in Belief(mean: [0.5], covariance: [0.09]) }
        let found = value(
            joint, baseline: 0, objectives: 2, normals: try normals(4096, 2, seed: 7), temperatures: [1e-6, 1e-6])
        let expected = 2 * ExpectedImprovement.logValue(mean: 0.5, deviation: 0.3, best: 0)
        #expect(abs(found - expected) < 0.01)
    }
}

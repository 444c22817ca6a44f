import Testing

@testable import BayesianOptimization

@Suite struct SemidefiniteFactorTests {
    /// The product of a factor with its transpose.
    private func product(_ factor: SemidefiniteFactor) -> [Double] {
        let count = factor.count
        return (0..<count).flatMap { row in
            (0..<count).map { column in
                (0..<count).reduce(0) { $0 + factor.rows[row * count + $1] * factor.rows[column * count + $1] }
            }
        }
    }

    @Test func `a singular matrix is its factor's product, and the columns that others explain are reported`() {
        // Point 2 is the mean of points 0 and 1; point 3 is known exactly from the start.
        let (a, b) = (2.0, 3.0)
        let matrix = [
            a, 0, a / 2, 0,
            0, b, b / 2, 0,
            a / 2, b / 2, (a + b) / 4, 0,
            0, 0, 0, 0,
        ]
        let factor = SemidefiniteFactor(matrix, count: 4)
        #expect(zip(product(factor), matrix).allSatisfy { abs($0 - $1) < 1e-14 })
        #expect(factor.droppedColumns == [2])
        #expect(SemidefiniteFactor([a, 1, 1, b], count: 2).droppedColumns.isEmpty)
    }

    @Test func `a candidate that repeats a baseline point, and a baseline that repeats itself, are counted`() {
        typealias Belief = NoisyExpectedHypervolumeImprovement.JointBelief
        let normals = [[0.3, -0.2, 0.9, 0.1], [-1.1, 0.4, -0.6, 0.8]]
        func acquisition(_ covariance: [Double]) -> NoisyExpectedHypervolumeImprovement {
            let belief = Belief(mean: [0.5, 0.5], covariance: covariance)
            return NoisyExpectedHypervolumeImprovement(
                baseline: [belief, belief], reference: [0, 0], normals: normals, temperatures: [1e-6, 1e-6])
        }
        #expect(acquisition([0.04, 0.04, 0.04, 0.04]).droppedBaselineVariances == 2)
        let regular = acquisition([0.04, 0.01, 0.01, 0.04])
        #expect(regular.droppedBaselineVariances == 0)
        let candidate = Belief(mean: [0.5], covariance: [0.04])
        let fresh = [[0.2, 0.1], [-0.3, 0.7]]
        let repeated = regular.evaluation(
            candidates: [candidate, candidate], cross: [[0.04, 0.01], [0.04, 0.01]], normals: fresh)
        #expect(repeated.droppedVariances == 2)
        let other = regular.evaluation(
            candidates: [candidate, candidate], cross: [[0.01, 0.01], [0.01, 0.01]], normals: fresh)
        #expect(other.droppedVariances == 0 && other.logValue > repeated.logValue)
    }
}

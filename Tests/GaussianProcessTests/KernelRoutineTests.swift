import CKernels
import Foundation
import LinearAlgebra
import Testing

/// The C loops beneath the models.
@Suite struct KernelRoutineTests {
    private func largestRelativeError(
        _ arguments: [Double], _ routine: (Int, UnsafePointer<Double>, UnsafeMutablePointer<Double>) -> Void,
        _ expected: (Double) -> Double
    ) -> Double {
        var result = arguments
        routine(arguments.count, arguments, &result)
        return zip(arguments, result).reduce(0) { max($0, abs($1.1 / expected($1.0) - 1)) }
    }

    @Test func `the exponential is within 2e-15 of the C library`() {
        let arguments = (0...20_000).map { -700 + 0.07 * Double($0) }
        #expect(largestRelativeError(arguments, { ingot_exp($0, $1, $2) }, { exp($0) }) < 2e-15)
    }

    @Test func `the exponential keeps its special values`() {
        let arguments = [0, -800, 710, Double.infinity, -Double.infinity, .nan, -0.0]
        var result = arguments
        ingot_exp(arguments.count, arguments, &result)
        #expect(result[0] == 1 && result[1] == 0 && result[2] == .infinity && result[3] == .infinity)
        #expect(result[4] == 0 && result[5].isNaN && result[6] == 1)
    }

    @Test func `the normal distribution function is accurate in both tails`() {
        let near = (0...1200).map { -6 + 0.01 * Double($0) }
        let far = (0...300).map { -36 + 0.1 * Double($0) }
        let expected: (Double) -> Double = { 0.5 * erfc(-$0 / 2.0.squareRoot()) }
        #expect(largestRelativeError(near, { ingot_normal_distribution($0, $1, $2) }, expected) < 2e-14)
        #expect(largestRelativeError(far, { ingot_normal_distribution($0, $1, $2) }, expected) < 5e-13)
    }

    @Test func `the scaled complementary error function meets its limits`() {
        let arguments = (0...500).map { 0.01 * Double($0) }
        #expect(
            largestRelativeError(arguments, { ingot_scaled_erfc($0, $1, $2) }, { exp($0 * $0) * erfc($0) }) < 2e-14)
        // erfcx(x) approaches 1 / (x sqrt(pi)) (1 - 1 / (2 x^2)).
        #expect(
            largestRelativeError(
                [1e5, 1e8, 1e100], { ingot_scaled_erfc($0, $1, $2) },
                { 1 / ($0 * Double.pi.squareRoot()) * (1 - 0.5 / ($0 * $0)) }) < 2e-15)
    }

    @Test(arguments: [1, 2, 5, 16, 31, 32, 33, 70])
    func `squared distances agree with their definition`(rows: Int) {
        var random = TestRandom(state: UInt64(rows))
        let matrix = random.matrix(rows, 3)
        var single = [Double](repeating: 0, count: rows)
        for column in 0..<rows {
            ingot_squared_distances(rows, 3, matrix.storage, rows, matrix.row(column), &single)
            for row in 0..<rows {
                let gaps = (0..<3).map { matrix[row, $0] - matrix[column, $0] }
                let expected = gaps.reduce(0) { $0 + $1 * $1 }
                #expect(abs(single[row] - expected) < 1e-15)
            }
        }
    }
}

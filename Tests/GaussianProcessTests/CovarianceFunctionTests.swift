import Foundation
import GaussianProcess
import LinearAlgebra
import Testing

private struct KernelFixture: Decodable {
    var left: [[Double]]
    var right: [[Double]]
    var lengthScales: [Double]
    var covariances: [String: [[Double]]]
}

@Suite struct CovarianceFunctionTests {
    @Test(
        arguments: zip(
            CovarianceFunction.allCases, ["matern0.5", "matern1.5", "matern2.5", "rbf"]))
    func `values agree with GPyTorch to 1e-12`(function: CovarianceFunction, name: String) throws {
        let fixture = try Fixture.decode(KernelFixture.self, "kernels")
        let expected = try #require(fixture.covariances[name])
        let matrix = try function.matrix(
            between: Matrix(rows: fixture.left), and: Matrix(rows: fixture.right), lengthScales: fixture.lengthScales)
        for (row, values) in expected.enumerated() {
            for (column, value) in values.enumerated() { #expect(abs(matrix[row, column] - value) < 1e-12) }
        }
    }

    @Test(arguments: CovarianceFunction.allCases)
    func `the formula holds from coincidence to far apart`(function: CovarianceFunction) throws {
        let distances = (0...400).map { Double($0) * 0.05 } + [1e-9, 1e-160, 200, 600, 1e4]
        let matrix = try function.matrix(
            between: Matrix(rows: distances.map { [$0] }), and: Matrix(rows: [[0]]), lengthScales: [1])
        for (index, r) in distances.enumerated() {
            let expected: Double =
                switch function {
                case .matern12: exp(-r)
                case .matern32: (1 + sqrt(3.0) * r) * exp(-sqrt(3.0) * r)
                case .matern52: (1 + sqrt(5.0) * r + 5 * r * r / 3) * exp(-sqrt(5.0) * r)
                case .squaredExponential: exp(-r * r / 2)
                }
            #expect(abs(matrix[index, 0] - expected) <= 1e-13 * expected + 1e-300)
        }
        #expect(matrix[0, 0] == 1)
    }

    @Test func `length scales that do not fit are refused`() throws {
        let points = try Matrix(rows: [[0, 1]])
        #expect(throws: GaussianProcessError.self) {
            try CovarianceFunction.matern52.matrix(between: points, and: points, lengthScales: [1])
        }
        #expect(throws: GaussianProcessError.self) {
            try CovarianceFunction.matern52.matrix(between: points, and: points, lengthScales: [1, 0])
        }
    }
}

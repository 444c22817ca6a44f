import Glibc
import LinearAlgebra
import Testing

/// A pseudo-random symmetric positive definite matrix, from a fixed linear congruential sequence.
func positiveDefinite(_ order: Int, seed: UInt64, ridge: Double = 0.5) throws -> Matrix {
    let square = randomMatrix(order, order, seed: seed)
    var result = try square.multiplied(by: square, transposingRight: true)
    for index in 0..<order { result[index, index] += ridge }
    return result
}

func randomMatrix(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
    var state = seed
    var result = Matrix(rows: rows, columns: columns)
    for index in result.storage.indices {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        result.storage[index] = Double(state >> 11) * 0x1p-53 - 0.5
    }
    return result
}

func largestDifference(_ left: Matrix, _ right: Matrix) -> Double {
    zip(left.storage, right.storage).reduce(0) { max($0, abs($1.0 - $1.1)) }
}

@Suite struct CholeskyTests {
    @Test(arguments: [1, 2, 7, 33, 150])
    func `the factor times its transpose is the matrix`(order: Int) throws {
        let matrix = try positiveDefinite(order, seed: UInt64(order))
        let factor = try Cholesky(matrix)
        #expect(largestDifference(try factor.reconstructed(), matrix) < 1e-12 * Double(order))
        #expect(factor.jitter == .none)
        for column in 0..<order {
            for row in 0..<column { #expect(factor.factor[row, column] == 0) }
        }
    }

    @Test func `solutions satisfy their equations`() throws {
        let matrix = try positiveDefinite(40, seed: 3)
        let factor = try Cholesky(matrix)
        let right = randomMatrix(40, 5, seed: 9)
        #expect(largestDifference(try matrix.multiplied(by: factor.solve(right)), right) < 1e-11)
        let vector = right.column(2)
        let back = try matrix.multiplied(by: factor.solve(vector))
        #expect(zip(back, vector).allSatisfy { abs($0 - $1) < 1e-11 })
        let lower = try factor.solveLower(right)
        #expect(largestDifference(try factor.factor.multiplied(by: lower), right) < 1e-12)
        let upper = try factor.solveLowerTransposed(right)
        #expect(largestDifference(try factor.factor.multiplied(by: upper, transposingLeft: true), right) < 1e-12)
    }

    @Test func `the determinant of a known matrix`() throws {
        // The Hilbert-like matrix min(i, j) has determinant 1; twice it has 2^n.
        var matrix = Matrix(rows: 6, columns: 6)
        for row in 0..<6 {
            for column in 0..<6 { matrix[row, column] = 2 * Double(min(row, column) + 1) }
        }
        #expect(abs(try Cholesky(matrix).logDeterminant - 6 * log(2)) < 1e-13)
    }

    @Test func `inverses multiply to the identity`() throws {
        let matrix = try positiveDefinite(30, seed: 5)
        let factor = try Cholesky(matrix)
        #expect(largestDifference(try matrix.multiplied(by: factor.inverse()), .identity(30)) < 1e-11)
        #expect(largestDifference(try factor.factor.multiplied(by: factor.factorInverse()), .identity(30)) < 1e-11)
        let inverse = try factor.inverse()
        #expect(inverse == inverse.transposed)
    }

    @Test func `the first leading minor that fails is named`() throws {
        let matrix = try Matrix(rows: [[1, 0, 0], [0, 4, 4], [0, 4, 3]])
        #expect(throws: LinearAlgebraError.notPositiveDefinite(minor: 3, jitter: 0, attempts: 1)) {
            try Cholesky(matrix)
        }
        #expect(throws: LinearAlgebraError.notPositiveDefinite(minor: 1, jitter: 0, attempts: 1)) {
            try Cholesky(Matrix(rows: [[-1, 0], [0, 1]]))
        }
    }

    @Test func `a singular matrix needs jitter and says how much`() throws {
        let matrix = Matrix(rows: 5, columns: 5, repeating: 2)
        #expect(throws: LinearAlgebraError.self) { try Cholesky(matrix) }
        let factor = try Cholesky(matrix, jitter: .standard)
        #expect(factor.jitter.failedAttempts >= 1)
        #expect(factor.jitter.amount > 0 && factor.jitter.amount <= 2e-4)
        var lifted = matrix
        for index in 0..<5 { lifted[index, index] += factor.jitter.amount }
        #expect(largestDifference(try factor.reconstructed(), lifted) < 1e-14)
    }

    @Test func `jitter grows until the policy ends`() throws {
        let indefinite = try Matrix(rows: [[1, 2], [2, 1]])
        let policy = JitterPolicy(initial: 0.1, growth: 2, maximumAttempts: 3)
        #expect(throws: LinearAlgebraError.notPositiveDefinite(minor: 2, jitter: 0.4, attempts: 4)) {
            try Cholesky(indefinite, jitter: policy)
        }
        let generous = JitterPolicy(initial: 0.1, growth: 2, maximumAttempts: 5)
        #expect(try Cholesky(indefinite, jitter: generous).jitter == Jitter(amount: 1.6, failedAttempts: 5))
    }

    @Test func `values that are not finite are refused`() throws {
        var matrix = Matrix.identity(3)
        matrix[2, 1] = .nan
        #expect(throws: LinearAlgebraError.notFinite(operand: "The matrix to factor")) { try Cholesky(matrix) }
    }

    @Test(arguments: [1, 3, 20])
    func `an extended factor equals one made from scratch`(added: Int) throws {
        let whole = try positiveDefinite(25 + added, seed: 11)
        var (old, cross, corner) = (
            Matrix(rows: 25, columns: 25), Matrix(rows: 25, columns: added), Matrix(rows: added, columns: added)
        )
        for row in 0..<25 {
            for column in 0..<25 { old[row, column] = whole[row, column] }
            for column in 0..<added { cross[row, column] = whole[row, 25 + column] }
        }
        for row in 0..<added {
            for column in 0..<added { corner[row, column] = whole[25 + row, 25 + column] }
        }
        let extended = try Cholesky(old).extended(cross: cross, corner: corner)
        #expect(largestDifference(extended.factor, try Cholesky(whole).factor) < 1e-11)
    }

    @Test func `an extension by a duplicate row fails at that row or takes jitter`() throws {
        let factor = try Cholesky(Matrix(rows: [[1, 0.5], [0.5, 1]]))
        let cross = try Matrix(rows: [[1], [0.5]])
        let corner = try Matrix(rows: [[1]])
        do {
            let extended = try factor.extended(cross: cross, corner: corner)
            #expect(extended.factor[2, 2] < 1e-7)
        } catch LinearAlgebraError.notPositiveDefinite(let minor, _, _) {
            #expect(minor == 3)
        }
        #expect(throws: LinearAlgebraError.notPositiveDefinite(minor: 3, jitter: 0, attempts: 1)) {
            try factor.extended(cross: cross, corner: Matrix(rows: [[0.9]]))
        }
    }

    @Test func `shapes that do not fit are refused`() throws {
        #expect(throws: LinearAlgebraError.self) { try Cholesky(Matrix(rows: 2, columns: 3)) }
        let factor = try Cholesky(.identity(3))
        #expect(throws: LinearAlgebraError.self) { try factor.solve([1, 2]) }
        #expect(throws: LinearAlgebraError.self) {
            try factor.extended(cross: Matrix(rows: 2, columns: 1), corner: .identity(1))
        }
    }
}

import Glibc

/// The factor L of a symmetric positive definite matrix A = L L^T.
///
/// ```swift
/// let factor = try Cholesky(Matrix(rows: [[4, 2], [2, 3]]))
/// try factor.solve([2, 1])  // [0.5, 0]
/// ```
public struct Cholesky: Sendable, Hashable {
    /// The lower triangular factor; zero above the diagonal.
    public internal(set) var factor: Matrix
    /// What had to be added to the diagonal of the matrix.
    public internal(set) var jitter: Jitter

    /// The order of the matrix.
    public var order: Int { factor.rows }

    /// Factors a symmetric matrix, of which only the lower triangle is read.
    ///
    /// - Parameters:
    ///   - matrix: Square and symmetric.
    ///   - policy: What may be added to the diagonal when the matrix is not positive definite; nothing unless asked.
    /// - Throws: `LinearAlgebraError.notPositiveDefinite` with the leading minor that failed last,
    ///   `.notFinite`, or `.shapeMismatch` when the matrix is not square.
    /// - Complexity: O(n^3) for each attempt.
    public init(_ matrix: Matrix, jitter policy: JitterPolicy = .none) throws(LinearAlgebraError) {
        let order = matrix.rows
        guard matrix.columns == order else {
            throw .shapeMismatch(found: "\(matrix.rows) x \(matrix.columns)", needed: "a square matrix")
        }
        let diagonal = matrix.diagonal
        guard matrix.isFinite else { throw .notFinite(operand: "The matrix to factor") }
        let mean = order == 0 ? 0 : diagonal.reduce(0) { $0 + abs($1) / Double(order) }
        var amount = 0.0
        var attempt = 0
        while true {
            var candidate = matrix
            let minor = try candidate.factorizeInPlace(adding: amount)
            if minor == 0 {
                factor = candidate
                jitter = Jitter(amount: amount, failedAttempts: attempt)
                return
            }
            attempt += 1
            guard attempt <= policy.maximumAttempts else {
                throw .notPositiveDefinite(minor: minor, jitter: amount, attempts: attempt)
            }
            amount = attempt == 1 ? policy.initial * mean : amount * policy.growth
        }
    }

    /// Takes over a factor that was computed elsewhere.
    ///
    /// - Parameters:
    ///   - factor: Square, lower triangular, with a positive diagonal; what stands above the diagonal is set to zero.
    ///   - jitter: What had been added to the diagonal of the factored matrix.
    /// - Throws: `LinearAlgebraError.shapeMismatch`, or `.notPositiveDefinite` when a diagonal element is not positive.
    public init(factor: Matrix, jitter: Jitter = .none) throws(LinearAlgebraError) {
        guard factor.rows == factor.columns else {
            throw .shapeMismatch(found: "\(factor.rows) x \(factor.columns)", needed: "a square matrix")
        }
        if let index = factor.diagonal.firstIndex(where: { !($0 > 0 && $0.isFinite) }) {
            throw .notPositiveDefinite(
                minor: index + 1, jitter: jitter.amount, attempts: jitter.failedAttempts + 1)
        }
        var lower = factor
        for column in 0..<factor.columns {
            for row in 0..<column { lower[row, column] = 0 }
        }
        self.factor = lower
        self.jitter = jitter
    }

    /// The natural logarithm of the determinant of the factored matrix, jitter included.
    public var logDeterminant: Double {
        var sum = 0.0
        for index in 0..<order { sum += log(factor[index, index]) }
        return 2 * sum
    }

    /// The lower triangular matrix times its transpose: the matrix that was factored, jitter included.
    public func reconstructed() throws(LinearAlgebraError) -> Matrix {
        try factor.multiplied(by: factor, transposingRight: true)
    }

    /// The inverse of the factored matrix, both triangles filled.
    ///
    /// - Complexity: O(2 n^3 / 3).
    public func inverse() throws(LinearAlgebraError) -> Matrix {
        var result = factor
        let order = order
        try result.storage.withUnsafeMutableBufferPointer { buffer throws(LinearAlgebraError) in
            guard let base = buffer.baseAddress else { return }
            try DenseRoutines.invert(factor: base, order: order, stride: order)
            for column in 0..<order {
                for row in (column + 1)..<max(order, column + 1) {
                    base[column + row * order] = base[row + column * order]
                }
            }
        }
        return result
    }

    /// The inverse of the factor itself, a lower triangular matrix.
    ///
    /// - Complexity: O(n^3 / 3).
    public func factorInverse() throws(LinearAlgebraError) -> Matrix {
        var result = factor
        let order = order
        try result.storage.withUnsafeMutableBufferPointer { buffer throws(LinearAlgebraError) in
            guard let base = buffer.baseAddress else { return }
            let zero = try DenseRoutines.invertTriangular(base, order: order, stride: order)
            if zero != 0 { throw .notPositiveDefinite(minor: zero, jitter: 0, attempts: 1) }
        }
        return result
    }
}

extension Matrix {
    /// Adds an amount to the diagonal and replaces the matrix by its lower Cholesky factor.
    ///
    /// - Returns: 0, or the order of the leading minor that is not positive; the content is then of no use.
    mutating func factorizeInPlace(adding amount: Double) throws(LinearAlgebraError) -> Int {
        let order = rows
        return try storage.withUnsafeMutableBufferPointer { buffer throws(LinearAlgebraError) -> Int in
            guard let base = buffer.baseAddress, order > 0 else { return 0 }
            if amount != 0 {
                for index in 0..<order { base[index + index * order] += amount }
            }
            let minor = try DenseRoutines.factorize(base, order: order, stride: order)
            for column in 1..<max(order, 1) {
                for row in 0..<column { base[row + column * order] = 0 }
            }
            return minor
        }
    }
}

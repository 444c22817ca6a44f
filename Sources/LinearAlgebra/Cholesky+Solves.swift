extension Cholesky {
    /// Solves A x = b.
    ///
    /// - Throws: `LinearAlgebraError.shapeMismatch` when b has not one element a row.
    /// - Complexity: O(n^2).
    public func solve(_ vector: [Double]) throws(LinearAlgebraError) -> [Double] {
        try solveLowerTransposed(try solveLower(vector))
    }

    /// Solves A X = B for all columns of B at once.
    ///
    /// - Throws: `LinearAlgebraError.shapeMismatch` when B has another number of rows.
    /// - Complexity: O(n^2) a column.
    public func solve(_ matrix: Matrix) throws(LinearAlgebraError) -> Matrix {
        try solveLowerTransposed(try solveLower(matrix))
    }

    /// Solves L x = b.
    ///
    /// - Throws: `LinearAlgebraError.shapeMismatch` when b has not one element a row.
    public func solveLower(_ vector: [Double]) throws(LinearAlgebraError) -> [Double] {
        try triangularSolution(of: vector, transposed: false)
    }

    /// Solves L X = B.
    ///
    /// - Throws: `LinearAlgebraError.shapeMismatch` when B has another number of rows.
    public func solveLower(_ matrix: Matrix) throws(LinearAlgebraError) -> Matrix {
        try triangularSolution(of: matrix, transposed: false)
    }

    /// Solves L^T x = b.
    ///
    /// - Throws: `LinearAlgebraError.shapeMismatch` when b has not one element a row.
    public func solveLowerTransposed(_ vector: [Double]) throws(LinearAlgebraError) -> [Double] {
        try triangularSolution(of: vector, transposed: true)
    }

    /// Solves L^T X = B.
    ///
    /// - Throws: `LinearAlgebraError.shapeMismatch` when B has another number of rows.
    public func solveLowerTransposed(_ matrix: Matrix) throws(LinearAlgebraError) -> Matrix {
        try triangularSolution(of: matrix, transposed: true)
    }

    private func triangularSolution(of vector: [Double], transposed: Bool) throws(LinearAlgebraError) -> [Double] {
        guard vector.count == order else {
            throw .shapeMismatch(found: "a vector of \(vector.count)", needed: "\(order) elements")
        }
        var result = vector
        substitute(&result, count: 1, transposed: transposed)
        return result
    }

    private func triangularSolution(of matrix: Matrix, transposed: Bool) throws(LinearAlgebraError) -> Matrix {
        guard matrix.rows == order else {
            throw .shapeMismatch(found: "\(matrix.rows) rows", needed: "\(order) rows")
        }
        var result = matrix
        substitute(&result.storage, count: matrix.columns, transposed: transposed)
        return result
    }

    private func substitute(_ right: inout [Double], count: Int, transposed: Bool) {
        let order = order
        factor.storage.withUnsafeBufferPointer { lower in
            right.withUnsafeMutableBufferPointer { buffer in
                guard let lower = lower.baseAddress, let buffer = buffer.baseAddress else { return }
                DenseRoutines.solveTriangular(
                    factor: lower, order: order, stride: order, transposed: transposed, right: buffer, count: count,
                    rightStride: order)
            }
        }
    }
}

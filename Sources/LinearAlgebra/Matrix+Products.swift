import CLAPACKE

extension Matrix {
    /// Multiplies this matrix, or its transpose, by another one, or by its transpose, through `dgemm`.
    ///
    /// - Parameters:
    ///   - other: The right-hand factor.
    ///   - transposingLeft: Whether this matrix is mirrored first.
    ///   - transposingRight: Whether the other one is mirrored first.
    /// - Throws: `LinearAlgebraError.shapeMismatch` when the inner sizes differ.
    public func multiplied(
        by other: Matrix, transposingLeft: Bool = false, transposingRight: Bool = false
    ) throws(LinearAlgebraError) -> Matrix {
        let (outerLeft, innerLeft) = transposingLeft ? (columns, rows) : (rows, columns)
        let (innerRight, outerRight) = transposingRight ? (other.columns, other.rows) : (other.rows, other.columns)
        guard innerLeft == innerRight else {
            throw .shapeMismatch(found: "a right factor of \(innerRight) rows", needed: "\(innerLeft) rows")
        }
        var result = Matrix(rows: outerLeft, columns: outerRight)
        guard outerLeft > 0, outerRight > 0, innerLeft > 0 else { return result }
        result.storage.withUnsafeMutableBufferPointer { output in
            cblas_dgemm(
                CblasColMajor, transposingLeft ? CblasTrans : CblasNoTrans,
                transposingRight ? CblasTrans : CblasNoTrans, Int32(outerLeft), Int32(outerRight), Int32(innerLeft), 1,
                storage, Int32(rows), other.storage, Int32(other.rows), 0, output.baseAddress, Int32(outerLeft))
        }
        return result
    }

    /// Multiplies this matrix, or its transpose, by a vector, through `dgemv`.
    ///
    /// - Throws: `LinearAlgebraError.shapeMismatch` when the vector's length does not fit.
    public func multiplied(
        by vector: [Double], transposing: Bool = false
    ) throws(LinearAlgebraError) -> [Double] {
        let (outer, inner) = transposing ? (columns, rows) : (rows, columns)
        guard vector.count == inner else {
            throw .shapeMismatch(found: "a vector of \(vector.count)", needed: "\(inner) elements")
        }
        var result = [Double](repeating: 0, count: outer)
        guard outer > 0, inner > 0 else { return result }
        result.withUnsafeMutableBufferPointer { output in
            cblas_dgemv(
                CblasColMajor, transposing ? CblasTrans : CblasNoTrans, Int32(rows), Int32(columns), 1, storage,
                Int32(rows), vector, 1, 0, output.baseAddress, 1)
        }
        return result
    }
}

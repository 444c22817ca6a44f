import CLAPACKE

/// The in-place routines beneath `Cholesky`, over buffers that the caller owns, for loops that must not allocate.
///
/// All matrices are column-major; element (i, j) stands at `matrix[i + j * stride]`. Only the lower triangle of a
/// factor or of a symmetric matrix is read or written.
public enum DenseRoutines {
    private static let lower = CChar(UInt8(ascii: "L"))

    /// Replaces the lower triangle of a symmetric matrix by its Cholesky factor (`dpotrf`).
    ///
    /// - Returns: 0, or the order of the first leading minor that is not positive, counted from 1. A matrix that holds
    ///   a NaN counts as failing where its factor stops being finite.
    /// - Throws: `LinearAlgebraError.invalidArgument` when LAPACK refuses the sizes.
    /// - Complexity: O(n^3 / 3).
    public static func factorize(
        _ matrix: UnsafeMutablePointer<Double>, order: Int, stride: Int
    ) throws(LinearAlgebraError) -> Int {
        guard order > 0 else { return 0 }
        let info = LAPACKE_dpotrf_work(LAPACK_COL_MAJOR, lower, Int32(order), matrix, Int32(stride))
        if info < 0 { throw .invalidArgument(routine: "dpotrf", position: Int(-info)) }
        if info > 0 { return Int(info) }
        for index in 0..<order {
            let pivot = matrix[index + index * stride]
            if !(pivot > 0 && pivot.isFinite) { return index + 1 }
        }
        return 0
    }

    /// Replaces a Cholesky factor by the lower triangle of the inverse of the factored matrix: L^-1, then L^-T L^-1
    /// (`dlauum`).
    ///
    /// - Complexity: O(2 n^3 / 3).
    public static func invert(
        factor matrix: UnsafeMutablePointer<Double>, order: Int, stride: Int
    ) throws(LinearAlgebraError) {
        guard order > 0 else { return }
        let zero = try invertTriangular(matrix, order: order, stride: stride)
        if zero != 0 { throw .notPositiveDefinite(minor: zero, jitter: 0, attempts: 1) }
        let info = LAPACKE_dlauum_work(LAPACK_COL_MAJOR, lower, Int32(order), matrix, Int32(stride))
        if info != 0 { throw .invalidArgument(routine: "dlauum", position: abs(Int(info))) }
    }

    /// Replaces the right-hand sides B by the solution of L X = B or of L^T X = B (`dtrsm`, or `dtrsv` for
    /// up to three of them).
    ///
    /// - Parameters:
    ///   - factor: The lower triangular matrix L.
    ///   - order: The order of L and the number of rows of B.
    ///   - stride: The distance between columns of L.
    ///   - transposed: Whether L is mirrored.
    ///   - right: The right-hand sides, replaced by the solution.
    ///   - count: How many right-hand sides there are.
    ///   - rightStride: The distance between them.
    public static func solveTriangular(
        factor: UnsafePointer<Double>, order: Int, stride: Int, transposed: Bool, right: UnsafeMutablePointer<Double>,
        count: Int, rightStride: Int
    ) {
        guard order > 0, count > 0 else { return }
        let operation = transposed ? CblasTrans : CblasNoTrans
        // For a few right-hand sides dtrsm's packing costs more than it saves.
        if count <= 3 {
            for index in 0..<count {
                cblas_dtrsv(
                    CblasColMajor, CblasLower, operation, CblasNonUnit, Int32(order), factor, Int32(stride),
                    right + index * rightStride, 1)
            }
        } else {
            cblas_dtrsm(
                CblasColMajor, CblasLeft, CblasLower, operation, CblasNonUnit, Int32(order), Int32(count), 1, factor,
                Int32(stride), right, Int32(rightStride))
        }
    }

    /// The scalar product of two vectors (`ddot`).
    public static func dot(_ left: UnsafePointer<Double>, _ right: UnsafePointer<Double>, count: Int) -> Double {
        guard count > 0 else { return 0 }
        return cblas_ddot(Int32(count), left, 1, right, 1)
    }

    /// Writes the product of the transpose of a matrix with a vector (`dgemv`).
    public static func multiplyTransposed(
        _ matrix: UnsafePointer<Double>, rows: Int, columns: Int, stride: Int, by vector: UnsafePointer<Double>,
        into result: UnsafeMutablePointer<Double>
    ) {
        guard rows > 0, columns > 0 else {
            for index in 0..<columns { result[index] = 0 }
            return
        }
        cblas_dgemv(
            CblasColMajor, CblasTrans, Int32(rows), Int32(columns), 1, matrix, Int32(stride), vector, 1, 0, result, 1)
    }

    /// Replaces the lower triangle of C by that of C - A A^T (`dsyrk`).
    public static func subtractOuterProduct(
        of matrix: UnsafePointer<Double>, rows: Int, columns: Int, stride: Int,
        from result: UnsafeMutablePointer<Double>, resultStride: Int
    ) {
        guard rows > 0, columns > 0 else { return }
        cblas_dsyrk(
            CblasColMajor, CblasLower, CblasNoTrans, Int32(rows), Int32(columns), -1, matrix, Int32(stride), 1, result,
            Int32(resultStride))
    }

    /// Replaces a lower triangular matrix by its inverse.
    ///
    /// With L = [[A, 0], [B, C]] the inverse is [[A^-1, 0], [-C^-1 B A^-1, C^-1]]: by recursion down to small blocks
    /// (`dtrtri`), with all other work in `dtrmm`. OpenBLAS's own `dtrtri` takes 3 to 4 times as long at orders of 100
    /// to 500, and its `dtrsm` is no faster.
    ///
    /// - Returns: 0, or the position, counted from 1, of a diagonal element that is zero.
    /// - Complexity: O(n^3 / 3).
    public static func invertTriangular(
        _ matrix: UnsafeMutablePointer<Double>, order: Int, stride: Int
    ) throws(LinearAlgebraError) -> Int {
        for index in 0..<order where matrix[index + index * stride] == 0 { return index + 1 }
        try invertBlock(matrix, order: order, stride: stride)
        return 0
    }

    private static func invertBlock(
        _ matrix: UnsafeMutablePointer<Double>, order: Int, stride: Int
    ) throws(LinearAlgebraError) {
        guard order > 16 else {
            guard order > 0 else { return }
            let info = LAPACKE_dtrtri_work(
                LAPACK_COL_MAJOR, lower, CChar(UInt8(ascii: "N")), Int32(order), matrix, Int32(stride))
            if info != 0 { throw .invalidArgument(routine: "dtrtri", position: abs(Int(info))) }
            return
        }
        // Blocks that begin at multiples of a cache line.
        let first = (order / 2 + 7) / 8 * 8
        let second = order - first
        let corner = matrix + first
        let tail = corner + first * stride
        try invertBlock(matrix, order: first, stride: stride)
        try invertBlock(tail, order: second, stride: stride)
        cblas_dtrmm(
            CblasColMajor, CblasRight, CblasLower, CblasNoTrans, CblasNonUnit, Int32(second), Int32(first), -1, matrix,
            Int32(stride), corner, Int32(stride))
        cblas_dtrmm(
            CblasColMajor, CblasLeft, CblasLower, CblasNoTrans, CblasNonUnit, Int32(second), Int32(first), 1, tail,
            Int32(stride), corner, Int32(stride))
    }

    /// Replaces the columns of B by those of L B or of L^T B (`dtrmm`, or `dtrmv` for up to three of them).
    ///
    /// - Parameters:
    ///   - factor: The lower triangular matrix L.
    ///   - order: The order of L and the number of rows of B.
    ///   - stride: The distance between columns of L.
    ///   - transposed: Whether L is mirrored.
    ///   - right: The columns of B, replaced by the product.
    ///   - count: How many columns B has.
    ///   - rightStride: The distance between them.
    public static func multiplyTriangular(
        factor: UnsafePointer<Double>, order: Int, stride: Int, transposed: Bool, right: UnsafeMutablePointer<Double>,
        count: Int, rightStride: Int
    ) {
        guard order > 0, count > 0 else { return }
        let operation = transposed ? CblasTrans : CblasNoTrans
        if count <= 3 {
            for index in 0..<count {
                cblas_dtrmv(
                    CblasColMajor, CblasLower, operation, CblasNonUnit, Int32(order), factor, Int32(stride),
                    right + index * rightStride, 1)
            }
        } else {
            cblas_dtrmm(
                CblasColMajor, CblasLeft, CblasLower, operation, CblasNonUnit, Int32(order), Int32(count), 1, factor,
                Int32(stride), right, Int32(rightStride))
        }
    }
}

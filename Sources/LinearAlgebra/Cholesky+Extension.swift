extension Cholesky {
    /// The factor of the matrix with k rows and columns appended, without factoring the old part again.
    ///
    /// With A = L L^T the factor of [[A, B], [B^T, C]] is [[L, 0], [X^T, M]], where L X = B and M is the factor of
    /// C - X^T X.
    ///
    /// - Parameters:
    ///   - cross: B, with one row for each old row and one column for each new one.
    ///   - corner: C, symmetric, k x k; only its lower triangle is read.
    ///   - policy: What may be added to the new part of the diagonal.
    /// - Returns: The larger factor; its jitter is the larger one of the two amounts, and the failed attempts add up.
    /// - Throws: `LinearAlgebraError.notPositiveDefinite` with the minor counted in the whole matrix, `.notFinite`, or
    ///   `.shapeMismatch`.
    /// - Complexity: O(n^2 k + n k^2 + k^3).
    public func extended(
        cross: Matrix, corner: Matrix, jitter policy: JitterPolicy = .none
    ) throws(LinearAlgebraError) -> Cholesky {
        let (old, added) = (order, corner.rows)
        guard corner.columns == added, cross.rows == old, cross.columns == added else {
            throw .shapeMismatch(
                found: "\(cross.rows) x \(cross.columns) beside \(corner.rows) x \(corner.columns)",
                needed: "\(old) x k beside k x k")
        }
        guard cross.isFinite else { throw .notFinite(operand: "The appended block") }
        let solved = try solveLower(cross)
        let solvedTransposed = solved.transposed
        var schur = corner
        schur.storage.withUnsafeMutableBufferPointer { output in
            solvedTransposed.storage.withUnsafeBufferPointer { input in
                guard let output = output.baseAddress, let input = input.baseAddress else { return }
                DenseRoutines.subtractOuterProduct(
                    of: input, rows: added, columns: old, stride: added, from: output, resultStride: added)
            }
        }
        let tail: Cholesky
        do {
            tail = try Cholesky(schur, jitter: policy)
        } catch .notPositiveDefinite(let minor, let amount, let attempts) {
            throw .notPositiveDefinite(minor: old + minor, jitter: amount, attempts: attempts)
        } catch {
            throw error
        }

        var storage: [Double] = []
        storage.reserveCapacity((old + added) * (old + added))
        for column in 0..<old {
            storage += factor.storage[(column * old)..<((column + 1) * old)]
            storage += solvedTransposed.storage[(column * added)..<((column + 1) * added)]
        }
        for column in 0..<added {
            storage += repeatElement(0, count: old)
            storage += tail.factor.storage[(column * added)..<((column + 1) * added)]
        }
        var result = self
        result.factor = try Matrix(rows: old + added, columns: old + added, columnMajor: storage)
        result.jitter = Jitter(
            amount: max(jitter.amount, tail.jitter.amount),
            failedAttempts: jitter.failedAttempts + tail.jitter.failedAttempts)
        return result
    }
}

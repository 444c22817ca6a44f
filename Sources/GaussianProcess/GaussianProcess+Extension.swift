public import LinearAlgebra

extension GaussianProcess {
    /// The model with more observations, real or fantasised, under the same hyperparameters and scaling.
    ///
    /// The factor of the covariance matrix grows by rows; nothing is factored again.
    ///
    /// - Parameters:
    ///   - features: The new points, k x p.
    ///   - added: The level of each.
    ///   - targets: The value of each, in the targets' unit.
    ///   - jitter: What may be added to the new part of the diagonal, beside what the model has already.
    /// - Throws: `GaussianProcessError`.
    /// - Complexity: O(n^2 k).
    public func extended(
        features: Matrix, levels added: [Int], targets: [Double], jitter: JitterPolicy = .standard
    ) throws(GaussianProcessError) -> GaussianProcess {
        try check(features)
        guard added.count == features.rows else {
            throw .countMismatch(of: "levels", found: added.count, needed: features.rows)
        }
        guard targets.count == features.rows else {
            throw .countMismatch(of: "targets", found: targets.count, needed: features.rows)
        }
        if let row = added.firstIndex(where: { $0 < 0 || $0 >= levelCount }) {
            throw .levelOutOfRange(row: row, level: added[row], levelCount: levelCount)
        }
        if let row = targets.firstIndex(where: { !$0.isFinite }) { throw .valueNotFinite(row: row, column: nil) }
        if let row = targets.firstIndex(where: { abs($0) > TrainingData.largestTarget }) {
            throw .targetTooLarge(row: row, value: targets[row], limit: TrainingData.largestTarget)
        }

        let cross = crossCovariance(with: features, levels: added)
        var corner = priorCovariance(of: features, levels: added)
        for row in 0..<features.rows {
            corner[row, row] += hyperparameters.noiseVariances[added[row]] + self.jitter.amount
        }
        var result = self
        result.cholesky = try GaussianProcessError.wrap { () throws(LinearAlgebraError) in
            try cholesky.extended(cross: cross, corner: corner, jitter: jitter)
        }
        let total = count + features.rows
        result.inverseFactor = try extendedInverse(of: result.cholesky.factor)
        result.order += (count..<total)
        result.levels += added
        for (level, target) in zip(added, targets) {
            result.residuals.append(scaling.standardized(target) - constants.priorMeans[level])
        }
        let more = Self.coefficients(hyperparameters, levels: added)
        for level in 0..<levelCount {
            result.coefficients[level] += more[level]
        }
        for index in kernels.indices {
            result.features[index] = try GaussianProcessError.wrap { () throws(LinearAlgebraError) in
                try self.features[index].appending(rows: kernels[index].prepared(features))
            }
        }
        result.alpha = try GaussianProcessError.wrap { () throws(LinearAlgebraError) in
            try result.cholesky.solve(result.residuals)
        }
        return result
    }

    /// The inverse of a factor that has grown by rows: with [[L, 0], [S, M]] it is [[L^-1, 0], [-M^-1 S L^-1, M^-1]].
    private func extendedInverse(of factor: Matrix) throws(GaussianProcessError) -> Matrix? {
        guard let inverse = inverseFactor, factor.rows <= Self.largestInverse else { return nil }
        let (old, added) = (count, factor.rows - count)
        var side = Matrix(rows: added, columns: old)
        var corner = Matrix(rows: added, columns: added)
        for row in 0..<added {
            for column in 0..<old { side[row, column] = factor[old + row, column] }
            for column in 0...row { corner[row, column] = factor[old + row, old + column] }
        }
        return try GaussianProcessError.wrap { () throws(LinearAlgebraError) in
            let tail = try Cholesky(factor: corner).factorInverse()
            let lower = try tail.multiplied(by: side).multiplied(by: inverse)
            var storage: [Double] = []
            storage.reserveCapacity(factor.storage.count)
            for column in 0..<old {
                storage += inverse.storage[(column * old)..<((column + 1) * old)]
                for row in 0..<added { storage.append(-lower[row, column]) }
            }
            for column in 0..<added {
                storage += repeatElement(0, count: old)
                storage += tail.storage[(column * added)..<((column + 1) * added)]
            }
            return try Matrix(rows: factor.rows, columns: factor.rows, columnMajor: storage)
        }
    }

    /// The prior covariances between the observations and other points at given levels, without noise.
    func crossCovariance(with points: Matrix, levels other: [Int]) -> Matrix {
        var result = Matrix(rows: count, columns: points.rows)
        for index in kernels.indices {
            addCovariances(
                of: index, rows: features[index], coefficients: coefficients, points: kernels[index].prepared(points),
                levels: other, to: &result)
        }
        return result
    }

    /// The prior covariances among points at given levels, without noise.
    func priorCovariance(of points: Matrix, levels other: [Int]) -> Matrix {
        var result = Matrix(rows: points.rows, columns: points.rows)
        addPriorCovariances(
            rows: kernels.map { $0.prepared(points) }, rowLevels: other, points: points, levels: other, to: &result)
        return result
    }

    /// Adds the prior covariances between two sets of points; those of the rows come as each kernel works on them.
    func addPriorCovariances(
        rows: [Matrix], rowLevels: [Int], points: Matrix, levels other: [Int], to result: inout Matrix
    ) {
        let weights = Self.coefficients(hyperparameters, levels: rowLevels)
        for index in kernels.indices {
            addCovariances(
                of: index, rows: rows[index], coefficients: weights, points: kernels[index].prepared(points),
                levels: other, to: &result)
        }
    }

    /// Adds what the components with one kernel contribute.
    private func addCovariances(
        of kernel: Int, rows: Matrix, coefficients: [[Double]], points: Matrix, levels other: [Int],
        to result: inout Matrix
    ) {
        let size = rows.rows
        var values = Matrix(rows: size, columns: points.rows)
        kernels[kernel].fill(&values, rows: rows, points: points)
        for component in 0..<levelCount where kernelIndex(component) == kernel {
            for point in 0..<points.rows {
                let weight = constants.weights[component * levelCount + other[point]]
                for row in 0..<size where weight != 0 {
                    result.storage[row + point * size] +=
                        weight * coefficients[component][row] * values.storage[row + point * size]
                }
            }
        }
    }
}

import CKernels
public import LinearAlgebra

extension GaussianProcess {
    /// The model with more observations, real or fantasised, under the same hyperparameters and scaling.
    ///
    /// The factor of the covariance matrix grows by rows; nothing is factored again.
    ///
    /// - Parameters:
    ///   - features: The new points, k x p.
    ///   - levels: The level of each.
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
        result.order += (count..<total)
        result.levels += added
        for (level, target) in zip(added, targets) {
            result.residuals.append(scaling.standardized(target) - constants.priorMeans[level])
        }
        let more = Self.coefficients(hyperparameters, levels: added)
        for level in 0..<levelCount {
            result.coefficients[level] += more[level]
            result.scaledFeatures[level] = try GaussianProcessError.wrap { () throws(LinearAlgebraError) in
                try scaledFeatures[level].appending(rows: features.scalingColumns(by: inverseLengthScales[level]))
            }
        }
        result.alpha = try GaussianProcessError.wrap { () throws(LinearAlgebraError) in
            try result.cholesky.solve(result.residuals)
        }
        return result
    }

    /// The prior covariances between the observations and other points at given levels, without noise.
    func crossCovariance(with features: Matrix, levels other: [Int]) -> Matrix {
        var result = Matrix(rows: count, columns: features.rows)
        for component in 0..<levelCount {
            addCovariance(
                of: component, rows: scaledFeatures[component], coefficients: coefficients[component],
                points: features.scalingColumns(by: inverseLengthScales[component]), levels: other, to: &result)
        }
        return result
    }

    /// The prior covariances among points at given levels, without noise.
    func priorCovariance(of features: Matrix, levels other: [Int]) -> Matrix {
        var result = Matrix(rows: features.rows, columns: features.rows)
        addPriorCovariances(
            rows: inverseLengthScales.map { features.scalingColumns(by: $0) }, rowLevels: other, points: features,
            levels: other, to: &result)
        return result
    }

    /// Adds the prior covariances between two sets of points; those of the rows come divided by the length scales of
    /// each component.
    func addPriorCovariances(
        rows: [Matrix], rowLevels: [Int], points: Matrix, levels other: [Int], to result: inout Matrix
    ) {
        let weights = Self.coefficients(hyperparameters, levels: rowLevels)
        for component in 0..<levelCount {
            addCovariance(
                of: component, rows: rows[component], coefficients: weights[component],
                points: points.scalingColumns(by: inverseLengthScales[component]), levels: other, to: &result)
        }
    }

    private func addCovariance(
        of component: Int, rows: Matrix, coefficients: [Double], points: Matrix, levels: [Int], to result: inout Matrix
    ) {
        let size = rows.rows
        var column = [Double](repeating: 0, count: size)
        for point in 0..<points.rows {
            let weight = constants.weights[component * levelCount + levels[point]]
            ingot_squared_distances(size, rows.columns, rows.storage, size, points.row(point), &column)
            ingot_covariance_values(covariance.kind, size, &column)
            for row in 0..<size {
                result.storage[row + point * size] += weight * coefficients[row] * column[row]
            }
        }
    }
}

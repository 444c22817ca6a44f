import CKernels
import Glibc
import LinearAlgebra

/// The buffers in which likelihoods and gradients of one data set are computed again and again without allocation.
///
/// Rows are sorted by level, so that the component of a level concerns one block at the end of the matrix. All matrices
/// are column-major with stride n, of which the lower triangle counts.
final class LikelihoodWorkspace {
    let covariance: CovarianceFunction
    let count: Int
    let columns: Int
    let levelCount: Int
    let groupCount: Int
    let groups: [Int]
    /// The original row at each sorted position.
    let order: [Int]
    /// The level at each sorted position.
    let levels: [Int]
    /// The first sorted position of each level, and n at the end.
    let starts: [Int]
    let jitterPolicy: JitterPolicy

    /// Sorted features, n x p, and the features of one component divided by its length scales.
    let features: UnsafeMutablePointer<Double>
    let scaled: UnsafeMutablePointer<Double>
    /// Sorted, scaled targets, and the targets minus the prior mean.
    let targets: UnsafeMutablePointer<Double>
    /// Right-hand sides: the residual first, then one column a level.
    let right: UnsafeMutablePointer<Double>
    let alpha: UnsafeMutablePointer<Double>
    /// The covariance matrix, then its factor, then its inverse.
    let matrix: UnsafeMutablePointer<Double>
    /// For each component the covariances and their derivatives by squared distance, both of unit variance.
    let values: [UnsafeMutablePointer<Double>]
    let derivatives: [UnsafeMutablePointer<Double>]
    /// For each column the weighted sum of squared differences.
    let columnSums: UnsafeMutablePointer<Double>

    init(
        data: TrainingData, scaling: TargetScaling, covariance: CovarianceFunction, jitter: JitterPolicy,
        gradients: Bool
    ) {
        self.covariance = covariance
        count = data.count
        columns = data.features.columns
        levelCount = data.levelCount
        groups = data.groups
        groupCount = data.groupCount
        jitterPolicy = jitter
        let sorted = data.levels.indices.sorted { (data.levels[$0], $0) < (data.levels[$1], $1) }
        order = sorted
        levels = sorted.map { data.levels[$0] }
        let ordered = levels
        starts = (0...data.levelCount).map { level in ordered.firstIndex { $0 >= level } ?? ordered.count }

        let (rows, width) = (count, columns)
        func allocate(_ size: Int) -> UnsafeMutablePointer<Double> {
            let pointer = UnsafeMutablePointer<Double>.allocate(capacity: max(1, size))
            pointer.initialize(repeating: 0, count: max(1, size))
            return pointer
        }
        features = allocate(rows * width)
        scaled = allocate(rows * width)
        targets = allocate(rows)
        right = allocate(rows * (levelCount + 1))
        alpha = allocate(rows)
        matrix = allocate(rows * rows)
        columnSums = allocate(width)
        values = (0..<levelCount).map { _ in allocate(rows * rows) }
        derivatives = gradients ? (0..<levelCount).map { _ in allocate(rows * rows) } : []
        for column in 0..<width {
            for (position, row) in sorted.enumerated() {
                features[position + column * rows] = data.features[row, column]
            }
        }
        for (position, row) in sorted.enumerated() { targets[position] = scaling.standardized(data.targets[row]) }
    }

    deinit {
        for pointer in [features, scaled, targets, right, alpha, matrix, columnSums] + values + derivatives {
            pointer.deallocate()
        }
    }

    /// The rows that the component of a level concerns.
    func block(_ level: Int) -> Range<Int> { starts[level]..<count }

    /// Divides the features of a component's rows by its length scales; the stride stays n.
    func scaleFeatures(_ level: Int, _ hyperparameters: Hyperparameters) {
        let rows = block(level)
        for column in 0..<columns {
            let inverse = 1 / hyperparameters.components[level].lengthScales[groups[column]]
            for row in rows { scaled[row + column * count] = features[row + column * count] * inverse }
        }
    }

    /// Evaluates the covariances of every component, and their derivatives where the workspace has room for them.
    private func evaluateComponents(_ hyperparameters: Hyperparameters) {
        for level in 0..<levelCount {
            let rows = block(level)
            guard !rows.isEmpty else { continue }
            scaleFeatures(level, hyperparameters)
            let corner = rows.lowerBound * (count + 1)
            ingot_squared_distances_lower(
                rows.count, columns, scaled + rows.lowerBound, count, values[level] + corner, count)
            for column in rows {
                let position = column * (count + 1)
                if derivatives.isEmpty {
                    ingot_covariance_values(covariance.kind, count - column, values[level] + position)
                } else {
                    ingot_covariance_values_and_derivatives(
                        covariance.kind, count - column, values[level] + position, derivatives[level] + position)
                }
            }
        }
    }

    /// Adds up the components and the noise in the lower triangle of the matrix.
    private func assemble(_ hyperparameters: Hyperparameters, jitter: Double) {
        for column in 0..<count {
            let base = matrix + column * count
            for row in column..<count { base[row] = 0 }
            let columnLevel = levels[column]
            for level in 0...columnLevel {
                let variance = hyperparameters.components[level].variance
                let left = variance * hyperparameters.weight(of: level, in: columnLevel)
                for upper in columnLevel..<levelCount {
                    let first = max(column, starts[upper])
                    let end = starts[upper + 1]
                    guard first < end else { continue }
                    ingot_add_scaled(
                        end - first, left * hyperparameters.weight(of: level, in: upper),
                        values[level] + column * count + first, base + first)
                }
            }
            base[column] += hyperparameters.noiseVariances[columnLevel] + jitter
        }
    }

    /// Leaves the factor of the covariance matrix in `matrix`.
    ///
    /// - Returns: What had to be added to the diagonal.
    func factorize(_ hyperparameters: Hyperparameters) throws(GaussianProcessError) -> Jitter {
        evaluateComponents(hyperparameters)
        var amount = 0.0
        var failed = 0
        while true {
            assemble(hyperparameters, jitter: amount)
            var mean = 0.0
            for row in 0..<count { mean += matrix[row * (count + 1)] / Double(count) }
            let minor = try GaussianProcessError.wrap { () throws(LinearAlgebraError) in
                try DenseRoutines.factorize(matrix, order: count, stride: count)
            }
            if minor == 0 { return Jitter(amount: amount, failedAttempts: failed) }
            failed += 1
            guard failed <= jitterPolicy.maximumAttempts, mean.isFinite else {
                throw .linearAlgebra(.notPositiveDefinite(minor: minor, jitter: amount, attempts: failed))
            }
            amount = failed == 1 ? jitterPolicy.initial * mean : amount * jitterPolicy.growth
        }
    }

    /// Solves for alpha = K^-1 (y - prior mean), given the factor.
    ///
    /// - Returns: The logarithm of the marginal likelihood.
    func solve(_ hyperparameters: Hyperparameters) -> Double {
        let means = (0..<levelCount).map { hyperparameters.priorMean(level: $0) }
        for row in 0..<count { right[row] = targets[row] - means[levels[row]] }
        solveLower(count: 1)
        return finish()
    }

    /// Solves for the constant means under a normal prior, then for alpha.
    ///
    /// The means are linear in the model, so their best values given everything else have a closed form: generalised
    /// least squares, with the prior's precision on the diagonal.
    /// - Returns: The logarithm of the marginal likelihood at those means, which are stored in the hyperparameters.
    func solve(_ hyperparameters: inout Hyperparameters, meanVariance: Double) throws(GaussianProcessError) -> Double {
        for row in 0..<count { right[row] = targets[row] }
        for level in 0..<levelCount {
            let column = right + (level + 1) * count
            let weights = (0..<levelCount).map { hyperparameters.weight(of: level, in: $0) }
            for row in 0..<count { column[row] = weights[levels[row]] }
        }
        solveLower(count: levelCount + 1)
        var normal = Matrix(rows: levelCount, columns: levelCount)
        var moments = [Double](repeating: 0, count: levelCount)
        for left in 0..<levelCount {
            let column = right + (left + 1) * count
            moments[left] = DenseRoutines.dot(column, right, count: count)
            for other in 0...left {
                normal[left, other] = DenseRoutines.dot(column, right + (other + 1) * count, count: count)
            }
            normal[left, left] += 1 / meanVariance
        }
        hyperparameters.means = try GaussianProcessError.wrap { () throws(LinearAlgebraError) in
            try Cholesky(normal, jitter: .standard).solve(moments)
        }
        for level in 0..<levelCount {
            ingot_add_scaled(count, -hyperparameters.means[level], right + (level + 1) * count, right)
        }
        return finish()
    }

    private func solveLower(count sides: Int) {
        DenseRoutines.solveTriangular(
            factor: matrix, order: count, stride: count, transposed: false, right: right, count: sides,
            rightStride: count)
    }

    /// Goes on from L^-1 (y - prior mean) in the first right-hand side.
    private func finish() -> Double {
        var logDeterminant = 0.0
        for row in 0..<count { logDeterminant += log(matrix[row * (count + 1)]) }
        let square = DenseRoutines.dot(right, right, count: count)
        for row in 0..<count { alpha[row] = right[row] }
        DenseRoutines.solveTriangular(
            factor: matrix, order: count, stride: count, transposed: true, right: alpha, count: 1, rightStride: count)
        return -0.5 * square - logDeterminant - Double(count) * 0.918_938_533_204_672_8
    }
}

import CKernels
import Glibc
import LinearAlgebra

/// The buffers in which likelihoods and gradients of one data set are computed again and again without allocation.
///
/// Rows are sorted by level, so that the component of a level concerns one block at the end of the matrix. All matrices
/// are column-major with stride n, of which the lower triangle counts.
final class LikelihoodWorkspace {
    let structure: CovarianceModel.Levels
    let programs: [KernelProgram]
    let count: Int
    let columns: Int
    let levelCount: Int
    let groups: [Int]
    /// The original row at each sorted position.
    let order: [Int]
    /// The level at each sorted position.
    let levels: [Int]
    /// The first sorted position of each level, and n at the end.
    let starts: [Int]
    let jitterPolicy: JitterPolicy
    /// The kernels with the hyperparameters of the last factorisation.
    private(set) var kernels: [ComponentKernel] = []
    /// The terms of the covariance with these hyperparameters.
    private(set) var terms: [CovarianceTerm] = []

    /// Sorted features, n x p, and for each kernel those that it works on.
    let features: UnsafeMutablePointer<Double>
    let prepared: [UnsafeMutablePointer<Double>]
    /// Sorted, scaled targets, and the targets minus the prior mean.
    let targets: UnsafeMutablePointer<Double>
    /// Right-hand sides: the residual first, then one column a level.
    let right: UnsafeMutablePointer<Double>
    let alpha: UnsafeMutablePointer<Double>
    /// The covariance matrix, then its factor, then its inverse: the only buffer of n x n numbers, since covariances
    /// are cheap enough to be computed again for the gradient.
    let matrix: UnsafeMutablePointer<Double>
    /// What one column of covariances needs: a tape, the derivatives or weights, and the point itself.
    let tape: UnsafeMutablePointer<Double>
    let slopes: UnsafeMutablePointer<Double>
    let point: UnsafeMutablePointer<Double>
    /// For each column the weighted sum of squared differences.
    let columnSums: UnsafeMutablePointer<Double>

    init(
        data: TrainingData, scaling: TargetScaling, model: CovarianceModel, jitter: JitterPolicy
    ) throws(GaussianProcessError) {
        structure = model.levels
        programs = try model.programs(groups: data.groups, levelCount: data.levelCount)
        count = data.count
        columns = data.features.columns
        levelCount = data.levelCount
        groups = data.groups
        jitterPolicy = jitter
        for program in programs { try program.check(rows: data.count) { data.features[$0, $1] } }
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
        prepared = programs.map { allocate($0.plain == nil ? 0 : rows * width) }
        targets = allocate(rows)
        right = allocate(rows * (levelCount + 1))
        alpha = allocate(rows)
        matrix = allocate(rows * rows)
        tape = allocate(programs.map { $0.tapeSize(rows: rows) }.reduce(0, max))
        slopes = allocate(rows)
        point = allocate(width)
        columnSums = allocate(width)
        for column in 0..<width {
            for (position, row) in sorted.enumerated() {
                features[position + column * rows] = data.features[row, column]
            }
        }
        for (position, row) in sorted.enumerated() { targets[position] = scaling.standardized(data.targets[row]) }
    }

    deinit {
        for pointer in [features, targets, right, alpha, matrix, tape, slopes, point, columnSums] + prepared {
            pointer.deallocate()
        }
    }

    /// Takes over hyperparameters.
    private func prepare(_ hyperparameters: Hyperparameters) {
        kernels = zip(programs, hyperparameters.components).map {
            ComponentKernel($0, parameters: $1.parameters, groups: groups)
        }
        terms = CovarianceTerm.terms(structure, hyperparameters)
        for (kernel, output) in zip(kernels, prepared) where kernel.isPlain {
            for column in 0..<columns {
                let factor = kernel.factors[column]
                let (from, to) = (features + column * count, output + column * count)
                for row in 0..<count { to[row] = from[row] * factor }
            }
        }
    }

    /// The rows from one on, as a kernel reads them; leaves the row itself in `point`.
    func rows(of kernel: Int, from row: Int) -> KernelRows {
        let base = (kernels[kernel].isPlain ? UnsafePointer(prepared[kernel]) : UnsafePointer(features)) + row
        for column in 0..<columns { point[column] = base[column * count] }
        return KernelRows(base: base, stride: count, count: count - row)
    }

    /// Adds up the terms and the noise in the lower triangle of the matrix, column by column.
    private func assemble(_ hyperparameters: Hyperparameters, jitter: Double) {
        for column in 0..<count {
            let base = matrix + column * count
            for row in column..<count { base[row] = 0 }
            let columnLevel = levels[column]
            for term in terms where term.firstLevel <= columnLevel {
                let values = kernels[term.kernel].values(
                    rows: rows(of: term.kernel, from: column), point: point, tape: tape)
                for upper in columnLevel..<levelCount {
                    let first = max(column, starts[upper])
                    let end = starts[upper + 1]
                    guard first < end else { continue }
                    ingot_add_scaled(
                        end - first, term.covariances[upper, columnLevel], values + (first - column), base + first)
                }
            }
            base[column] += hyperparameters.noiseVariances[columnLevel] + jitter
        }
    }

    /// Leaves the factor of the covariance matrix in `matrix`.
    ///
    /// - Returns: What had to be added to the diagonal.
    func factorize(_ hyperparameters: Hyperparameters) throws(GaussianProcessError) -> Jitter {
        prepare(hyperparameters)
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
            let weights = (0..<levelCount).map { hyperparameters.meanWeight(of: level, in: $0) }
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

public import LinearAlgebra

extension GaussianProcess {
    /// What the model believes at a batch of points: mean and variance of every level, and the covariance of every
    /// level with the target.
    ///
    /// - Parameter features: Encoded points, m x p.
    /// - Throws: `GaussianProcessError.countMismatch` when the number of columns is another one, or `.valueNotFinite`.
    /// - Complexity: O(n^2) a point and level.
    public func posterior(at features: Matrix) throws(GaussianProcessError) -> Posterior {
        try check(features)
        var result = Posterior(count: features.rows, levelCount: levelCount)
        var workspace = PosteriorWorkspace()
        let chunk = 64
        for first in stride(from: 0, to: features.rows, by: chunk) {
            let size = min(chunk, features.rows - first)
            workspace.prepare(points: size, rows: count, columns: columns, levels: levelCount, tape: tapeSize)
            features.storage.withUnsafeBufferPointer { buffer in
                guard let base = buffer.baseAddress else { return }
                fillRight(&workspace, points: base + first, count: size, stride: features.rows)
            }
            for index in 0..<size {
                storeMeans(&workspace, index: index, points: size)
                for level in 0..<levelCount {
                    result.levelMeans[(first + index) * levelCount + level] = workspace.levelMeans[level]
                }
            }
            solveRight(&workspace, points: size)
            for index in 0..<size {
                storeVariances(&workspace, index: index, points: size)
                for level in 0..<levelCount {
                    let position = (first + index) * levelCount + level
                    result.levelVariances[position] = workspace.levelVariances[level]
                    result.targetCovariances[position] = workspace.targetCovariances[level]
                }
            }
        }
        result.liftedVariances = workspace.liftedVariances
        return result
    }

    /// What the model believes at one point, left in a workspace that is used again and again.
    ///
    /// - Parameters:
    ///   - point: One number a feature column.
    ///   - workspace: Takes the answer; keep it between calls.
    /// - Throws: `GaussianProcessError.countMismatch` when the point has another number of columns.
    /// - Complexity: O(n^2) a level, without allocation when the workspace was used with this model before.
    public func posterior(
        at point: UnsafeBufferPointer<Double>, workspace: inout PosteriorWorkspace
    ) throws(GaussianProcessError) {
        guard let base = point.baseAddress, point.count == columns else {
            throw .countMismatch(of: "columns", found: point.count, needed: columns)
        }
        for kernel in kernels { try kernel.program.check(rows: 1) { base[$1] } }
        workspace.prepare(points: 1, rows: count, columns: columns, levels: levelCount, tape: tapeSize)
        fillRight(&workspace, points: base, count: 1, stride: 1)
        storeMeans(&workspace, index: 0, points: 1)
        solveRight(&workspace, points: 1)
        storeVariances(&workspace, index: 0, points: 1)
    }

    /// The joint distribution of the target level, without noise, at a batch of points.
    ///
    /// - Parameter features: Encoded points, m x p.
    /// - Returns: The m means and the m x m covariance matrix, in the targets' unit and its square.
    /// - Throws: `GaussianProcessError.countMismatch` or `.valueNotFinite`.
    /// - Complexity: O(n^2 m + n m^2).
    public func jointPosterior(
        at features: Matrix
    ) throws(GaussianProcessError) -> (means: [Double], covariance: Matrix) {
        try check(features)
        let target = levelCount - 1
        let levels = [Int](repeating: target, count: features.rows)
        let cross = crossCovariance(with: features, levels: levels)
        let prior = priorCovariance(of: features, levels: levels)
        let square = scaling.scale * scaling.scale
        return try GaussianProcessError.wrap { () throws(LinearAlgebraError) in
            let means = try cross.multiplied(by: alpha, transposing: true).map {
                scaling.restored($0 + constants.priorMeans[target])
            }
            let solved = try cholesky.solveLower(cross)
            var covariance = try solved.multiplied(by: solved, transposingLeft: true)
            for index in covariance.storage.indices {
                covariance.storage[index] = square * (prior.storage[index] - covariance.storage[index])
            }
            return (means, covariance)
        }
    }

    func check(_ features: Matrix) throws(GaussianProcessError) {
        guard features.columns == columns else {
            throw .countMismatch(of: "columns", found: features.columns, needed: columns)
        }
        if let position = features.storage.firstIndex(where: { !$0.isFinite }) {
            throw .valueNotFinite(row: position % features.rows, column: position / features.rows)
        }
        for kernel in kernels { try kernel.program.check(rows: features.rows) { features[$0, $1] } }
    }

    /// Writes, for each point and component, the covariances of the component with the observations.
    ///
    /// Component k of point i begins at `(k * points + i) * n`. Rows before the first one that a component concerns are
    /// zero in exact arithmetic, before and after the triangular solve, and are neither written nor read.
    private func fillRight(
        _ workspace: inout PosteriorWorkspace, points: UnsafePointer<Double>, count size: Int, stride: Int
    ) {
        let (rows, levelCount) = (count, levelCount)
        workspace.right.withUnsafeMutableBufferPointer { right in
            workspace.point.withUnsafeMutableBufferPointer { scratch in
                workspace.tape.withUnsafeMutableBufferPointer { tape in
                    guard let right = right.baseAddress, let scratch = scratch.baseAddress, let tape = tape.baseAddress
                    else { return }
                    for component in 0..<levelCount {
                        let first = starts[component]
                        let kernel = kernels[kernelIndex(component)]
                        self.features[kernelIndex(component)].storage.withUnsafeBufferPointer { features in
                            guard let features = features.baseAddress else { return }
                            let block = KernelRows(base: features + first, stride: rows, count: rows - first)
                            for point in 0..<size {
                                kernel.prepare(points + point, stride: stride, into: scratch)
                                workspace.diagonal[point * levelCount + component] = kernel.diagonal(
                                    scratch, tape: tape)
                                let values = kernel.values(rows: block, point: scratch, tape: tape)
                                let output = right + (component * size + point) * rows + first
                                coefficients[component].withUnsafeBufferPointer { coefficients in
                                    for row in 0..<(rows - first) {
                                        output[row] = coefficients[first + row] * values[row]
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// Replaces the covariances of all points by L^-1 times them.
    private func solveRight(_ workspace: inout PosteriorWorkspace, points: Int) {
        let rows = count
        workspace.right.withUnsafeMutableBufferPointer { right in
            guard let right = right.baseAddress else { return }
            for level in 0..<levelCount {
                let first = starts[level]
                solveTriangular(from: first, right: right + level * points * rows + first, count: points)
            }
        }
    }

    /// Computes the means of one point; needs the covariances themselves.
    private func storeMeans(_ workspace: inout PosteriorWorkspace, index: Int, points: Int) {
        let (rows, levelCount) = (count, levelCount)
        workspace.right.withUnsafeBufferPointer { right in
            alpha.withUnsafeBufferPointer { alpha in
                guard let right = right.baseAddress, let alpha = alpha.baseAddress else { return }
                for level in 0..<levelCount { workspace.levelMeans[level] = constants.priorMeans[level] }
                for component in 0..<levelCount {
                    let first = starts[component]
                    let part = DenseRoutines.dot(
                        right + (component * points + index) * rows + first, alpha + first, count: rows - first)
                    for level in 0..<levelCount {
                        workspace.levelMeans[level] += constants.weights[component * levelCount + level] * part
                    }
                }
            }
        }
        for level in 0..<levelCount { workspace.levelMeans[level] = scaling.restored(workspace.levelMeans[level]) }
    }

    /// Computes the variances of one point; needs L^-1 times the covariances.
    private func storeVariances(_ workspace: inout PosteriorWorkspace, index: Int, points: Int) {
        let (rows, levelCount) = (count, levelCount)
        workspace.right.withUnsafeBufferPointer { right in
            guard let right = right.baseAddress else { return }
            for first in 0..<levelCount {
                let skipped = starts[first]
                let left = right + (first * points + index) * rows + skipped
                for second in 0...first {
                    let product = DenseRoutines.dot(
                        left, right + (second * points + index) * rows + skipped, count: rows - skipped)
                    workspace.gram[first * levelCount + second] = product
                    workspace.gram[second * levelCount + first] = product
                }
            }
        }
        let target = levelCount - 1
        let square = scaling.scale * scaling.scale
        for level in 0..<levelCount {
            var (own, shared) = workspace.diagonal.withUnsafeBufferPointer { diagonal in
                guard let diagonal = diagonal.baseAddress else { return (0.0, 0.0) }
                let here = diagonal + index * levelCount
                return (
                    constants.covariance(level, level, diagonal: here),
                    constants.covariance(level, target, diagonal: here)
                )
            }
            for first in 0..<levelCount {
                let weight = constants.weights[first * levelCount + level]
                for second in 0..<levelCount {
                    let product = weight * workspace.gram[first * levelCount + second]
                    own -= product * constants.weights[second * levelCount + level]
                    shared -= product * constants.weights[second * levelCount + target]
                }
            }
            if own < 0 {
                own = 0
                workspace.liftedVariances += 1
            }
            workspace.levelVariances[level] = own * square
            workspace.targetCovariances[level] = (level == target ? own : shared) * square
        }
        workspace.mean = workspace.levelMeans[target]
        workspace.variance = workspace.levelVariances[target]
    }
}

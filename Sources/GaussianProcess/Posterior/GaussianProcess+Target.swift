import CKernels
public import LinearAlgebra

extension GaussianProcess {
    /// The mean and the variance of the target level at a batch of points, without noise.
    ///
    /// Only one right-hand side a point is solved for, whatever the number of levels.
    ///
    /// - Parameter features: Encoded points, m x p.
    /// - Returns: m means in the targets' unit and m variances in its square. A variance that rounding makes negative
    ///   comes back as 0; the form with a workspace counts them.
    /// - Throws: `GaussianProcessError.countMismatch` when the number of columns is another one, or `.valueNotFinite`.
    /// - Complexity: O(n^2 / 2) a point.
    public func targetPosterior(
        at features: Matrix
    ) throws(GaussianProcessError) -> (means: [Double], variances: [Double]) {
        var workspace = PosteriorWorkspace()
        try targetPosterior(at: features, workspace: &workspace)
        return (workspace.means, workspace.variances)
    }

    /// The mean and the variance of the target level at a batch of points, left in the `means` and `variances` of a
    /// workspace.
    ///
    /// - Parameters:
    ///   - features: Encoded points, m x p.
    ///   - workspace: Takes the answer; keep it between calls.
    /// - Throws: `GaussianProcessError.countMismatch` when the number of columns is another one, or `.valueNotFinite`.
    public func targetPosterior(
        at features: Matrix, workspace: inout PosteriorWorkspace
    ) throws(GaussianProcessError) {
        try check(features)
        let total = features.rows
        workspace.prepareTarget(points: total, rows: 0, columns: 0, levels: 0, tape: 0, gradient: false)
        let chunk = 64
        workspace.prepareTarget(
            points: min(chunk, total), rows: count, columns: columns, levels: levelCount, tape: tapeSize,
            gradient: false)
        for first in Swift.stride(from: 0, to: total, by: chunk) {
            let size = min(chunk, total - first)
            features.storage.withUnsafeBufferPointer { buffer in
                guard let base = buffer.baseAddress else { return }
                evaluateTarget(
                    base + first, count: size, pointStride: 1, columnStride: total, resultOffset: first,
                    gradient: false, workspace: &workspace)
            }
        }
    }

    /// The mean and the variance of the target level at one point, left in the `mean` and `variance` of a workspace.
    ///
    /// - Parameters:
    ///   - point: One number a feature column.
    ///   - workspace: Takes the answer; keep it between calls.
    /// - Throws: `GaussianProcessError.countMismatch` when the point has another number of columns.
    /// - Complexity: O(n^2 / 2), without allocation when the workspace was used with this model before.
    public func targetPosterior(
        at point: UnsafeBufferPointer<Double>, workspace: inout PosteriorWorkspace
    ) throws(GaussianProcessError) {
        try targetPosteriors(at: point, count: 1, gradient: false, workspace: &workspace)
    }

    /// As `targetPosterior(at:workspace:)`, with the derivatives by each feature column in `meanGradient` and
    /// `varianceGradient`.
    ///
    /// - Complexity: O(n^2 + n p).
    public func targetPosteriorGradient(
        at point: UnsafeBufferPointer<Double>, workspace: inout PosteriorWorkspace
    ) throws(GaussianProcessError) {
        try targetPosteriors(at: point, count: 1, gradient: true, workspace: &workspace)
    }

    /// The target level at several points at once, for searches that go in lock step.
    ///
    /// - Parameters:
    ///   - points: One point after the other, p numbers each.
    ///   - size: How many points.
    ///   - gradient: Whether the derivatives are wanted too.
    ///   - workspace: Takes the answer: `means`, `variances`, and with derivatives `meanGradient` and
    ///     `varianceGradient`. Its lists may be longer than this call needs.
    /// - Throws: `GaussianProcessError.countMismatch` when there are not count times p numbers.
    public func targetPosteriors(
        at points: UnsafeBufferPointer<Double>, count size: Int, gradient: Bool, workspace: inout PosteriorWorkspace
    ) throws(GaussianProcessError) {
        guard let base = points.baseAddress, points.count == size * columns else {
            throw .countMismatch(of: "coordinates", found: points.count, needed: size * columns)
        }
        for kernel in kernels {
            try kernel.program.check(rows: size) { base[$0 * columns + $1] }
        }
        workspace.prepareTarget(
            points: size, rows: count, columns: columns, levels: levelCount, tape: tapeSize, gradient: gradient)
        evaluateTarget(
            base, count: size, pointStride: columns, columnStride: 1, resultOffset: 0, gradient: gradient,
            workspace: &workspace)
    }

    /// Coordinate c of point i is read at `points[i * pointStride + c * columnStride]`.
    ///
    /// The gradient of the mean is the sum of alpha_i dk_i / dx, that of the variance minus twice the same sum over
    /// K^-1 k, plus the gradient of the prior variance, which is zero for stationary kernels.
    private func evaluateTarget(
        _ points: UnsafePointer<Double>, count size: Int, pointStride: Int, columnStride: Int, resultOffset: Int,
        gradient: Bool, workspace: inout PosteriorWorkspace
    ) {
        fillTarget(
            points, count: size, pointStride: pointStride, columnStride: columnStride, gradient: gradient,
            workspace: &workspace)
        let (rows, target) = (count, levelCount - 1)
        let square = scaling.scale * scaling.scale
        workspace.right.withUnsafeMutableBufferPointer { right in
            alpha.withUnsafeBufferPointer { alpha in
                guard let right = right.baseAddress, let alpha = alpha.baseAddress else { return }
                for index in 0..<size {
                    let part = DenseRoutines.dot(right + index * rows, alpha, count: rows)
                    workspace.means[resultOffset + index] = scaling.restored(constants.priorMeans[target] + part)
                }
                solveTriangular(right: right, count: size)
                for index in 0..<size {
                    let column = right + index * rows
                    var own =
                        priorTargetVariance(workspace.diagonal, point: index)
                        - DenseRoutines.dot(column, column, count: rows)
                    if own < 0 {
                        own = 0
                        workspace.liftedVariances += 1
                    }
                    workspace.variances[resultOffset + index] = own * square
                }
                guard gradient else { return }
                solveTriangular(transposed: true, right: right, count: size)
            }
        }
        if gradient { storeGradients(count: size, workspace: &workspace) }
        if resultOffset == 0 {
            workspace.mean = workspace.means[0]
            workspace.variance = workspace.variances[0]
        }
    }

    private func priorTargetVariance(_ diagonal: [Double], point: Int) -> Double {
        diagonal.withUnsafeBufferPointer { diagonal in
            guard let diagonal = diagonal.baseAddress else { return 0 }
            return constants.covariance(levelCount - 1, levelCount - 1, diagonal: diagonal + point * levelCount)
        }
    }

    /// Writes the covariances of the target level at each point with the observations, one column a point, and where
    /// gradients are wanted the derivatives of plain kernels by scaled squared distance, one column a component and
    /// point.
    private func fillTarget(
        _ points: UnsafePointer<Double>, count size: Int, pointStride: Int, columnStride: Int, gradient: Bool,
        workspace: inout PosteriorWorkspace
    ) {
        let (rows, width, target) = (count, columns, levelCount - 1)
        workspace.right.withUnsafeMutableBufferPointer { right in
            workspace.point.withUnsafeMutableBufferPointer { scratch in
                workspace.tape.withUnsafeMutableBufferPointer { tape in
                    workspace.slopes.withUnsafeMutableBufferPointer { slopes in
                        guard let right = right.baseAddress, let scratch = scratch.baseAddress,
                            let tape = tape.baseAddress
                        else { return }
                        for index in 0..<(size * rows) { right[index] = 0 }
                        for component in 0...target {
                            let first = starts[component]
                            let kernel = kernels[kernelIndex(component)]
                            let weight = constants.weights[component * levelCount + target]
                            withBlock(of: component) { block, coefficients in
                                for point in 0..<size {
                                    let position = component * size + point
                                    let prepared = scratch + position * width
                                    kernel.prepare(points + point * pointStride, stride: columnStride, into: prepared)
                                    workspace.diagonal[point * levelCount + component] = kernel.diagonal(
                                        prepared, tape: tape)
                                    // The target has no part in this component: its products are all 0.
                                    if weight == 0 { continue }
                                    let own = gradient ? slopes.baseAddress : nil
                                    let values = kernel.values(
                                        rows: block, point: prepared, tape: tape,
                                        slopes: own.map { $0 + position * rows + first })
                                    ingot_add_products(
                                        block.count, weight, coefficients, values, right + point * rows + first)
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// Calls a function with the rows that a component concerns and their coefficients.
    private func withBlock(of component: Int, _ body: (KernelRows, UnsafePointer<Double>) -> Void) {
        let first = starts[component]
        features[kernelIndex(component)].storage.withUnsafeBufferPointer { features in
            coefficients[component].withUnsafeBufferPointer { coefficients in
                guard let features = features.baseAddress, let coefficients = coefficients.baseAddress else { return }
                let block = KernelRows(base: features + first, stride: count, count: count - first)
                body(block, coefficients + first)
            }
        }
    }

    /// Sums up the gradients, given K^-1 k of each point in `right`.
    private func storeGradients(count size: Int, workspace: inout PosteriorWorkspace) {
        let (width, target) = (columns, levelCount - 1)
        for index in 0..<(size * width) {
            workspace.meanGradient[index] = 0
            workspace.varianceGradient[index] = 0
        }
        workspace.meanGradient.withUnsafeMutableBufferPointer { means in
            workspace.varianceGradient.withUnsafeMutableBufferPointer { variances in
                workspace.products.withUnsafeMutableBufferPointer { products in
                    workspace.tape.withUnsafeMutableBufferPointer { tape in
                        workspace.slopes.withUnsafeBufferPointer { slopes in
                            workspace.right.withUnsafeBufferPointer { solved in
                                workspace.point.withUnsafeBufferPointer { scratch in
                                    alpha.withUnsafeBufferPointer { alpha in
                                        guard let means = means.baseAddress, let variances = variances.baseAddress,
                                            let products = products.baseAddress, let tape = tape.baseAddress,
                                            let slopes = slopes.baseAddress, let solved = solved.baseAddress,
                                            let scratch = scratch.baseAddress, let alpha = alpha.baseAddress
                                        else { return }
                                        for component in 0...target
                                        where constants.weights[component * levelCount + target] != 0 {
                                            for point in 0..<size {
                                                let position = component * size + point
                                                addGradients(
                                                    of: component, point: scratch + position * width,
                                                    slopes: slopes + position * count, alpha: alpha,
                                                    solved: solved + point * count, products: products, tape: tape,
                                                    means: means + point * width,
                                                    variances: variances + point * width)
                                            }
                                        }
                                    }
                                }
                            }
                        }
                    }
                    for index in 0..<(size * width) {
                        means[index] *= scaling.scale
                        variances[index] *= scaling.scale * scaling.scale
                    }
                }
            }
        }
    }

    /// Adds what one component contributes to the gradients at one point.
    private func addGradients(
        of component: Int, point: UnsafePointer<Double>, slopes: UnsafePointer<Double>, alpha: UnsafePointer<Double>,
        solved: UnsafePointer<Double>, products: UnsafeMutablePointer<Double>, tape: UnsafeMutablePointer<Double>,
        means: UnsafeMutablePointer<Double>, variances: UnsafeMutablePointer<Double>
    ) {
        let first = starts[component]
        let kernel = kernels[kernelIndex(component)]
        let weight = constants.weights[component * levelCount + levelCount - 1]
        let (byAlpha, bySolved) = (products, products + count)
        withBlock(of: component) { block, coefficients in
            for row in 0..<block.count {
                let factor = weight * coefficients[row]
                byAlpha[row] = factor * alpha[first + row]
                bySolved[row] = -2 * factor * solved[first + row]
            }
            if kernel.isPlain {
                for row in 0..<block.count {
                    // Twice, from the derivative of the squared distance.
                    let slope = 2 * slopes[first + row]
                    byAlpha[row] *= slope
                    bySolved[row] *= slope
                }
                ingot_add_point_slopes(
                    block.count, columns, block.base, block.stride, point, byAlpha, bySolved, kernel.factors, means,
                    variances)
                return
            }
            _ = kernel.values(rows: block, point: point, tape: tape)
            kernel.backward(
                rows: block, point: point, tape: tape, adjoint: byAlpha, logParameters: nil, coordinates: means)
            _ = kernel.values(rows: block, point: point, tape: tape)
            kernel.backward(
                rows: block, point: point, tape: tape, adjoint: bySolved, logParameters: nil, coordinates: variances)
            // The prior variance moves too: twice the derivative by one argument, by symmetry.
            let alone = KernelRows(base: point, stride: 1, count: 1)
            _ = kernel.values(rows: alone, point: point, tape: tape)
            byAlpha[0] = 2 * constants.variances[component] * weight * weight
            kernel.backward(
                rows: alone, point: point, tape: tape, adjoint: byAlpha, logParameters: nil, coordinates: variances)
        }
    }
}

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
        workspace.prepareTarget(points: total, rows: 0, columns: 0, levels: 0, gradient: false)
        let chunk = 64
        workspace.prepareTarget(
            points: min(chunk, total), rows: count, columns: columns, levels: levelCount, gradient: false)
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
    ///   - count: How many points.
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
        workspace.prepareTarget(points: size, rows: count, columns: columns, levels: levelCount, gradient: gradient)
        evaluateTarget(
            base, count: size, pointStride: columns, columnStride: 1, resultOffset: 0, gradient: gradient,
            workspace: &workspace)
    }

    /// Coordinate c of point i is read at `points[i * pointStride + c * columnStride]`.
    ///
    /// The gradient of the mean is the sum of alpha_i dk_i / dx, that of the variance minus twice the same sum over
    /// K^-1 k, plus the gradient of the prior variance, which is zero for stationary covariances.
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
            cholesky.factor.storage.withUnsafeBufferPointer { factor in
                alpha.withUnsafeBufferPointer { alpha in
                    guard let right = right.baseAddress, let factor = factor.baseAddress,
                        let alpha = alpha.baseAddress
                    else { return }
                    for index in 0..<size {
                        let part = DenseRoutines.dot(right + index * rows, alpha, count: rows)
                        workspace.means[resultOffset + index] = scaling.restored(constants.priorMeans[target] + part)
                    }
                    DenseRoutines.solveTriangular(
                        factor: factor, order: rows, stride: rows, transposed: false, right: right, count: size,
                        rightStride: rows)
                    for index in 0..<size {
                        let column = right + index * rows
                        var own = constants.priorVariances[target] - DenseRoutines.dot(column, column, count: rows)
                        if own < 0 {
                            own = 0
                            workspace.liftedVariances += 1
                        }
                        workspace.variances[resultOffset + index] = own * square
                    }
                    guard gradient else { return }
                    DenseRoutines.solveTriangular(
                        factor: factor, order: rows, stride: rows, transposed: true, right: right, count: size,
                        rightStride: rows)
                }
            }
        }
        if gradient { storeGradients(count: size, workspace: &workspace) }
        if resultOffset == 0 {
            workspace.mean = workspace.means[0]
            workspace.variance = workspace.variances[0]
        }
    }

    /// Writes the covariances of the target level at each point with the observations, one column a point, and where
    /// gradients are wanted their derivatives by scaled squared distance, one column a component and point.
    private func fillTarget(
        _ points: UnsafePointer<Double>, count size: Int, pointStride: Int, columnStride: Int, gradient: Bool,
        workspace: inout PosteriorWorkspace
    ) {
        let (rows, width, target) = (count, columns, levelCount - 1)
        workspace.right.withUnsafeMutableBufferPointer { right in
            workspace.point.withUnsafeMutableBufferPointer { scratch in
                workspace.products.withUnsafeMutableBufferPointer { products in
                    workspace.slopes.withUnsafeMutableBufferPointer { slopes in
                        guard let right = right.baseAddress, let scratch = scratch.baseAddress,
                            let products = products.baseAddress
                        else { return }
                        for index in 0..<(size * rows) { right[index] = 0 }
                        for component in 0...target {
                            let first = starts[component]
                            let weight = constants.weights[component * levelCount + target]
                            let features = scaledFeatures[component].storage
                            let inverse = inverseLengthScales[component]
                            let coefficients = coefficients[component]
                            for point in 0..<size {
                                let position = component * size + point
                                let scaled = scratch + position * width
                                for column in 0..<width {
                                    scaled[column] =
                                        points[point * pointStride + column * columnStride] * inverse[column]
                                }
                                features.withUnsafeBufferPointer { features in
                                    guard let features = features.baseAddress else { return }
                                    ingot_squared_distances(
                                        rows - first, width, features + first, rows, scaled, products + first)
                                }
                                if gradient, let slopes = slopes.baseAddress {
                                    ingot_covariance_values_and_derivatives(
                                        covariance.kind, rows - first, products + first,
                                        slopes + position * rows + first)
                                } else {
                                    ingot_covariance_values(covariance.kind, rows - first, products + first)
                                }
                                coefficients.withUnsafeBufferPointer { coefficients in
                                    guard let coefficients = coefficients.baseAddress else { return }
                                    ingot_add_products(
                                        rows - first, weight, coefficients + first, products + first,
                                        right + point * rows + first)
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// Sums up the gradients from the derivatives by squared distance and K^-1 k.
    private func storeGradients(count size: Int, workspace: inout PosteriorWorkspace) {
        let (rows, width, target) = (count, columns, levelCount - 1)
        for index in 0..<(size * width) {
            workspace.meanGradient[index] = 0
            workspace.varianceGradient[index] = 0
        }
        workspace.meanGradient.withUnsafeMutableBufferPointer { means in
            workspace.varianceGradient.withUnsafeMutableBufferPointer { variances in
                workspace.products.withUnsafeMutableBufferPointer { products in
                    guard let means = means.baseAddress, let variances = variances.baseAddress,
                        let byAlpha = products.baseAddress
                    else { return }
                    let bySolved = byAlpha + rows
                    for component in 0...target {
                        let first = starts[component]
                        // Twice, from the derivative of the squared distance.
                        let weight = 2 * constants.weights[component * levelCount + target]
                        let features = scaledFeatures[component].storage
                        let inverse = inverseLengthScales[component]
                        let coefficients = coefficients[component]
                        for point in 0..<size {
                            let position = component * size + point
                            workspace.slopes.withUnsafeBufferPointer { slopes in
                                workspace.right.withUnsafeBufferPointer { solved in
                                    for row in first..<rows {
                                        let slope = weight * coefficients[row] * slopes[position * rows + row]
                                        byAlpha[row] = slope * alpha[row]
                                        bySolved[row] = slope * solved[point * rows + row]
                                    }
                                }
                            }
                            workspace.point.withUnsafeBufferPointer { scratch in
                                features.withUnsafeBufferPointer { features in
                                    guard let scratch = scratch.baseAddress, let features = features.baseAddress
                                    else { return }
                                    ingot_add_point_slopes(
                                        rows - first, width, features + first, rows, scratch + position * width,
                                        byAlpha + first, bySolved + first, inverse, means + point * width,
                                        variances + point * width)
                                }
                            }
                        }
                    }
                    let square = scaling.scale * scaling.scale
                    for index in 0..<(size * width) {
                        means[index] *= scaling.scale
                        variances[index] *= -2 * square
                    }
                }
            }
        }
    }
}

import LinearAlgebra
import LocalOptimization

/// Minus the logarithm of likelihood times prior, as a function of the vector of learned hyperparameters.
final class PosteriorDensity {
    private let workspace: LikelihoodWorkspace
    private let layout: ParameterLayout
    private let meanVariance: Double
    private(set) var evaluations = 0
    /// The hyperparameters of the best evaluation since the last restart, means included.
    private(set) var bestHyperparameters: Hyperparameters?
    private var bestValue = Double.infinity

    init(workspace: LikelihoodWorkspace, layout: ParameterLayout, meanVariance: Double) {
        self.workspace = workspace
        self.layout = layout
        self.meanVariance = meanVariance
    }

    /// Forgets what was evaluated.
    func restart() {
        evaluations = 0
        bestHyperparameters = nil
        bestValue = .infinity
    }

    /// The second derivative along each coordinate, by differences of the gradient.
    func curvatures(at point: [Double]) throws(GaussianProcessError) -> [Double] {
        let step = 0.05
        var result = point
        for index in point.indices {
            var slopes: [Double] = []
            for sign in [-1.0, 1.0] {
                var moved = point
                moved[index] = min(max(moved[index] + sign * step, layout.lower[index]), layout.upper[index])
                var gradient = [Double](repeating: 0, count: point.count)
                slopes.append(try slope(&gradient, at: moved, index: index))
                result[index] = sign > 0 ? moved[index] - result[index] : moved[index]
            }
            result[index] = (slopes[1] - slopes[0]) / result[index]
        }
        return result
    }

    private func slope(
        _ gradient: inout [Double], at point: [Double], index: Int
    ) throws(GaussianProcessError) -> Double {
        _ = try gradient.withUnsafeMutableBufferPointer { gradient throws(GaussianProcessError) in
            try point.withUnsafeBufferPointer { point throws(GaussianProcessError) in try evaluate(point, gradient) }
        }
        return gradient[index]
    }

    /// Minimises from one start; where nothing is learned, evaluates once.
    ///
    /// - Parameter scales: What each coordinate is multiplied by for the search; best the root of its curvature.
    func minimum(
        _ optimizer: LocalOptimizer, from start: [Double], scales: [Double]? = nil
    ) throws(LocalOptimizationError) -> LocalMinimum {
        guard !start.isEmpty else {
            do {
                let empty = UnsafeMutableBufferPointer<Double>(start: nil, count: 0)
                let value = try evaluate(UnsafeBufferPointer(empty), empty)
                return LocalMinimum(point: [], value: value, evaluations: 1, stopReason: .converged)
            } catch {
                throw .objectiveFailed(error)
            }
        }
        guard let scales else {
            return try optimizer.minimize(from: start, lower: layout.lower, upper: layout.upper) { point, gradient in
                try self.evaluate(point, gradient)
            }
        }
        func scaled(_ list: [Double]) -> [Double] { zip(list, scales).map { $0 * $1 } }
        var result = try optimizer.minimize(
            from: scaled(start), lower: scaled(layout.lower), upper: scaled(layout.upper)
        ) { point, gradient in
            let own = zip(point, scales).map { $0 / $1 }
            let value = try own.withUnsafeBufferPointer { try self.evaluate($0, gradient) }
            for index in gradient.indices { gradient[index] /= scales[index] }
            return value
        }
        // Dividing again may leave the box by a rounding error.
        result.point = result.point.indices.map {
            min(max(result.point[$0] / scales[$0], layout.lower[$0]), layout.upper[$0])
        }
        return result
    }

    private func evaluate(
        _ point: UnsafeBufferPointer<Double>, _ gradient: UnsafeMutableBufferPointer<Double>
    ) throws(GaussianProcessError) -> Double {
        evaluations += 1
        var hyperparameters = layout.hyperparameters(of: point)
        _ = try workspace.factorize(hyperparameters)
        let likelihood = try workspace.solve(&hyperparameters, meanVariance: meanVariance)
        let value = -likelihood - layout.logPrior(point, means: hyperparameters.means)
        if value < bestValue {
            bestValue = value
            bestHyperparameters = hyperparameters
        }
        if !gradient.isEmpty {
            layout.writeNegated(try workspace.gradient(hyperparameters), at: point, into: gradient)
        }
        return value
    }
}

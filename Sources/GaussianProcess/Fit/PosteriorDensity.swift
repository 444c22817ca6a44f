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

    /// Minimises from one start; where nothing is learned, evaluates once.
    func minimum(
        _ optimizer: LocalOptimizer, from start: [Double]
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
        return try optimizer.minimize(from: start, lower: layout.lower, upper: layout.upper) { point, gradient in
            try self.evaluate(point, gradient)
        }
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

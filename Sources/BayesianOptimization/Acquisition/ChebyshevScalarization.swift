import Glibc
public import SearchSpace

/// The augmented Chebyshev scalarisation of several objectives under a weight vector; larger is better.
///
/// Each objective is first brought to a cost between 0 (the best seen) and 1 (the worst seen). The scalarised value is
/// -(max_j w_j c_j + rho sum_j w_j c_j). ParEGO draws new weights for every suggestion, fits a Gaussian process to the
/// scalarised observations and maximises its expected improvement: J. Knowles, "ParEGO: a hybrid algorithm with on-line
/// landscape approximation for expensive multiobjective optimization problems", IEEE Trans. Evol. Comput. 10 (2006).
public struct ChebyshevScalarization: Sendable {
    /// The weights, at least 0 with sum 1.
    public let weights: [Double]
    /// By objective: the best value seen, whose cost is 0.
    public let best: [Double]
    /// By objective: the best value less the worst; 0 where all are equal, and then the objective has no influence.
    public let ranges: [Double]
    /// The weight rho of the sum; 0.05 in the publication.
    public let augmentation: Double

    /// Takes the ranges of the objectives from observations.
    ///
    /// - Parameters:
    ///   - weights: One weight an objective.
    ///   - observations: The objective vectors seen, larger is better; those not finite are left out.
    ///   - augmentation: The weight of the sum.
    public init(weights: [Double], observations: [[Double]], augmentation: Double = 0.05) {
        self.weights = weights
        self.augmentation = augmentation
        var highest = [Double](repeating: -.infinity, count: weights.count)
        var lowest = [Double](repeating: .infinity, count: weights.count)
        for values in observations where values.count == weights.count && values.allSatisfy(\.isFinite) {
            for (axis, value) in values.enumerated() {
                highest[axis] = max(highest[axis], value)
                lowest[axis] = min(lowest[axis], value)
            }
        }
        best = highest.map { $0.isFinite ? $0 : 0 }
        ranges = zip(highest, lowest).map { $0 > $1 ? $0 - $1 : 0 }
    }

    /// Weights that are uniform on the simplex.
    public static func randomWeights(count: Int, using generator: inout RandomGenerator) -> [Double] {
        // Exponential draws over their sum; uniform() is below 1.
        let draws = (0..<count).map { _ in -log(1 - generator.uniform()) }
        let sum = draws.reduce(0, +)
        return sum > 0 ? draws.map { $0 / sum } : draws.map { _ in 1 / Double(max(1, count)) }
    }

    /// The scalarised value of an objective vector.
    public func value(_ objectives: [Double]) -> Double {
        var (largest, sum) = (-Double.infinity, 0.0)
        for axis in weights.indices where ranges[axis] > 0 {
            let cost = weights[axis] * (best[axis] - objectives[axis]) / ranges[axis]
            largest = max(largest, cost)
            sum += cost
        }
        return largest == -.infinity ? 0 : -(largest + augmentation * sum)
    }

    /// The logarithm of the expected improvement of the scalarised value when the objectives are independent normals,
    /// by quasi-Monte-Carlo over the objectives.
    ///
    /// - Parameters:
    ///   - means: One mean an objective.
    ///   - deviations: One standard deviation an objective, at least 0.
    ///   - best: The best scalarised value so far.
    ///   - normals: Standard normal vectors, one number an objective.
    ///   - temperature: The smoothing of the positive part (`FatPositivePart`), in units of the scalarised value.
    public func logExpectedImprovement(
        means: [Double], deviations: [Double], best: Double, normals: [[Double]], temperature: Double = 1e-6
    ) -> Double {
        let positive = FatPositivePart(temperature: temperature)
        var objectives = means
        var sum = 0.0
        for normal in normals {
            for axis in means.indices { objectives[axis] = means[axis] + deviations[axis] * normal[axis] }
            sum += positive.value(value(objectives) - best)
        }
        return log(sum / Double(max(1, normals.count)))
    }
}

import Glibc
import LinearAlgebra

/// A normal approximation to the posterior distribution of hyperparameters, around the most probable ones.
///
/// Over the logarithms of variances, kernel hyperparameters and noise, the factors and the means. The logarithm of the
/// evidence is the logarithm of likelihood times prior at the centre, plus k / 2 ln(2 pi), minus half the logarithm of
/// the determinant of the curvature (D. MacKay, "Bayesian interpolation", Neural Computation 4, 1992).
public struct LaplaceApproximation: Sendable {
    /// The logarithm of the marginal likelihood with all learned hyperparameters integrated out, in the units of the
    /// scaled targets.
    public let logEvidence: Double
    /// How many likelihoods with gradient were evaluated beside those of the fit.
    public let evaluations: Int
    /// How many directions had less curvature than 0.1, which then stands for it.
    public let flooredDirections: Int
    /// The most probable hyperparameters.
    public let centre: Hyperparameters

    private let coordinates: HyperparameterCoordinates
    private let vector: [Double]
    private let eigenvectors: SymmetricEigenvectors

    private static let smallestCurvature = 0.1

    /// Approximates around a fitted model.
    ///
    /// The most probable point over the logarithms is found by one warm fit; the curvature is that of central
    /// differences of gradients.
    ///
    /// - Parameters:
    ///   - model: A model fitted to the data with the settings.
    ///   - data: The data.
    ///   - settings: The settings; their warm start and number of starts are not used.
    /// - Throws: `GaussianProcessError`.
    /// - Complexity: One warm fit and 2 k gradients of O(n^3 + n^2 p), for k learned hyperparameters.
    public init(
        around model: GaussianProcess, data: TrainingData, settings: FitSettings
    ) throws(GaussianProcessError) {
        let priors = settings.priors ?? .standard(dimension: data.groupCount)
        var centring = settings
        centring.priors = priors.overLogarithms
        centring.warmStart = model.hyperparameters
        centring.starts = 0
        let centred = try GaussianProcess.fit(data, scaling: model.scaling, settings: centring)
        centre = centred.hyperparameters
        let coordinates = try HyperparameterCoordinates(
            centre, groups: data.groups, settings: settings, priors: priors)
        self.coordinates = coordinates
        let origin = coordinates.origin
        vector = origin

        var used = centred.fitReport?.evaluations ?? 0
        func gradient(_ vector: [Double]) throws(GaussianProcessError) -> [Double] {
            used += 1
            let likelihood = try GaussianProcess.logLikelihood(
                data: data, model: settings.covarianceModel,
                hyperparameters: coordinates.hyperparameters(of: vector).value, scaling: model.scaling,
                jitter: settings.jitter)
            return coordinates.gradient(likelihood.gradient, at: vector)
        }
        let order = origin.count
        let step = 1e-3
        var curvature = Matrix(rows: order, columns: order)
        for row in 0..<order {
            var shifted = origin
            shifted[row] += step
            let above = try gradient(shifted)
            shifted[row] -= 2 * step
            let below = try gradient(shifted)
            for column in 0..<order {
                // Half of each of the two estimates of a mixed derivative.
                let part = (below[column] - above[column]) / (4 * step)
                curvature[row, column] += part
                curvature[column, row] += part
            }
        }
        guard curvature.isFinite else { throw .linearAlgebra(.notFinite(operand: "The curvature of the posterior")) }
        evaluations = used
        eigenvectors = SymmetricEigenvectors(curvature)
        flooredDirections = eigenvectors.values.count { $0 < Self.smallestCurvature }
        let logDeterminant = eigenvectors.values.reduce(0) { $0 + log(max($1, Self.smallestCurvature)) }
        logEvidence =
            centred.logMarginalLikelihood + coordinates.logPrior(origin) + 0.5 * Double(order) * log(2 * .pi)
            - 0.5 * logDeterminant
    }

    /// Hyperparameters that stand for the distribution, with equal weights.
    ///
    /// The points of a two-level orthogonal array, one standard deviation up or down in every principal direction
    /// (R. Plackett and J. Burman, "The design of optimum multifactorial experiments", Biometrika 33, 1946; here
    /// Sylvester's construction): mean and covariance are those of the normal distribution, and each point lies where
    /// most of its mass is, at a radius of sqrt(k).
    ///
    /// - Parameter most: The most points, at least 2. The number is the least power of two above k, or the largest
    ///   within this bound; then only as many directions vary as the array has columns, the least certain ones.
    /// - Returns: The points, and how many logarithms moved to the bounds of what a model can use.
    public func design(most: Int = 16) -> (points: [Hyperparameters], moved: Int) {
        let order = vector.count
        var size = 2
        while size < order + 1, size * 2 <= most { size *= 2 }
        var moved = 0
        let points = (0..<size).map { row in
            var point = vector
            // Eigenvalues rise, so the first directions are the least certain.
            for direction in 0..<min(order, size - 1) {
                let sign = (row & (direction + 1)).nonzeroBitCount % 2 == 0 ? 1.0 : -1.0
                let length = sign / sqrt(max(eigenvectors.values[direction], Self.smallestCurvature))
                for index in 0..<order { point[index] += length * eigenvectors.vectors[index, direction] }
            }
            let (value, outside) = coordinates.hyperparameters(of: point)
            moved += outside
            return value
        }
        return (points, moved)
    }
}

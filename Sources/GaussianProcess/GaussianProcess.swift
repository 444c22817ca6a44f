public import LinearAlgebra

/// Exact Gaussian-process regression over encoded points and fidelity levels, with all hyperparameters fixed.
///
/// Level l is rho_l times level l - 1 plus a process of its own (see `Hyperparameters`); the last level is the target.
/// One level gives ordinary regression. `fit` finds hyperparameters; `init` takes given ones.
/// ```swift
/// let data = try TrainingData(features: Matrix(rows: [[0], [0.5], [1]]), targets: [1, 3, 2])
/// let model = try GaussianProcess.fit(data)
/// let posterior = try model.posterior(at: Matrix(rows: [[0.25]]))
/// // posterior.mean(0), posterior.variance(0)
/// ```
public struct GaussianProcess: Sendable {
    /// The kernels, and how levels hang together.
    public let model: CovarianceModel
    /// The hyperparameters, in the units of the scaled targets.
    public let hyperparameters: Hyperparameters
    /// The map between the targets' unit and the model's.
    public let scaling: TargetScaling
    /// The group of each feature column.
    public let groups: [Int]
    /// The logarithm of the marginal likelihood of the data that the model was built from, in the units of the scaled
    /// targets; observations added by extension are not part of it.
    public let logMarginalLikelihood: Double
    /// How the hyperparameters were found; `nil` when they were given.
    public internal(set) var fitReport: FitReport?

    /// The factor of the covariance matrix of the observations, noise included.
    public internal(set) var cholesky: Cholesky
    /// The inverse of the factor, which multiplies faster than the factor solves; `nil` above `largestInverse` rows,
    /// where it would take more memory than it is worth.
    var inverseFactor: Matrix?
    /// The features as each kernel works on them, n x p each; rows in the model's order.
    var features: [Matrix]
    /// For each component and row the variance times the weight of the component in the row's level.
    var coefficients: [[Double]]
    /// For each position in the model's order the row of the data; extensions follow at the end.
    var order: [Int]
    /// For each position the level.
    var levels: [Int]
    /// For each position the scaled target minus the prior mean.
    var residuals: [Double]
    /// K^-1 times the residuals.
    var alpha: [Double]
    /// The kernels: one a component, or a single one.
    let kernels: [ComponentKernel]
    /// For each component the first position that it concerns.
    let starts: [Int]
    /// Weights, prior means and variances by level.
    let constants: LevelConstants

    /// How many observations the model holds, extensions included.
    public var count: Int { alpha.count }
    /// How many levels there are.
    public var levelCount: Int { hyperparameters.levelCount }
    /// How many feature columns there are.
    public var columns: Int { groups.count }
    /// What had to be added to the diagonal of the covariance matrix, in the units of the scaled targets.
    public var jitter: Jitter { cholesky.jitter }

    /// Builds a model of given hyperparameters.
    ///
    /// - Parameters:
    ///   - data: The observations.
    ///   - covariance: The covariance function of every component.
    ///   - hyperparameters: In the units of the scaled targets.
    ///   - scaling: The map to these units; `.identity` leaves the targets as they are.
    ///   - jitter: What may be added to the diagonal.
    /// - Throws: `GaussianProcessError`.
    /// - Complexity: O(n^3).
    public init(
        data: TrainingData, covariance: CovarianceFunction = .matern52, hyperparameters: Hyperparameters,
        scaling: TargetScaling = .identity, jitter: JitterPolicy = .standard
    ) throws(GaussianProcessError) {
        try self.init(
            data: data, model: CovarianceModel(.stationary(covariance)), hyperparameters: hyperparameters,
            scaling: scaling, jitter: jitter)
    }

    /// Builds a model of any kernels with given hyperparameters.
    ///
    /// - Parameters:
    ///   - data: The observations.
    ///   - model: The kernels, and how levels hang together.
    ///   - hyperparameters: In the units of the scaled targets.
    ///   - scaling: The map to these units; `.identity` leaves the targets as they are.
    ///   - jitter: What may be added to the diagonal.
    /// - Throws: `GaussianProcessError`.
    /// - Complexity: O(n^3).
    public init(
        data: TrainingData, model: CovarianceModel, hyperparameters: Hyperparameters,
        scaling: TargetScaling = .identity, jitter: JitterPolicy = .standard
    ) throws(GaussianProcessError) {
        let workspace = try LikelihoodWorkspace(data: data, scaling: scaling, model: model, jitter: jitter)
        try self.init(
            data: data, workspace: workspace, model: model, hyperparameters: hyperparameters, scaling: scaling)
    }

    init(
        data: TrainingData, workspace: LikelihoodWorkspace, model: CovarianceModel, hyperparameters: Hyperparameters,
        scaling: TargetScaling
    ) throws(GaussianProcessError) {
        try hyperparameters.validate(
            levelCount: data.levelCount, programs: workspace.programs, levels: model.levels)
        let report = try workspace.factorize(hyperparameters)
        let count = data.count
        logMarginalLikelihood = workspace.solve(hyperparameters)
        guard logMarginalLikelihood.isFinite else {
            throw .linearAlgebra(.notFinite(operand: "The likelihood of the targets"))
        }
        self.model = model
        self.hyperparameters = hyperparameters
        self.scaling = scaling
        groups = data.groups
        constants = LevelConstants(hyperparameters)
        order = workspace.order
        levels = workspace.levels
        // The first row that each component concerns.
        starts =
            model.levels == .sharedDiscrepancy
            ? Array(repeating: 0, count: data.levelCount) : Array(workspace.starts.dropLast())
        alpha = Array(UnsafeBufferPointer(start: workspace.alpha, count: count))
        residuals = (0..<count).map {
            workspace.targets[$0] - hyperparameters.priorMean(level: workspace.levels[$0])
        }
        cholesky = try GaussianProcessError.wrap { () throws(LinearAlgebraError) in
            let storage = Array(UnsafeBufferPointer(start: workspace.matrix, count: count * count))
            return try Cholesky(
                factor: Matrix(rows: count, columns: count, columnMajor: storage), jitter: report)
        }
        if count <= Self.largestInverse {
            let factor = cholesky
            inverseFactor = try GaussianProcessError.wrap { () throws(LinearAlgebraError) in
                try factor.factorInverse()
            }
        }
        let sorted = data.features.selecting(rows: workspace.order)
        kernels = workspace.kernels
        features = kernels.map { $0.prepared(sorted) }
        coefficients = Self.coefficients(hyperparameters, levels: workspace.levels)
    }

    /// For each component and row the variance times the weight of the component in the row's level.
    static func coefficients(_ hyperparameters: Hyperparameters, levels: [Int]) -> [[Double]] {
        (0..<hyperparameters.levelCount).map { component in
            let weights = (0..<hyperparameters.levelCount).map {
                hyperparameters.variance(of: component) * hyperparameters.weight(of: component, in: $0)
            }
            return levels.map { weights[$0] }
        }
    }

    static let largestInverse = 2048

    /// Replaces right-hand sides b, which begin at a position of the model's order and are zero before it, by L^-1 b or
    /// L^-T b.
    func solveTriangular(
        from first: Int = 0, transposed: Bool = false, right: UnsafeMutablePointer<Double>, count sides: Int
    ) {
        let rows = count
        (inverseFactor ?? cholesky.factor).storage.withUnsafeBufferPointer { matrix in
            guard let base = matrix.baseAddress else { return }
            let corner = base + first * (rows + 1)
            if inverseFactor == nil {
                DenseRoutines.solveTriangular(
                    factor: corner, order: rows - first, stride: rows, transposed: transposed, right: right,
                    count: sides, rightStride: rows)
            } else {
                DenseRoutines.multiplyTriangular(
                    factor: corner, order: rows - first, stride: rows, transposed: transposed, right: right,
                    count: sides, rightStride: rows)
            }
        }
    }

    /// Which kernel a component has.
    func kernelIndex(_ component: Int) -> Int { min(component, kernels.count - 1) }

    /// How many numbers the tape of a column of covariances needs.
    var tapeSize: Int { kernels.map { $0.tapeSize(rows: count) }.reduce(0, max) }

    /// The variance of the noise at a level, in the square of the targets' unit.
    public func noiseVariance(level: Int) -> Double {
        hyperparameters.noiseVariances[level] * scaling.scale * scaling.scale
    }
}

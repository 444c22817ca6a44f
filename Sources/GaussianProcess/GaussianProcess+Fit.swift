public import LinearAlgebra
import LocalOptimization

extension GaussianProcess {
    /// Finds hyperparameters of greatest posterior density and builds the model.
    ///
    /// Likelihood times prior is maximised by L-BFGS with analytic gradients over the logarithms of variances, length
    /// scales and noise, and over the factors; the constant means follow in closed form. Targets are scaled by
    /// `TargetScaling.standardizing`. The result depends on the arguments alone.
    ///
    /// - Parameters:
    ///   - data: The observations; one is enough.
    ///   - settings: Covariance function, priors, noise, starts and budget.
    /// - Throws: `GaussianProcessError`.
    /// - Complexity: O(n^3 + n^2 p) for each evaluation.
    public static func fit(
        _ data: TrainingData, settings: FitSettings = FitSettings()
    ) throws(GaussianProcessError) -> GaussianProcess {
        try fit(data, scaling: .standardizing(data), settings: settings)
    }

    /// Finds hyperparameters of greatest posterior density under a given scaling of the targets.
    public static func fit(
        _ data: TrainingData, scaling: TargetScaling, settings: FitSettings = FitSettings()
    ) throws(GaussianProcessError) -> GaussianProcess {
        let model = settings.covarianceModel
        let workspace = try LikelihoodWorkspace(data: data, scaling: scaling, model: model, jitter: settings.jitter)
        try settings.validate(levelCount: data.levelCount, programs: workspace.programs)
        let priors = settings.priors ?? .standard(dimension: data.groupCount)
        let layout = ParameterLayout(settings: settings, priors: priors, workspace: workspace)
        let objective = PosteriorDensity(workspace: workspace, layout: layout, meanVariance: priors.meanVariance)

        var origins: [(name: String, start: Hyperparameters)] = []
        if let warm = settings.warmStart { origins.append(("warm", warm)) }
        for index in 0..<settings.starts { origins.append(("built-in \(index)", layout.builtInStart(index))) }

        let optimizer = LocalOptimizer(
            algorithm: .lbfgs, maximumEvaluations: settings.evaluationsPerStart, relativeValueTolerance: 1e-8,
            absoluteValueTolerance: 1e-7, relativePointTolerance: 1e-7)
        var reports: [FitReport.Start] = []
        var best: (index: Int, value: Double, hyperparameters: Hyperparameters)?
        var lastFailure: LocalOptimizationError?
        for (index, origin) in origins.enumerated() {
            objective.restart()
            var report = FitReport.Start(
                origin: origin.name, objective: nil, evaluations: 0, stopReason: nil, failure: nil)
            do {
                let end = try objective.minimum(optimizer, from: layout.vector(of: origin.start))
                report.objective = -end.value
                report.stopReason = end.stopReason
                if let hyperparameters = objective.bestHyperparameters, -end.value > best?.value ?? -.infinity {
                    best = (index, -end.value, hyperparameters)
                }
            } catch {
                report.failure = "\(error)"
                lastFailure = error
            }
            report.evaluations = objective.evaluations
            reports.append(report)
        }
        guard let best else {
            throw .fitFailed(starts: origins.count, last: lastFailure ?? .emptyBudget(evaluations: 0))
        }
        var result = try GaussianProcess(
            data: data, workspace: workspace, model: model, hyperparameters: best.hyperparameters, scaling: scaling)
        result.fitReport = FitReport(starts: reports, best: best.index, objective: best.value)
        return result
    }

    /// Computes the logarithm of the marginal likelihood and its derivatives at given hyperparameters.
    ///
    /// - Parameters:
    ///   - data: The observations.
    ///   - covariance: The covariance function of every component.
    ///   - hyperparameters: In the units of the scaled targets.
    ///   - scaling: The map to these units.
    ///   - jitter: What may be added to the diagonal.
    /// - Throws: `GaussianProcessError`.
    /// - Complexity: O(n^3 + n^2 p).
    public static func logLikelihood(
        data: TrainingData, covariance: CovarianceFunction, hyperparameters: Hyperparameters,
        scaling: TargetScaling = .identity, jitter: JitterPolicy = .standard
    ) throws(GaussianProcessError) -> LogLikelihood {
        try logLikelihood(
            data: data, model: CovarianceModel(.stationary(covariance)), hyperparameters: hyperparameters,
            scaling: scaling, jitter: jitter)
    }

    /// Computes the logarithm of the marginal likelihood and its derivatives at given hyperparameters of any model.
    public static func logLikelihood(
        data: TrainingData, model: CovarianceModel, hyperparameters: Hyperparameters,
        scaling: TargetScaling = .identity, jitter: JitterPolicy = .standard
    ) throws(GaussianProcessError) -> LogLikelihood {
        let workspace = try LikelihoodWorkspace(data: data, scaling: scaling, model: model, jitter: jitter)
        try hyperparameters.validate(
            levelCount: data.levelCount, programs: workspace.programs, levels: model.levels)
        let report = try workspace.factorize(hyperparameters)
        let value = workspace.solve(hyperparameters)
        return LogLikelihood(value: value, gradient: try workspace.gradient(hyperparameters), jitter: report)
    }
}

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
                origin: origin.name, objective: nil, evaluations: 0, coarseEvaluations: 0, stopReason: nil,
                failure: nil)
            var start = layout.vector(of: origin.start)
            var scales: [Double]?
            if origin.name != "warm" {
                report.coarseEvaluations = coarseSearch(
                    data, scaling: scaling, settings: settings, layout: layout, optimizer: optimizer, start: &start,
                    scales: &scales)
            }
            do {
                let end = try objective.minimum(optimizer, from: start, scales: scales)
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

    /// Moves a start to where a quarter of the observations take it, and learns the scales of the coordinates there;
    /// all stays as it is where that fails.
    ///
    /// - Returns: How many evaluations that took; 0 where it failed.
    private static func coarseSearch(
        _ data: TrainingData, scaling: TargetScaling, settings: FitSettings, layout: ParameterLayout,
        optimizer: LocalOptimizer, start: inout [Double], scales: inout [Double]?
    ) -> Int {
        guard data.count >= settings.coarseFrom, !start.isEmpty else { return 0 }
        // Every fourth row of each level that has many.
        var seen = [Int](repeating: 0, count: data.levelCount)
        var rows: [Int] = []
        let counts = data.levels.reduce(into: seen) { $0[$1] += 1 }
        for (row, level) in data.levels.enumerated() {
            if counts[level] < 100 || seen[level].isMultiple(of: 4) { rows.append(row) }
            seen[level] += 1
        }
        guard rows.count <= data.count / 2 else { return 0 }
        do {
            let part = try TrainingData(
                features: data.features.selecting(rows: rows), groups: data.groups,
                levels: rows.map { data.levels[$0] },
                levelCount: data.levelCount, targets: rows.map { data.targets[$0] })
            let before = coarseSearch(
                part, scaling: scaling, settings: settings, layout: layout, optimizer: optimizer, start: &start,
                scales: &scales)
            let workspace = try LikelihoodWorkspace(
                data: part, scaling: scaling, model: settings.covarianceModel, jitter: settings.jitter)
            let objective = PosteriorDensity(
                workspace: workspace, layout: layout,
                meanVariance: (settings.priors ?? .standard(dimension: data.groupCount)).meanVariance)
            var search = optimizer
            search.absoluteValueTolerance = 1e-3
            start = try objective.minimum(search, from: start, scales: scales).point
            // The likelihood's share of the curvature grows with the number of observations.
            let ratio = Double(data.count) / Double(part.count)
            let curvatures = try objective.curvatures(at: start)
            let least = 1e-3 * max(1e-3, curvatures.reduce(0, max))
            scales = curvatures.map { (ratio * max($0, least)).squareRoot() }
            return before + objective.evaluations
        } catch {
            scales = nil
            return 0
        }
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

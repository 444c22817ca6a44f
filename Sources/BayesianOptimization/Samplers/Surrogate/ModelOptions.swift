public import GaussianProcess

/// How the Gaussian processes of the baselines are made, and how much their acquisition functions are searched.
public struct ModelOptions: Sendable, Hashable {
    /// The covariance function of every model.
    public var covariance: CovarianceFunction
    /// The most observations of a fidelity that a model is conditioned on.
    public var maximumRows: Int
    /// The most evaluations of the likelihood for each of the two starts of a fit.
    public var fitEvaluations: Int
    /// How many candidates are scored for one proposal.
    public var scoredCandidates: Int

    /// Makes settings.
    public init(
        covariance: CovarianceFunction = .matern52, maximumRows: Int = 300, fitEvaluations: Int = 50,
        scoredCandidates: Int = 2_000
    ) {
        self.covariance = covariance
        self.maximumRows = maximumRows
        self.fitEvaluations = fitEvaluations
        self.scoredCandidates = scoredCandidates
    }

    func validate() throws(OptimizationError) {
        try OptionCheck.require(maximumRows >= 10, "maximumRows", maximumRows, "at least 10")
        try OptionCheck.require(fitEvaluations >= 1, "fitEvaluations", fitEvaluations, "at least 1")
        try OptionCheck.require(scoredCandidates >= 16, "scoredCandidates", scoredCandidates, "at least 16")
    }
}

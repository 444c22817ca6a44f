public import GaussianProcess

/// The settings of a `MultiFidelitySampler`.
public struct MultiFidelityOptions: Sendable, Hashable {
    /// How many evaluations at the target fidelity come before the model is asked.
    public var initial: Int
    /// How many evaluations at the cheapest fidelity come before everything; `nil` takes four times `initial` where the
    /// target costs at least ten times as much as the cheapest fidelity, else none.
    public var cheapInitial: Int?
    /// The most evaluations below the target for each one at the target, after the initial ones.
    ///
    /// Each makes the models larger, so this bounds the time that proposals take where cheap evaluations cost next to
    /// nothing.
    public var cheapLooksPerTarget: Int
    /// How many candidates are scored for one proposal.
    public var scoredCandidates: Int
    /// The most observations that a model is made of; all at the target are kept before cheaper ones.
    public var maximumRows: Int
    /// Below this many observations the hyperparameters are learned anew for every trial.
    public var refitEveryTrialBelow: Int
    /// Above it they are learned anew when the observations have grown by this factor.
    public var refitGrowth: Double
    /// The most evaluations of the likelihood for each start of a fit.
    public var fitEvaluations: Int
    /// The covariance function of every model.
    public var covariance: CovarianceFunction

    /// Makes settings.
    public init(
        initial: Int = 16, cheapInitial: Int? = nil, cheapLooksPerTarget: Int = 2, scoredCandidates: Int = 1_500,
        maximumRows: Int = 400, refitEveryTrialBelow: Int = 40, refitGrowth: Double = 1.15, fitEvaluations: Int = 40,
        covariance: CovarianceFunction = .matern52
    ) {
        self.initial = initial
        self.cheapInitial = cheapInitial
        self.cheapLooksPerTarget = cheapLooksPerTarget
        self.scoredCandidates = scoredCandidates
        self.maximumRows = maximumRows
        self.refitEveryTrialBelow = refitEveryTrialBelow
        self.refitGrowth = refitGrowth
        self.fitEvaluations = fitEvaluations
        self.covariance = covariance
    }

    func validate() throws(OptimizationError) {
        func require(_ isGood: Bool, _ name: String, _ found: String, _ accepted: String) throws(OptimizationError) {
            if !isGood { throw .invalidOption(name: name, found: found, accepted: accepted) }
        }
        try require(initial >= 1, "initial", "\(initial)", "at least 1")
        try require(cheapInitial ?? 0 >= 0, "cheapInitial", "\(cheapInitial ?? 0)", "0 or more")
        try require(cheapLooksPerTarget >= 0, "cheapLooksPerTarget", "\(cheapLooksPerTarget)", "0 or more")
        try require(scoredCandidates >= 16, "scoredCandidates", "\(scoredCandidates)", "at least 16")
        try require(maximumRows >= 10, "maximumRows", "\(maximumRows)", "at least 10")
        try require(refitEveryTrialBelow >= 0, "refitEveryTrialBelow", "\(refitEveryTrialBelow)", "0 or more")
        try require(refitGrowth > 1, "refitGrowth", "\(refitGrowth)", "above 1")
        try require(fitEvaluations >= 1, "fitEvaluations", "\(fitEvaluations)", "at least 1")
    }

    /// How many evaluations at the cheapest fidelity come first.
    func cheapCount(for problem: OptimizationProblem) -> Int {
        guard problem.fidelities.count > 1 else { return 0 }
        if let cheapInitial { return cheapInitial }
        return problem.fidelities[problem.target].cost >= 10 * problem.fidelities[0].cost ? 4 * initial : 0
    }
}

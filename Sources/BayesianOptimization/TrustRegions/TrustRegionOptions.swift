public import GaussianProcess
import SearchSpace

/// The settings of a `TrustRegionSampler`.
public struct TrustRegionOptions: Sendable, Hashable {
    /// How many Sobol points at the target come first; `nil` takes 16, or a third of the parameters where that is more,
    /// at most 40.
    public var initial: Int?
    /// How many regions are searched in turn; `nil` takes 1 for one objective and 2 for several.
    public var regions: Int?
    /// The edge that a region begins with, as a share of the unit interval.
    public var initialLength: Double
    /// The longest edge.
    public var largestLength: Double
    /// A region whose edge falls below this starts anew elsewhere.
    public var smallestLength: Double
    /// How strongly length scales stretch the edges: the power of their ratio to the mean; 0 leaves cubes, and
    /// `nil` takes 0.25 for one objective and 0 for several, which need different edges.
    public var stretch: Double?
    /// After how many successes in a row the edge doubles.
    public var successTolerance: Int
    /// After how many failures in a row the edge is halved; `nil` takes 8, or a quarter of the parameters where that is
    /// more.
    public var failureTolerance: Int?
    /// How many candidates are drawn in the region for one proposal.
    public var scoredCandidates: Int
    /// From how many of the best of them the acquisition is climbed.
    public var ascents: Int
    /// The most evaluations of the acquisition and its gradient in one climb.
    public var ascentEvaluations: Int
    /// The most observations, those nearest to the centre, that a local model is made of.
    public var maximumRows: Int
    /// Below this many observations hyperparameters are learned anew for every trial of a region.
    public var refitEveryTrialBelow: Int
    /// Above it they are learned anew when the observations have grown by this factor.
    public var refitGrowth: Double
    /// The most evaluations of the likelihood for each start of a fit.
    public var fitEvaluations: Int
    /// The covariance function of every model.
    public var covariance: CovarianceFunction

    /// Makes settings.
    public init(
        initial: Int? = nil, regions: Int? = nil, initialLength: Double = 0.8, largestLength: Double = 1.6,
        smallestLength: Double = 0.0078125, stretch: Double? = nil, successTolerance: Int = 3,
        failureTolerance: Int? = nil,
        scoredCandidates: Int = 512, ascents: Int = 6, ascentEvaluations: Int = 50, maximumRows: Int = 200,
        refitEveryTrialBelow: Int = 40, refitGrowth: Double = 1.15, fitEvaluations: Int = 30,
        covariance: CovarianceFunction = .matern52
    ) {
        self.initial = initial
        self.regions = regions
        self.initialLength = initialLength
        self.largestLength = largestLength
        self.smallestLength = smallestLength
        self.stretch = stretch
        self.successTolerance = successTolerance
        self.failureTolerance = failureTolerance
        self.scoredCandidates = scoredCandidates
        self.ascents = ascents
        self.ascentEvaluations = ascentEvaluations
        self.maximumRows = maximumRows
        self.refitEveryTrialBelow = refitEveryTrialBelow
        self.refitGrowth = refitGrowth
        self.fitEvaluations = fitEvaluations
        self.covariance = covariance
    }

    func validate() throws(OptimizationError) {
        try OptionCheck.require(initial ?? 1 >= 1, "initial", initial ?? 1, "at least 1")
        try OptionCheck.require(regions ?? 1 >= 1, "regions", regions ?? 1, "at least 1")
        try OptionCheck.require(
            smallestLength > 0 && smallestLength < 1, "smallestLength", smallestLength, "above 0 and below 1")
        try OptionCheck.require(
            initialLength >= smallestLength && initialLength <= largestLength, "initialLength", initialLength,
            "from smallestLength to largestLength")
        try OptionCheck.require(
            largestLength > 0 && largestLength.isFinite, "largestLength", largestLength, "a positive number")
        try OptionCheck.require((0...1).contains(stretch ?? 0), "stretch", stretch ?? 0, "from 0 to 1")
        try OptionCheck.require(successTolerance >= 1, "successTolerance", successTolerance, "at least 1")
        try OptionCheck.require(
            failureTolerance ?? 1 >= 1, "failureTolerance", failureTolerance ?? 1, "at least 1")
        try OptionCheck.require(scoredCandidates >= 16, "scoredCandidates", scoredCandidates, "at least 16")
        try OptionCheck.require(ascents >= 0, "ascents", ascents, "0 or more")
        try OptionCheck.require(ascentEvaluations >= 1, "ascentEvaluations", ascentEvaluations, "at least 1")
        try OptionCheck.require(maximumRows >= 10, "maximumRows", maximumRows, "at least 10")
        try OptionCheck.require(
            refitEveryTrialBelow >= 0, "refitEveryTrialBelow", refitEveryTrialBelow, "0 or more")
        try OptionCheck.require(refitGrowth > 1, "refitGrowth", refitGrowth, "above 1")
        try OptionCheck.require(fitEvaluations >= 1, "fitEvaluations", fitEvaluations, "at least 1")
    }

    /// How many evaluations come before the models are asked.
    func initialCount(for problem: OptimizationProblem) -> Int {
        initial ?? min(40, max(16, (problem.space.dimension + 2) / 3))
    }

    /// How many regions there are.
    func regionCount(for problem: OptimizationProblem) -> Int { regions ?? (problem.objectives.count == 1 ? 1 : 2) }

    /// The power of the length scales' ratio that edges take.
    func stretchPower(for problem: OptimizationProblem) -> Double {
        stretch ?? (problem.objectives.count == 1 ? 0.25 : 0)
    }

    /// After how many failures in a row an edge is halved.
    func failureLimit(for problem: OptimizationProblem) -> Int {
        failureTolerance ?? max(8, (problem.space.dimension + 3) / 4)
    }
}

import SearchSpace

/// The settings of a `ContinuousFidelitySampler`.
public struct ContinuousFidelityOptions: Sendable, Hashable {
    /// What is maximised.
    ///
    /// `momf` is the default: on the multi-fidelity Branin-Currin problem both infer the front equally
    /// well, but the designs that `momf` visits are themselves near it.
    public var acquisition: ContinuousFidelityAcquisition
    /// What the random points at random settings may cost that come before everything, in target evaluations; there are
    /// at most `initialCountLimit` of them.
    public var initialCost: Double
    /// How many such points there are; `nil` goes by `initialCost`.
    public var initialCount: Int?
    /// The setting, where 0 is the cheapest and 1 the target, below which `momf` counts nothing; below 0, else a look
    /// at the cheapest setting is worth nothing.
    public var trustReference: Double
    /// How many pairs of candidate and setting are scored for one proposal; `hvkg`, whose scores take several times as
    /// long, scores a fifth of them.
    public var scoredCandidates: Int
    /// How many designs the hypervolume of the posterior means is taken over in `hvkg`.
    public var poolSize: Int
    /// How many normal vectors the expectation of `hvkg` is taken over, each with all combinations of signs.
    public var normalCount: Int
    /// The most observations that a model is made of; those at dearer settings are kept before cheaper ones.
    public var maximumRows: Int
    /// Hyperparameters are learned anew when the observations have grown by this factor.
    public var refitGrowth: Double
    /// The kernel is chosen anew when the observations have grown by this factor.
    public var selectionGrowth: Double
    /// The covariance functions that are compared by their evidence; a single fidelity takes `stationary` alone.
    public var kernels: [FidelityKernel]
    /// The most evaluations of the likelihood for each start of a fit.
    public var fitEvaluations: Int

    /// Makes settings.
    public init(
        acquisition: ContinuousFidelityAcquisition = .momf, initialCost: Double = 2, initialCount: Int? = nil,
        trustReference: Double = -0.1, scoredCandidates: Int = 1_600, poolSize: Int = 40, normalCount: Int = 4,
        maximumRows: Int = 400, refitGrowth: Double = 1.1, selectionGrowth: Double = 1.5, fitEvaluations: Int = 40,
        kernels: [FidelityKernel] = [.stationary, .smooth, .exponentialDecay, .downsampling]
    ) {
        self.acquisition = acquisition
        self.initialCost = initialCost
        self.initialCount = initialCount
        self.trustReference = trustReference
        self.scoredCandidates = scoredCandidates
        self.poolSize = poolSize
        self.normalCount = normalCount
        self.maximumRows = maximumRows
        self.refitGrowth = refitGrowth
        self.selectionGrowth = selectionGrowth
        self.fitEvaluations = fitEvaluations
        self.kernels = kernels
    }

    /// The most points that `initialCost` gives, where the cheapest setting costs next to nothing: forty for the
    /// setting and each parameter.
    public static func initialCountLimit(for problem: OptimizationProblem) -> Int {
        40 * (problem.space.dimension + 1)
    }

    func validate() throws(OptimizationError) {
        try OptionCheck.require(
            initialCost >= 0 && initialCost.isFinite, "initialCost", initialCost, "0 or more")
        try OptionCheck.require(initialCount ?? 1 >= 1, "initialCount", initialCount ?? 1, "at least 1")
        try OptionCheck.require(
            trustReference <= 0 && trustReference.isFinite, "trustReference", trustReference, "0 or less")
        try OptionCheck.require(scoredCandidates >= 64, "scoredCandidates", scoredCandidates, "at least 64")
        try OptionCheck.require(poolSize >= 4, "poolSize", poolSize, "at least 4")
        try OptionCheck.require(normalCount >= 1, "normalCount", normalCount, "at least 1")
        try OptionCheck.require(maximumRows >= 8, "maximumRows", maximumRows, "at least 8")
        try OptionCheck.require(
            refitGrowth >= 1 && refitGrowth.isFinite, "refitGrowth", refitGrowth, "at least 1")
        try OptionCheck.require(
            selectionGrowth >= 1 && selectionGrowth.isFinite, "selectionGrowth", selectionGrowth, "at least 1")
        try OptionCheck.require(!kernels.isEmpty, "kernels", kernels.count, "at least 1")
        try OptionCheck.require(fitEvaluations >= 1, "fitEvaluations", fitEvaluations, "at least 1")
    }
}

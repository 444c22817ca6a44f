public import GaussianProcess
import Glibc

/// The settings of a `MultiFidelitySampler`.
public struct MultiFidelityOptions: Sendable, Hashable {
    /// The size of the initial design: all at the target where that is the only fidelity; with several a third of it,
    /// at least 3, chosen after looks at the cheapest; of a continuous fidelity the points at random settings.
    ///
    /// `nil` takes 16, or, where another method takes over, what that one does.
    public var initial: Int?
    /// How many evaluations at the cheapest fidelity come before everything; `nil` takes four times `initial` where the
    /// target costs at least ten times as much as the cheapest fidelity, else none; where that fidelity is looked up it
    /// is the most that come before the target is asked, and `nil` takes what half of `initial` target
    /// evaluations cost, less where the search stagnates.
    public var cheapInitial: Int?
    /// The most evaluations below the target for each one at the target, after the initial ones; `nil` takes 8, and
    /// where the cheapest fidelity is looked up as many as a tenth of a target evaluation costs, at most 64.
    public var cheapLooksPerTarget: Int?
    /// From how many times the cheapest fidelity's cost at the target on that fidelity is looked up everywhere instead
    /// of being modelled.
    public var lookupCostRatio: Double
    /// From how many target observations on the models over all levels must predict the target better than models of
    /// the target alone; until then no cheaper level is asked after the initial design.
    public var evidenceRows: Int
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
    /// By how much the deviations of constraints are widened at every third trial, at least 1.
    public var caution: Double
    /// Whether evaluations of one candidate may differ: the front is then that of the models' means, and the first
    /// candidates are compared by `NoisyExpectedHypervolumeImprovement`.
    public var expectsNoise: Bool
    /// What is believed about the noise of every model, in the units of its scaled targets.
    ///
    /// `nil` takes LogNormal(-4, 1) where noise is expected, else LogNormal(-8, 2), next to none.
    public var noisePrior: LogNormalPrior?

    /// Makes settings.
    public init(
        initial: Int? = nil, cheapInitial: Int? = nil, cheapLooksPerTarget: Int? = nil, lookupCostRatio: Double = 100,
        evidenceRows: Int = 6, scoredCandidates: Int = 1_500, maximumRows: Int = 400, refitEveryTrialBelow: Int = 40,
        refitGrowth: Double = 1.15, fitEvaluations: Int = 40,
        covariance: CovarianceFunction = .matern52, caution: Double = 3,
        expectsNoise: Bool = false, noisePrior: LogNormalPrior? = nil
    ) {
        self.initial = initial
        self.cheapInitial = cheapInitial
        self.cheapLooksPerTarget = cheapLooksPerTarget
        self.lookupCostRatio = lookupCostRatio
        self.evidenceRows = evidenceRows
        self.scoredCandidates = scoredCandidates
        self.maximumRows = maximumRows
        self.refitEveryTrialBelow = refitEveryTrialBelow
        self.refitGrowth = refitGrowth
        self.fitEvaluations = fitEvaluations
        self.covariance = covariance
        self.caution = caution
        self.expectsNoise = expectsNoise
        self.noisePrior = noisePrior
    }

    func validate() throws(OptimizationError) {
        try OptionCheck.require(initialSize >= 1, "initial", initialSize, "at least 1")
        try OptionCheck.require(cheapInitial ?? 0 >= 0, "cheapInitial", cheapInitial ?? 0, "0 or more")
        try OptionCheck.require(
            cheapLooksPerTarget ?? 0 >= 0, "cheapLooksPerTarget", cheapLooksPerTarget ?? 0, "0 or more")
        try OptionCheck.require(lookupCostRatio > 1, "lookupCostRatio", lookupCostRatio, "above 1")
        try OptionCheck.require(evidenceRows >= 3, "evidenceRows", evidenceRows, "at least 3")
        try OptionCheck.require(scoredCandidates >= 16, "scoredCandidates", scoredCandidates, "at least 16")
        try OptionCheck.require(maximumRows >= 10, "maximumRows", maximumRows, "at least 10")
        try OptionCheck.require(refitEveryTrialBelow >= 0, "refitEveryTrialBelow", refitEveryTrialBelow, "0 or more")
        try OptionCheck.require(refitGrowth > 1, "refitGrowth", refitGrowth, "above 1")
        try OptionCheck.require(caution >= 1 && caution.isFinite, "caution", caution, "at least 1")
        try OptionCheck.require(fitEvaluations >= 1, "fitEvaluations", fitEvaluations, "at least 1")
    }

    /// The prior of the noise in force.
    var noiseVariancePrior: LogNormalPrior {
        noisePrior ?? (expectsNoise ? LogNormalPrior(location: -4, scale: 1) : LogNormalPrior(location: -8, scale: 2))
    }

    /// The size of the initial design in force.
    var initialSize: Int { initial ?? 16 }

    /// Whether the cheapest fidelity is looked up instead of being modelled.
    func looksUp(_ problem: OptimizationProblem) -> Bool {
        problem.fidelities.count > 1 && !problem.isContinuous && problem.costRatio >= lookupCostRatio
    }

    /// How many evaluations at the cheapest fidelity come first, at most.
    func cheapCount(for problem: OptimizationProblem) -> Int {
        guard problem.fidelities.count > 1 else { return 0 }
        if let cheapInitial { return cheapInitial }
        if looksUp(problem) { return Int(min(20_000, 0.5 * Double(initialSize) * problem.costRatio)) }
        return problem.costRatio >= 10 ? 4 * initialSize : 0
    }

    /// How many evaluations at the target come before the models are asked.
    func targetCount(for problem: OptimizationProblem) -> Int {
        cheapCount(for: problem) == 0 ? initialSize : min(initialSize, max(3, (initialSize + 2) / 3))
    }

    /// How many evaluations at a level below the target come before the models are asked: between the cheapest level
    /// and the target each level has a constant share of the one below it.
    func initialCount(at level: Int, for problem: OptimizationProblem) -> Int {
        let cheapest = cheapCount(for: problem)
        guard level > 0, cheapest > 0 else { return level == 0 ? cheapest : 0 }
        let share = Double(level) / Double(problem.target)
        return Int((pow(Double(cheapest), 1 - share) * pow(Double(targetCount(for: problem)), share)).rounded())
    }

    /// The most evaluations below the target for each one at it.
    func looks(for problem: OptimizationProblem) -> Int {
        if let cheapLooksPerTarget { return cheapLooksPerTarget }
        return looksUp(problem) ? Int(min(64, 0.1 * problem.costRatio)) : 8
    }
}

extension OptimizationProblem {
    /// How much more the target costs than the cheapest fidelity.
    var costRatio: Double { fidelities[target].cost / fidelities[0].cost }
}

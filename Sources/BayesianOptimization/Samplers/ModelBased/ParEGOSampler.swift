import GaussianProcess
import LinearAlgebra
public import SearchSpace

/// ParEGO at the target fidelity: every proposal draws weights, makes one objective of all by the augmented Chebyshev
/// function, and maximises its expected improvement under a Gaussian process.
///
/// J. Knowles, "ParEGO: a hybrid algorithm with on-line landscape approximation for expensive multiobjective
/// optimization problems", IEEE Trans. Evol. Comput. 10 (2006). Beyond it: outcome constraints and failures by the
/// probability of feasibility, alone while nothing feasible is known; pending trials by the model's means (kriging
/// believer).
///
/// Origins of proposals: `initial`, `acquisition`, and `random` as a fallback.
public struct ParEGOSampler: Sampler {
    /// What is optimised.
    public let problem: OptimizationProblem
    /// The settings.
    public let options: ParEGOOptions
    private let start: SobolSampler
    private var memory: BaselineMemory

    /// Makes a sampler.
    ///
    /// - Parameters:
    ///   - problem: What is optimised.
    ///   - seed: The seed of the initial points.
    ///   - options: The settings.
    /// - Throws: `OptimizationError.invalidProblem`, `.invalidOption` or `.space`.
    public init(
        problem: OptimizationProblem, seed: UInt64, options: ParEGOOptions = ParEGOOptions()
    ) throws(OptimizationError) {
        try problem.validate()
        try options.validate()
        self.problem = problem
        self.options = options
        start = try SobolSampler(problem: problem, seed: seed)
        memory = BaselineMemory(problem: problem, options: options.model)
    }

    /// Proposes the next candidate at the target.
    public mutating func propose(
        trial: Int, observations: [Observation], pending: [Proposal], generator: inout RandomGenerator
    ) throws(OptimizationError) -> Proposal {
        let ledger = TrialLedger(trial: trial, observations: observations, pending: pending)
        let target = problem.target
        let count = ledger.entries(at: target).count
        if count < options.initial ?? 2 * (problem.space.dimension + 1) {
            return try ledger.initialProposal(
                start.candidate(count), in: problem, fidelity: target, fallbacks: &memory.fallbacks, using: &generator)
        }
        let weights = drawnWeights(using: &generator)
        return try problem.searchedProposal(
            fidelity: target, beside: ledger.candidates(at: target), ledger: ledger, memory: &memory, using: &generator
        ) { [self] search, memory, generator throws(OptimizationError) in
            let acquisition = try acquisition(weights: weights, ledger: ledger, memory: &memory, using: &generator)
            return try search.local(
                budget: options.model.scoredCandidates, leaders: acquisition.leaders, using: &generator,
                score: acquisition.scores)
        }
    }

    private func drawnWeights(using generator: inout RandomGenerator) -> [Double] {
        let count = problem.objectives.count
        return switch options.weights {
        case .lattice(let divisions):
            ParEGOScalarization.latticeWeights(count: count, divisions: divisions, using: &generator)
        case .simplex: ParEGOScalarization.simplexWeights(count: count, using: &generator)
        }
    }

    private func acquisition(
        weights: [Double], ledger: TrialLedger, memory: inout BaselineMemory, using generator: inout RandomGenerator
    ) throws(OptimizationError) -> ParEGOAcquisition {
        let limit = options.model.maximumRows
        let sample = try LevelSample(ledger, fidelity: problem.target, problem: problem, maximumRows: limit)
        let values = sample.entries.compactMap { $0.outcome?.figures }.map { problem.maximized($0.objectives) }
        guard !values.isEmpty else { throw .model(reason: "nothing has figures") }
        let feasible = sample.entries.indices.filter {
            sample.entries[$0].outcome.map(problem.isFeasible) ?? false
        }
        let scalarization = ParEGOScalarization(
            weights: weights, augmentation: options.augmentation,
            values: feasible.isEmpty ? values : feasible.map { values[$0] }, reference: problem.maximizedReference)
        let targets = values.map { scalarization($0) }
        let order = targets.indices.sorted { (targets[$0], $1) > (targets[$1], $0) }
        var kept = Array(targets.indices)
        if targets.count > limit {
            // The author's selection: half the best, half at random.
            var others = Array(order.dropFirst(limit / 2))
            generator.shuffle(&others)
            kept = (order.prefix(limit / 2) + others.prefix(limit - limit / 2)).sorted()
        }
        var model = try memory.fits.model(
            "scalar", features: sample.features, targets: targets, kept: kept, fallbacks: &memory.fallbacks)
        var feasibility = try FeasibilityModel(
            ledger, samples: [sample], problem: problem, fits: &memory.fits, fallbacks: &memory.fallbacks)
        if !sample.pending.isEmpty {
            let features = try problem.space.featureMatrix(of: sample.pending)
            var isDone = feasibility.believe(features, fidelity: problem.target)
            if let extended = try? model.believing(at: features).model {
                model = extended
            } else {
                isDone = false
            }
            if !isDone { memory.fallbacks.count("ignoredPending") }
        }
        return ParEGOAcquisition(
            space: problem.space, model: model, feasibility: feasibility, best: feasible.map { targets[$0] }.max(),
            leaders: order.map { sample.entries[$0].candidate })
    }

    /// The fallback counts, as JSON.
    public var state: String { memory.fallbacks.json }

    /// Takes back a state that `state` gave.
    public mutating func restore(state: String) throws(OptimizationError) {
        memory.fallbacks = try FallbackCounter(json: state)
    }

    /// How often: `jitter` was added to a covariance matrix, a start of a fit failed (`failedFitStart`), pending trials
    /// could not be believed (`ignoredPending`), an initial point was known (`initialDuplicate`), or a random candidate
    /// was taken since there was no model (`noModel`), the acquisition was zero everywhere (`flatAcquisition`) or no
    /// new candidate was found (`noNewCandidate`).
    public var fallbackCounts: [String: Int] { memory.fallbacks.counts }
}

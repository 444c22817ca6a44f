import Glibc
public import SearchSpace

/// Bayesian optimisation of one or several objectives in many dimensions by local models in trust regions.
///
/// Several boxes move through the space: each stands around an observed point of great hypervolume contribution, grows
/// after successes, shrinks after failures, and starts anew elsewhere once it is too small. A proposal maximises,
/// inside one box, the expected hypervolume improvement of the front of all observations times the probability of
/// feasibility, both under Gaussian processes of the observations nearest to the box's centre (S. Daulton, D. Eriksson,
/// M. Balandat and E. Bakshy, "Multi-objective Bayesian optimization over high-dimensional search spaces", UAI 2022; D.
/// Eriksson et al., "Scalable global optimization via local Bayesian optimization", NeurIPS 2019). Where these draw one
/// sample of the posterior to score by, this takes the expectation, which can be climbed. The edges of a box are
/// stretched by the objectives' length scales, mildly, at a constant product.
///
/// Only the target fidelity is asked and learned from. The regions follow from the observations; only hyperparameters
/// and counters are stored. The regions take turns, by trial number.
///
/// Origins of proposals: `initial`, `acquisition`, `feasibility` (nothing feasible is known), `restart` (a region
/// starts anew), `uncertainty` (the acquisition was flat), `random` (no model could be made).
public struct TrustRegionSampler: Sampler {
    /// What is optimised.
    public let problem: OptimizationProblem
    /// The settings.
    public let options: TrustRegionOptions
    /// The base edges of the regions when the latest proposal was made.
    public private(set) var lengths: [Double] = []

    private let start: SobolSampler
    private var memory = TrustRegionState()

    /// Makes a sampler.
    ///
    /// - Parameters:
    ///   - problem: What is optimised; the space has at most `SobolSequence.dimensionLimit` parameters, and there are
    ///     at most `MultiFidelitySampler.objectiveLimit` objectives.
    ///   - seed: The seed of the initial points.
    ///   - options: The settings.
    /// - Throws: `OptimizationError.invalidProblem`, `.invalidOption` or `.space`.
    public init(
        problem: OptimizationProblem, seed: UInt64, options: TrustRegionOptions = TrustRegionOptions()
    ) throws(OptimizationError) {
        try options.validate()
        guard problem.objectives.count <= MultiFidelitySampler.objectiveLimit else {
            throw .invalidProblem(
                reason: "it has \(problem.objectives.count) objectives, and morbo takes at most "
                    + "\(MultiFidelitySampler.objectiveLimit); use ParEGO")
        }
        self.problem = problem
        self.options = options
        start = try SobolSampler(problem: problem, seed: seed)
    }

    /// The hyperparameters and counters, as JSON.
    public var state: String { memory.json }

    /// Takes back a state that `state` gave.
    public mutating func restore(state: String) throws(OptimizationError) {
        memory = try TrustRegionState(json: state)
    }

    /// How often: `jitter` was added to a covariance matrix, a start of a fit failed (`failedFitStart`), the
    /// acquisition was flat (`uncertainty`), an error ended a climb of it (`failedClimb`), no model could be made
    /// (`random`), an initial point had been proposed already (`initialDuplicate`).
    public var fallbackCounts: [String: Int] { memory.fallbacks }

    /// Proposes the next candidate, at the target.
    public mutating func propose(
        trial: Int, observations: [Observation], pending: [Proposal], generator: inout RandomGenerator
    ) throws(OptimizationError) -> Proposal {
        let target = problem.target
        let history = ProposalHistory(observations: observations, pending: pending)
        let waiting = pending.filter { $0.fidelity == target }.map(\.candidate)
        let progress = TrustRegionProgress(observations, problem: problem, options: options)
        lengths = progress.regions.map(\.length)
        if progress.observations.count + waiting.count < options.initialCount(for: problem) {
            return try history.initialProposal(
                start.candidate(trial), in: problem, fidelity: target, fallbacks: &memory, using: &generator)
        }
        let place = trial % progress.regions.count
        do throws(OptimizationError) {
            return try modelled(place, progress, waiting: waiting, history: history, using: &generator)
        } catch .model {
            return try history.randomProposal(
                insteadOf: "random", in: problem, fidelity: target, fallbacks: &memory, using: &generator)
        }
    }

    private func proposal(_ candidate: Candidate, _ origin: String) -> Proposal {
        Proposal(candidate: candidate, fidelity: problem.target, origin: origin)
    }

    private mutating func modelled(
        _ place: Int, _ progress: TrustRegionProgress, waiting: [Candidate], history: ProposalHistory,
        using generator: inout RandomGenerator
    ) throws(OptimizationError) -> Proposal {
        let isRestart = progress.regions[place].own.map { own in
            own.allSatisfy { progress.observations[$0].outcome.figures == nil }
        }
        let centres = progress.centres()
        guard let middle = isRestart == true ? centres.compactMap({ $0 }).first ?? 0 : centres[place],
            progress.observations.contains(where: { $0.outcome.figures != nil })
        else { throw .model(reason: "nothing has figures") }
        let centre = progress.observations[middle].candidate
        let models = try LocalModels(
            region: place, rows: try rows(near: centre, progress), progress: progress, pending: waiting,
            problem: problem, options: options, state: &memory)
        let region: TrustRegion
        do {
            region = try problem.space.trustRegion(
                around: centre, halfLengths: halfLengths(progress.regions[place].length, models: models))
        } catch { throw .space(error) }
        var search = LocalSearch(models: models, region: region, history: history, options: options)
        if isRestart == true {
            try search.scatter(using: &generator)
        } else {
            try search.run(using: &generator)
        }
        memory.count("failedClimb", by: search.failedClimbs)
        guard let best = search.pool.max(by: { $0.score < $1.score }) else {
            throw .model(reason: "no new candidate was found in the region")
        }
        if isRestart == true { return proposal(best.candidate, "restart") }
        guard !AcquisitionFlatness(search.pool.map(\.score)).isFlat else {
            memory.count("uncertainty")
            let widest = search.pool.max { $0.uncertainty < $1.uncertainty } ?? best
            return proposal(widest.candidate, "uncertainty")
        }
        return proposal(best.candidate, models.improvement == nil ? "feasibility" : "acquisition")
    }

    /// The observations nearest to a centre in the columns of the encoding, in trial order: those with figures, and up
    /// to half as many without.
    private func rows(near centre: Candidate, _ progress: TrustRegionProgress) throws(OptimizationError) -> [Int] {
        let middle: [Double]
        do { middle = try problem.space.encode(centre) } catch { throw .space(error) }
        let features = try problem.space.features(of: progress.observations.map(\.candidate))
        let distances = features.map { row in zip(row, middle).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } }
        let order = features.indices.sorted {
            distances[$0] == distances[$1] ? $0 < $1 : distances[$0] < distances[$1]
        }
        let known = order.filter { progress.observations[$0].outcome.figures != nil }
        let others = order.filter { progress.observations[$0].outcome.figures == nil }
        return (known.prefix(options.maximumRows) + others.prefix(options.maximumRows / 2)).sorted()
    }

    /// Half the edges by column of the encoding.
    ///
    /// The length scales over their geometric mean, to a power, stretch the base edge.
    private func halfLengths(_ length: Double, models: LocalModels) -> [Double] {
        let logs = models.logLengthScales
        let mean = logs.reduce(0, +) / Double(max(1, logs.count))
        return problem.space.denseFeatureGroups.map {
            0.5 * length * exp(options.stretchPower(for: problem) * (logs[$0] - mean))
        }
    }
}

import GaussianProcess
import ParetoFront
public import SearchSpace

/// Bayesian optimisation of one or several objectives over fidelities of different cost (method `mfbo`).
///
/// One multi-level Gaussian process models each objective and each constraint over all fidelities, and a further one
/// whether an evaluation works at all once one has not. A proposal maximises the logarithm of the expected hypervolume
/// improvement at the target fidelity times the probability of feasibility; while nothing feasible is known, that
/// probability alone. Pending trials count as if they had given the models' means (kriging believer: D. Ginsbourger,
/// R. Le Riche and L. Carraro, "Kriging is well-suited to parallelize optimization", 2010).
///
/// The fidelity is the one with the greater gain for its nominal cost: the improvement itself at the target, or, at a
/// cheaper level, what a look there is worth as screening (`screeningGains`). The order of things is: Sobol points at
/// the cheapest level, then the initial points of the levels between and of the target, half of them the best of the
/// cheaper ones; then proposals.
///
/// Origins of proposals: `initial`, `acquisition`, `screening` (below the target), `feasibility`, `uncertainty` (the
/// acquisition was flat), `random` (no model could be made).
public struct MultiFidelitySampler: Sampler {
    /// What is optimised.
    public let problem: OptimizationProblem
    /// The settings.
    public let options: MultiFidelityOptions
    /// What the latest proposal rested on.
    public internal(set) var diagnostics = Diagnostics()

    let start: SobolSampler
    let normals: [[Double]]
    let operators: VariationOperators
    /// The method that takes over where this one does not fit: that of a continuous fidelity, or ParEGO for more
    /// objectives than boxes can be kept for.
    private var specialist: (any Sampler)?
    /// The search that takes over where the cheapest level, looked up, ranks candidates unlike the target.
    private var targetAlone: (any Sampler)?
    /// Derived from the observations; never stored.
    var archive: ScreeningArchive
    var memory = SurrogateState()

    /// Makes a sampler.
    ///
    /// - Parameters:
    ///   - problem: What is optimised; the space has at most `SobolSequence.dimensionLimit` parameters.
    ///   - seed: The seed of the initial points.
    ///   - options: The settings.
    /// - Throws: `OptimizationError.invalidProblem`, `.invalidOption` or `.space`.
    public init(
        problem: OptimizationProblem, seed: UInt64, options: MultiFidelityOptions = MultiFidelityOptions()
    ) throws(OptimizationError) {
        try options.validate()
        self.problem = problem
        self.options = options
        start = try SobolSampler(problem: problem, seed: seed)
        operators = VariationOperators(space: problem.space, options: NSGA2Options())
        archive = ScreeningArchive(problem: problem, level: 0)
        if problem.objectives.count > Self.objectiveLimit {
            specialist = try ParEGOSampler(
                problem: problem, seed: seed, options: ParEGOOptions(initial: options.initial))
        } else if problem.isContinuous {
            // With as many objectives as boxes can be kept for there is no room for the setting as one more.
            specialist = try ContinuousFidelitySampler(
                problem: problem, seed: seed,
                options: .init(
                    acquisition: problem.objectives.count < Self.objectiveLimit ? .momf : .hvkg,
                    initialCount: options.initial, maximumRows: options.maximumRows))
        } else if options.looksUp(problem) {
            targetAlone = try TargetFidelitySampler(problem: problem, seed: seed, options: options)
        }
        do {
            let count = problem.objectives.count + problem.constraints.count
            let sequence = try SobolSequence(dimension: min(count, SobolSequence.dimensionLimit))
            normals = (0..<32).map { index in
                let point = sequence.point(index).map { RandomGenerator.normalQuantile($0 + 1.0 / 64) }
                return point + Array(repeating: 0, count: count - point.count)
            }
        } catch {
            throw .space(error)
        }
    }

    /// Beyond so many objectives the part that a front leaves open takes too many boxes, and ParEGO takes over.
    public static let objectiveLimit = 6

    /// The hyperparameters and counters, as JSON.
    public var state: String { specialist?.state ?? memory.json }

    /// Takes back a state that `state` gave.
    public mutating func restore(state: String) throws(OptimizationError) {
        if specialist != nil {
            try specialist?.restore(state: state)
        } else {
            memory = try SurrogateState(json: state)
            try targetAlone?.restore(state: memory.targetAlone ?? "")
        }
    }

    /// Whether the cheapest level, looked up, was found to rank candidates unlike the target: then it is asked no more.
    private var isCheapLevelUseless: Bool { memory.fallbacks[Self.uselessCheapLevel] != nil }

    /// The method that has taken over; `nil` while this one works itself.
    var successor: (any Sampler)? { specialist ?? (isCheapLevelUseless ? targetAlone : nil) }

    /// How often: `jitter` was added to a covariance matrix, a start of a fit failed (`failedFitStart`), the
    /// acquisition was flat (`uncertainty`), no model could be made (`random`), an initial point had been proposed
    /// already (`initialDuplicate`), a variance of the comparison under noise was nothing but rounding
    /// (`droppedVariance`), a climb ended with an error (`failedClimb`), the cheapest level, looked up, ranked
    /// candidates unlike the target (`cheapLevelUseless`, once and for all).
    ///
    /// With more objectives than `objectiveLimit` it says `manyObjectives` once, beside what ParEGO counts.
    public var fallbackCounts: [String: Int] {
        guard let specialist else {
            return memory.fallbacks.merging(targetAlone?.fallbackCounts ?? [:], uniquingKeysWith: +)
        }
        var counts = specialist.fallbackCounts
        if problem.objectives.count > Self.objectiveLimit { counts["manyObjectives"] = 1 }
        return counts
    }

    /// Proposes the next candidate and its fidelity.
    public mutating func propose(
        trial: Int, observations: [Observation], pending: [Proposal], generator: inout RandomGenerator
    ) throws(OptimizationError) -> Proposal {
        diagnostics = Diagnostics()
        if specialist != nil,
            let proposal = try specialist?.propose(
                trial: trial, observations: observations, pending: pending, generator: &generator)
        {
            return proposal
        }
        if options.looksUp(problem), !isCheapLevelUseless {
            let proposal = try screeningProposal(
                trial: trial, observations: observations, pending: pending, using: &generator)
            if let proposal { return proposal }
        }
        if isCheapLevelUseless,
            let proposal = try targetAlone?.propose(
                trial: trial, observations: observations, pending: pending, generator: &generator)
        {
            memory.targetAlone = targetAlone?.state
            return proposal
        }
        let history = ProposalHistory(observations: observations, pending: pending)
        let levels = observations.map(\.fidelity) + pending.map(\.fidelity)
        let targetCount = levels.count { $0 == problem.target }
        let cheapCount = levels.count - targetCount
        if let level = initialLevel(levels) {
            let initial = try initialProposal(
                trial: trial, fidelity: level, levelCount: levels.count { $0 == level },
                observations: observations, history: history, using: &generator)
            if let initial { return initial }
        }
        let models: SurrogateModels
        let search: CandidateSearch
        do throws(OptimizationError) {
            let data = try SurrogateData(observations, problem: problem, maximumRows: options.maximumRows)
            guard data.evaluatedCount > 0 else { throw OptimizationError.model(reason: "nothing has figures") }
            models = try SurrogateModels(
                data, observations: observations, pending: pending, problem: problem, options: options,
                state: &memory)
            search = try explore(models, observations: observations, history: history, using: &generator)
            memory.count("failedClimb", by: search.failedClimbs)
            diagnostics.note(models: models, data: data, state: memory, scored: search.spent)
        } catch .model(let reason) {
            return try randomProposal(reason, history: history, using: &generator)
        }
        guard var best = search.pool.max(by: { $0.score < $1.score }) else {
            return try randomProposal("no new candidate was found", history: history, using: &generator)
        }
        guard !AcquisitionFlatness(search.pool.map(\.score)).isFlat else {
            return try mostUncertain(search.pool.prefix(512).map(\.candidate), models: models)
        }
        if models.isNoisy, let other = try bestUnderNoise(search.pool, models: models, observations, pending) {
            best = other
        }
        diagnostics.logAcquisition = best.score
        guard models.improvement != nil else {
            return Proposal(candidate: best.candidate, fidelity: problem.target, origin: "feasibility")
        }
        let allowed =
            options.looks(for: problem) * (max(0, targetCount - options.targetCount(for: problem)) + 1)
        let initial = (0..<problem.target).reduce(0) { $0 + options.initialCount(at: $1, for: problem) }
        if targetCount >= options.evidenceRows, cheapCount - initial < allowed,
            let look = try screening(search, best: best, models: models, observations: observations, history: history)
        {
            return look
        }
        return Proposal(candidate: best.candidate, fidelity: problem.target, origin: "acquisition")
    }

    private mutating func randomProposal(
        _ reason: String, history: ProposalHistory, using generator: inout RandomGenerator
    ) throws(OptimizationError) -> Proposal {
        diagnostics.failure = reason
        return try history.randomProposal(
            insteadOf: "random", in: problem, fidelity: problem.target, fallbacks: &memory, using: &generator)
    }

    /// The best of the first candidates where the front itself is uncertain, with the score it came with; `nil` where
    /// they all gain nothing.
    mutating func bestUnderNoise(
        _ pool: [ScoredCandidate], models: SurrogateModels, _ observations: [Observation], _ pending: [Proposal]
    ) throws(OptimizationError) -> ScoredCandidate? {
        var known =
            observations.filter { $0.fidelity == problem.target && $0.outcome.figures != nil }.map(\.candidate)
            + pending.filter { $0.fidelity == problem.target }.map(\.candidate)
        if let archive = models.archive { known = known.filter { archive.figures(of: $0) != nil } }
        guard models.improvement != nil, let choice = try NoisyChoice(models: models, known: known) else { return nil }
        let first = pool.sorted { $0.score > $1.score }.prefix(NoisyChoice.candidateCount)
        let (scores, dropped) = try choice.scores(of: first.map(\.candidate))
        memory.count("droppedVariance", by: dropped)
        guard let best = scores.indices.max(by: { scores[$0] < scores[$1] }), scores[best] > -.infinity else {
            return nil
        }
        return first[best]
    }

    private func explore(
        _ models: SurrogateModels, observations: [Observation], history: ProposalHistory,
        using generator: inout RandomGenerator
    ) throws(OptimizationError) -> CandidateSearch {
        var search = CandidateSearch(
            problem: problem, models: models, history: history, budget: options.scoredCandidates)
        let leaders = best(of: observations) { $0 == problem.target }
        let screened = best(of: observations) { $0 < problem.target }
        try search.run(leaders: leaders, screened: screened, using: &generator)
        return search
    }

    /// The candidates observed with figures at some levels, best first.
    private func best(of observations: [Observation], at isWanted: (Int) -> Bool) -> [Candidate] {
        let members = observations.filter { isWanted($0.fidelity) && $0.outcome.figures != nil }
        return problem.ranked(members.map(\.outcome)).map { members[$0].candidate }
    }

    mutating func mostUncertain(
        _ candidates: [Candidate], models: SurrogateModels
    ) throws(OptimizationError) -> Proposal {
        memory.count("uncertainty")
        let uncertainties = try models.uncertainties(of: candidates)
        let index = uncertainties.indices.max { uncertainties[$0] < uncertainties[$1] } ?? 0
        return Proposal(candidate: candidates[index], fidelity: problem.target, origin: "uncertainty")
    }

    /// By how much a look is worth more than what it tells of its own point, since it tells of the neighbourhood too;
    /// ours.
    static let neighbourhoodWeight = 2.0

    /// The cheaper look that gains more for its cost than the best target candidate; `nil` where there is none.
    private mutating func screening(
        _ search: CandidateSearch, best: CandidateSearch.Scored, models: SurrogateModels, observations: [Observation],
        history: ProposalHistory
    ) throws(OptimizationError) -> Proposal? {
        guard problem.target > 0 else { return nil }
        var choice: (gain: Double, proposal: Proposal)?
        let targetRate = 1 / problem.fidelities[problem.target].cost
        let top = Array(search.pool.sorted { $0.score > $1.score }.prefix(24)).map(\.candidate)
        for level in 0..<problem.target {
            let candidates = top.filter { candidate in
                (level..<problem.target).allSatisfy { !history.contains(candidate, fidelity: $0) }
            }
            let gains = try models.screeningGains(
                of: candidates, level: level, best: best.score, normals: normals)
            for (candidate, gain) in zip(candidates, gains) {
                let rate = Self.neighbourhoodWeight * gain / problem.fidelities[level].cost
                if rate > targetRate, rate > choice?.gain ?? 0 {
                    choice = (
                        rate, Proposal(candidate: candidate, fidelity: level, origin: "screening")
                    )
                }
            }
        }
        diagnostics.screeningRate = (choice?.gain ?? 0) / targetRate
        return choice?.proposal
    }

    /// The level of the next point of the initial design: the cheapest first, then those between, then the target;
    /// `nil` where it is complete.
    private func initialLevel(_ levels: [Int]) -> Int? {
        let first = options.looksUp(problem) ? problem.target : 0
        for level in first..<problem.target {
            if levels.count(where: { $0 == level }) < options.initialCount(at: level, for: problem) { return level }
        }
        let wanted = options.looksUp(problem) ? options.initialSize : options.targetCount(for: problem)
        return levels.count { $0 == problem.target } < wanted ? problem.target : nil
    }

    /// A point of the initial design; `nil` where the whole space has been proposed at the cheap level.
    private mutating func initialProposal(
        trial: Int, fidelity: Int, levelCount: Int, observations: [Observation], history: ProposalHistory,
        using generator: inout RandomGenerator
    ) throws(OptimizationError) -> Proposal? {
        var number = trial
        if fidelity > 0, options.cheapCount(for: problem) > 0 {
            if levelCount % 2 == 0 {
                let screened = best(of: observations) { $0 < fidelity }
                if let candidate = screened.first(where: { !history.contains($0, fidelity: fidelity) }) {
                    return Proposal(candidate: candidate, fidelity: fidelity, origin: "initial")
                }
            }
            // A point that was looked at already, so that the levels can be compared there.
            number = levelCount
        }
        do throws(OptimizationError) {
            return try history.initialProposal(
                start.candidate(number), in: problem, fidelity: fidelity, fallbacks: &memory, using: &generator)
        } catch .spaceExhausted where fidelity < problem.target {
            return nil
        }
    }
}

import ParetoFront
public import SearchSpace

/// The strongest simple rival of multi-fidelity models: NSGA-II to convergence at the cheapest fidelity, its front at
/// the target, then neighbours of the target's front.
///
/// Screening: generations at the cheapest fidelity, as trials whose cost counts, until the stagnation rule holds or the
/// most generations are reached. Verification: the screened front at the target, each time the candidate whose screened
/// values add most hypervolume to those taken before; candidates that add none follow by crowding distance. Refinement:
/// children of two members of the target's front and neighbours of one, in turn. With a single fidelity this is NSGA-II
/// followed by refinement.
///
/// Origins of proposals: `initial` and `child` (screening), `front`, `neighbour`, and `random` as a fallback.
public struct TwoStageNSGA2Sampler: Sampler {
    /// The problem that candidates are made for.
    public let problem: OptimizationProblem
    /// The settings of the evolution.
    public let options: NSGA2Options
    /// When screening ends.
    public let stagnation: StagnationRule
    /// The most generations of screening.
    public let maximumGenerations: Int
    private var screening: Breeding
    private var fallbacks = FallbackCounter()

    /// Makes a sampler.
    ///
    /// - Parameters:
    ///   - problem: What is optimised.
    ///   - seed: The seed of the first generation.
    ///   - options: The settings of the evolution.
    ///   - stagnation: When screening ends.
    ///   - maximumGenerations: The most generations of screening, at least 1.
    /// - Throws: `OptimizationError.invalidProblem`, `.invalidOption` or `.space`.
    public init(
        problem: OptimizationProblem, seed: UInt64, options: NSGA2Options = NSGA2Options(populationSize: 100),
        stagnation: StagnationRule = StagnationRule(), maximumGenerations: Int = 100
    ) throws(OptimizationError) {
        try problem.validate()
        try options.validate()
        try stagnation.validate()
        try OptionCheck.require(maximumGenerations >= 1, "maximumGenerations", maximumGenerations, "at least 1")
        self.problem = problem
        self.options = options
        self.stagnation = stagnation
        self.maximumGenerations = maximumGenerations
        screening = try Breeding(problem: problem, seed: seed, options: options, fidelity: 0, rule: stagnation)
    }

    /// Makes a sampler whose screening takes at most a share of a known budget.
    ///
    /// The population has a twentieth of the screening evaluations, but at least 20 and at most 100 individuals, so
    /// that there is time for some twenty generations.
    ///
    /// - Parameters:
    ///   - problem: What is optimised.
    ///   - seed: The seed of the first generation.
    ///   - budget: What the campaign will spend, in the unit of the fidelities' costs.
    ///   - screeningShare: The largest share of it that screening takes, above 0 and at most 1.
    ///   - stagnation: When screening ends before.
    /// - Throws: `OptimizationError.invalidProblem`, `.invalidOption` or `.space`.
    public init(
        problem: OptimizationProblem, seed: UInt64, budget: Double, screeningShare: Double = 0.5,
        stagnation: StagnationRule = StagnationRule()
    ) throws(OptimizationError) {
        try problem.validate()
        try OptionCheck.require(budget > 0 && budget.isFinite, "budget", budget, "above 0")
        try OptionCheck.require(
            screeningShare > 0 && screeningShare <= 1, "screeningShare", screeningShare, "above 0 and at most 1")
        let evaluations = Int(min(1e6, screeningShare * budget / problem.fidelities[0].cost))
        let size = min(100, max(20, evaluations / 20))
        try self.init(
            problem: problem, seed: seed, options: NSGA2Options(populationSize: size), stagnation: stagnation,
            maximumGenerations: max(1, evaluations / size))
    }

    /// Proposes the next candidate of the stage that the trials so far have reached.
    public mutating func propose(
        trial: Int, observations: [Observation], pending: [Proposal], generator: inout RandomGenerator
    ) throws(OptimizationError) -> Proposal {
        let ledger = TrialLedger(trial: trial, observations: observations, pending: pending)
        let cheap = ledger.entries(at: 0)
        _ = screening.history.parents(cheap)
        if screening.history.convergedGeneration == nil, cheap.count < maximumGenerations * options.populationSize {
            do throws(OptimizationError) {
                return try screening.propose(ledger, fallbacks: &fallbacks, using: &generator)
            } catch .spaceExhausted where problem.target > 0 {
                // Every candidate has been screened: the front is exact.
            }
        }
        if problem.target > 0, let candidate = nextOfFront(cheap, known: ledger.candidates(at: problem.target)) {
            return Proposal(candidate: candidate, fidelity: problem.target, origin: "front")
        }
        return try refinement(ledger, using: &generator)
    }

    /// The member of the screened front that adds most to those evaluated at the target already; `nil` where all have
    /// been.
    private func nextOfFront(_ cheap: [TrialLedger.Entry], known: Set<Candidate>) -> Candidate? {
        var members: [(candidate: Candidate, values: [Double])] = []
        for entry in cheap {
            if let values = entry.outcome.flatMap(problem.feasibleValues) { members.append((entry.candidate, values)) }
        }
        if members.isEmpty {
            // Nothing feasible was screened: the least infeasible ones, one generation of them.
            let ranked = TrialLedger.ranked(cheap, problem: problem).prefix(options.populationSize)
            return ranked.first { !known.contains($0.candidate) }?.candidate
        }
        let mask = Dominance.nonDominatedMask(members.map(\.values))
        let front = zip(members, mask).filter(\.1).map(\.0)
        let left = front.filter { !known.contains($0.candidate) }
        guard !left.isEmpty else { return nil }
        let taken = front.filter { known.contains($0.candidate) }.map(\.values)
        let gains = left.map {
            Hypervolume.improvement(of: $0.values, over: taken, reference: problem.maximizedReference)
        }
        if let best = gains.indices.max(by: { (gains[$0], $1) < (gains[$1], $0) }), gains[best] > 0 {
            return left[best].candidate
        }
        let distances = Dominance.crowdingDistances(left.map(\.values))
        return distances.indices.max { (distances[$0], $1) < (distances[$1], $0) }.map { left[$0].candidate }
    }

    private mutating func refinement(
        _ ledger: TrialLedger, using generator: inout RandomGenerator
    ) throws(OptimizationError) -> Proposal {
        let target = problem.target
        let evaluated = TrialLedger.ranked(ledger.entries(at: target), problem: problem)
        let values = evaluated.compactMap { $0.outcome.flatMap(problem.feasibleValues) }
        let frontCount = Dominance.nonDominatedMask(values).count { $0 }
        // Best first: the front comes first; while nothing is feasible, the least infeasible ones.
        let parents = evaluated.prefix(values.isEmpty ? 4 : frontCount).map(\.candidate)
        guard !parents.isEmpty else {
            return try ledger.randomProposal(
                insteadOf: "randomWithoutFront", in: problem, fidelity: target, fallbacks: &fallbacks,
                using: &generator)
        }
        for attempt in 0..<64 {
            let first = NSGA2.tournament(parents, using: &generator)
            var candidate: Candidate?
            if parents.count > 1, attempt < 32, generator.uniform() < 0.5 {
                let second = NSGA2.tournament(parents, using: &generator)
                candidate = screening.operators.children(of: first, second, using: &generator).0
            } else {
                candidate = problem.space.neighbour(of: first, scale: 0.05, using: &generator)
            }
            if let candidate, !ledger.contains(candidate, fidelity: target) {
                return Proposal(candidate: candidate, fidelity: target, origin: "neighbour")
            }
        }
        return try ledger.randomProposal(
            insteadOf: "randomForDuplicateNeighbour", in: problem, fidelity: target, fallbacks: &fallbacks,
            using: &generator)
    }

    /// The fallback counts, as JSON.
    public var state: String { fallbacks.json }

    /// Takes back a state that `state` gave.
    public mutating func restore(state: String) throws(OptimizationError) {
        fallbacks = try FallbackCounter(json: state)
    }

    /// How often a random candidate took the place of a duplicate child (`randomForDuplicateChild`) or neighbour
    /// (`randomForDuplicateNeighbour`), of a child without parents (`randomWithoutParents`) or of a neighbour without a
    /// front (`randomWithoutFront`), and of a first point that was known (`initialDuplicate`).
    public var fallbackCounts: [String: Int] { fallbacks.counts }
}

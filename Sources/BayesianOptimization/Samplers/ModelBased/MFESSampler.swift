public import SearchSpace

/// MFES: Hyperband over the fidelities, with candidates from a weighted ensemble of one Gaussian process a fidelity.
///
/// Trials follow `HyperbandSchedule`. A trial of a first rung takes the candidate of greatest expected hypervolume
/// improvement at the target under the ensembles (`FidelityEnsemble`), over random candidates and local search; a small
/// share are random candidates, and the first few are Sobol points. A trial of a later rung takes the best result of
/// the rung before, by front and crowding distance among the feasible ones, that is new at its level; while none is in,
/// it takes a model's candidate. Trial numbers alone decide on the rung, so that it does not matter when results come.
///
/// Y. Li, Y. Shen, J. Jiang, J. Gao, C. Zhang and B. Cui, "MFES-HB: efficient Hyperband with multi-fidelity quality
/// measurements", AAAI 2021.
///
/// Origins of proposals: `initial`, `acquisition`, `exploration`, `promotion`, and `random` as a fallback.
public struct MFESSampler: Sampler {
    /// What is optimised.
    public let problem: OptimizationProblem
    /// The settings.
    public let options: MFESOptions
    private let schedule: HyperbandSchedule
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
        problem: OptimizationProblem, seed: UInt64, options: MFESOptions = MFESOptions()
    ) throws(OptimizationError) {
        try problem.validate()
        try options.validate(levelCount: problem.fidelities.count)
        self.problem = problem
        self.options = options
        schedule = HyperbandSchedule(levelCount: problem.fidelities.count, reduction: options.reduction)
        start = try SobolSampler(problem: problem, seed: seed)
        memory = BaselineMemory(problem: problem, options: options.model)
    }

    /// Proposes the next candidate at the fidelity of its rung.
    public mutating func propose(
        trial: Int, observations: [Observation], pending: [Proposal], generator: inout RandomGenerator
    ) throws(OptimizationError) -> Proposal {
        let ledger = TrialLedger(trial: trial, observations: observations, pending: pending)
        let slot = schedule.slot(of: trial)
        do throws(OptimizationError) {
            if let rung = slot.candidates {
                if let candidate = promoted(from: rung, to: slot.level, ledger: ledger) {
                    return Proposal(candidate: candidate, fidelity: slot.level, origin: "promotion")
                }
                memory.fallbacks.count("nothingToPromote")
            }
            return try modelled(trial: trial, fidelity: slot.level, ledger: ledger, using: &generator)
        } catch .spaceExhausted where slot.level < problem.target {
            memory.fallbacks.count("exhaustedFidelity")
            return try modelled(trial: trial, fidelity: problem.target, ledger: ledger, using: &generator)
        }
    }

    private func promoted(from rung: Range<Int>, to level: Int, ledger: TrialLedger) -> Candidate? {
        let known = ledger.candidates(at: level)
        let members = ledger.entries(at: level - 1).filter { rung.contains($0.trial) }
        return TrialLedger.ranked(members, problem: problem).first { !known.contains($0.candidate) }?.candidate
    }

    private mutating func modelled(
        trial: Int, fidelity: Int, ledger: TrialLedger, using generator: inout RandomGenerator
    ) throws(OptimizationError) -> Proposal {
        if trial < options.initial {
            return try ledger.initialProposal(
                start.candidate(trial), in: problem, fidelity: fidelity, fallbacks: &memory.fallbacks, using: &generator
            )
        }
        if generator.uniform() < options.randomShare {
            return try ledger.freshProposal(
                in: problem, fidelity: fidelity, origin: "exploration", using: &generator)
        }
        let levels = Array(problem.fidelities.indices)
        // What a dearer level has shown needs no cheaper look.
        let known = (fidelity...problem.target).reduce(into: Set<Candidate>()) {
            $0.formUnion(ledger.candidates(at: $1))
        }
        return try problem.searchedProposal(
            fidelity: fidelity, beside: known, ledger: ledger, memory: &memory, using: &generator
        ) { [problem, options] search, memory, generator throws(OptimizationError) in
            let acquisition = try HypervolumeAcquisition(
                ledger, fidelities: levels, problem: problem, fits: &memory.fits, fallbacks: &memory.fallbacks)
            return try search.local(
                budget: options.model.scoredCandidates,
                leaders: problem.leaders(ledger, fidelities: levels.reversed(), count: 10), using: &generator,
                score: acquisition.scores)
        }
    }

    /// The fallback counts, as JSON.
    public var state: String { memory.fallbacks.json }

    /// Takes back a state that `state` gave.
    public mutating func restore(state: String) throws(OptimizationError) {
        memory.fallbacks = try FallbackCounter(json: state)
    }

    /// How often: `jitter` was added to a covariance matrix, a start of a fit failed (`failedFitStart`), pending trials
    /// could not be believed (`ignoredPending`), a rung had nothing to pass on (`nothingToPromote`), a fidelity had no
    /// candidate left and the target took its place (`exhaustedFidelity`), an initial point was known
    /// (`initialDuplicate`), or a random candidate was taken since there was no model (`noModel`), the acquisition was
    /// zero everywhere (`flatAcquisition`) or no new candidate was found (`noNewCandidate`).
    public var fallbackCounts: [String: Int] { memory.fallbacks.counts }
}

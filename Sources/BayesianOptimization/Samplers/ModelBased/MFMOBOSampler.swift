public import SearchSpace

/// MFMOBO, the schedule of Theseus: Bayesian optimisation at a low fidelity, a hand-over of its best points, then
/// Bayesian optimisation at the target with both fidelities in one surrogate.
///
/// Random points at the low fidelity; rounds of greatest expected hypervolume improvement there under its own models;
/// the best of them, by front and crowding distance, at the target; then rounds at the target under `FidelityEnsemble`s
/// of both. Every round takes the best of many random candidates, without local search, as the authors do. With a
/// single fidelity this is Bayesian optimisation by random search.
///
/// J. Zhu et al., "Theseus: exploring efficient wafer-scale chip design for large language models", arXiv 2407.02079.
///
/// Origins of proposals: `initial`, `acquisition`, `handover`, and `random` as a fallback.
public struct MFMOBOSampler: Sampler {
    /// What is optimised.
    public let problem: OptimizationProblem
    /// The settings.
    public let options: MFMOBOOptions
    private var memory: BaselineMemory

    /// Makes a sampler.
    ///
    /// - Throws: `OptimizationError.invalidProblem` or `.invalidOption`.
    public init(
        problem: OptimizationProblem, options: MFMOBOOptions = MFMOBOOptions()
    ) throws(OptimizationError) {
        try problem.validate()
        try options.validate(for: problem)
        self.problem = problem
        self.options = options
        memory = BaselineMemory(problem: problem, options: options.model)
    }

    /// Proposes the next candidate of the stage that the trials so far have reached.
    public mutating func propose(
        trial: Int, observations: [Observation], pending: [Proposal], generator: inout RandomGenerator
    ) throws(OptimizationError) -> Proposal {
        let ledger = TrialLedger(trial: trial, observations: observations, pending: pending)
        let (low, target) = (options.lowFidelity, problem.target)
        let count = ledger.entries(at: low).count
        if low == target || count < options.initial + options.lowRounds {
            do throws(OptimizationError) {
                if count < options.initial {
                    return try ledger.freshProposal(in: problem, fidelity: low, origin: "initial", using: &generator)
                }
                return try round(fidelities: [low], ledger: ledger, using: &generator)
            } catch .spaceExhausted where low < target {
                memory.fallbacks.count("exhaustedFidelity")
            }
        }
        let known = ledger.candidates(at: target)
        if known.count < options.handover {
            let best = TrialLedger.ranked(ledger.entries(at: low), problem: problem).first {
                !known.contains($0.candidate)
            }
            if let best { return Proposal(candidate: best.candidate, fidelity: target, origin: "handover") }
            memory.fallbacks.count("nothingToHandOver")
        }
        return try round(fidelities: [low, target], ledger: ledger, using: &generator)
    }

    /// A round at the last of some fidelities.
    private mutating func round(
        fidelities: [Int], ledger: TrialLedger, using generator: inout RandomGenerator
    ) throws(OptimizationError) -> Proposal {
        let fidelity = fidelities.last ?? problem.target
        return try problem.searchedProposal(
            fidelity: fidelity, beside: ledger.candidates(at: fidelity), ledger: ledger, memory: &memory,
            using: &generator
        ) { [problem, options] search, memory, generator throws(OptimizationError) in
            let acquisition = try HypervolumeAcquisition(
                ledger, fidelities: fidelities, problem: problem, fits: &memory.fits, fallbacks: &memory.fallbacks)
            return try search.random(
                count: options.model.scoredCandidates, using: &generator, score: acquisition.scores)
        }
    }

    /// The fallback counts, as JSON.
    public var state: String { memory.fallbacks.json }

    /// Takes back a state that `state` gave.
    public mutating func restore(state: String) throws(OptimizationError) {
        memory.fallbacks = try FallbackCounter(json: state)
    }

    /// How often: `jitter` was added to a covariance matrix, a start of a fit failed (`failedFitStart`), pending trials
    /// could not be believed (`ignoredPending`), the low fidelity had no candidate left (`exhaustedFidelity`) or no
    /// result to hand over (`nothingToHandOver`), or a random candidate was taken since there was no model (`noModel`),
    /// the acquisition was zero everywhere (`flatAcquisition`) or no new candidate was found (`noNewCandidate`).
    public var fallbackCounts: [String: Int] { memory.fallbacks.counts }
}

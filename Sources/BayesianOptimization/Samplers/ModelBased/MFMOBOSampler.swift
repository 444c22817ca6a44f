public import SearchSpace

/// MFMOBO, the schedule of Theseus: Bayesian optimisation at a low fidelity, a hand-over of its best points, then Bayesian
/// optimisation at the target with both fidelities in one surrogate.
///
/// Random points at the low fidelity; rounds of greatest expected hypervolume improvement there under its own models; the
/// best of them, by front and crowding distance, at the target; then rounds at the target under `FidelityEnsemble`s of
/// both. Every round takes the best of many random candidates, without local search, as the authors do. With a single
/// fidelity this is Bayesian optimisation by random search.
///
/// J. Zhu et al., "Theseus: exploring efficient wafer-scale chip design for large language models", arXiv 2407.02079.
///
/// Origins of proposals: `initial`, `acquisition`, `handover`, and `random` as a fallback.
public struct MFMOBOSampler: Sampler {
    /// What is optimised.
    public let problem: OptimizationProblem
    /// The settings.
    public let options: MFMOBOOptions
    private var fits: MilestoneFits
    private var fallbacks = FallbackCounter()

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
        fits = MilestoneFits(groups: problem.space.denseFeatureGroups, options: options.model)
    }

    /// Proposes the next candidate of the stage that the trials so far have reached.
    public mutating func propose(
        trial: Int, observations: [Observation], pending: [Proposal], generator: inout RandomGenerator
    ) throws(OptimizationError) -> Proposal {
        let ledger = TrialLedger(trial: trial, observations: observations, pending: pending)
        let (low, target) = (options.lowFidelity, problem.target)
        let count = ledger.entries(at: low).count
        if count < options.initial {
            return Proposal(
                candidate: try ledger.fresh(in: problem, fidelity: low, using: &generator), fidelity: low,
                origin: "initial")
        }
        if low == target {
            return try round(fidelities: [low], ledger: ledger, using: &generator)
        }
        if count < options.initial + options.lowRounds {
            do throws(OptimizationError) {
                return try round(fidelities: [low], ledger: ledger, using: &generator)
            } catch .spaceExhausted {
                fallbacks.count("exhaustedFidelity")
            }
        }
        let known = ledger.candidates(at: target)
        if known.count < options.handover {
            let best = TrialLedger.ranked(ledger.entries(at: low), problem: problem).first {
                !known.contains($0.candidate)
            }
            if let best { return Proposal(candidate: best.candidate, fidelity: target, origin: "handover") }
            fallbacks.count("nothingToHandOver")
        }
        return try round(fidelities: [low, target], ledger: ledger, using: &generator)
    }

    /// A round at the last of some fidelities.
    private mutating func round(
        fidelities: [Int], ledger: TrialLedger, using generator: inout RandomGenerator
    ) throws(OptimizationError) -> Proposal {
        let fidelity = fidelities.last ?? problem.target
        var search = AcquisitionSearch(space: problem.space, known: ledger.candidates(at: fidelity))
        let best: AcquisitionSearch.Scored?
        do throws(OptimizationError) {
            let acquisition = try HypervolumeAcquisition(
                ledger, fidelities: fidelities, problem: problem, fits: &fits, fallbacks: &fallbacks)
            best = try search.random(
                count: options.model.scoredCandidates, using: &generator, score: acquisition.scores)
        } catch .model {
            return try problem.randomProposal(
                insteadOf: "noModel", fidelity: fidelity, ledger: ledger, fallbacks: &fallbacks, using: &generator)
        }
        return try problem.proposal(
            from: best, fidelity: fidelity, ledger: ledger, fallbacks: &fallbacks, using: &generator)
    }

    /// The fallback counts, as JSON.
    public var state: String { fallbacks.json }

    /// Takes back a state that `state` gave.
    public mutating func restore(state: String) throws(OptimizationError) {
        fallbacks = try FallbackCounter(json: state)
    }

    /// How often: `jitter` was added to a covariance matrix, a start of a fit failed (`failedFitStart`), pending trials
    /// could not be believed (`ignoredPending`), the low fidelity had no candidate left (`exhaustedFidelity`) or no result
    /// to hand over (`nothingToHandOver`), or a random candidate was taken since there was no model (`noModel`), the
    /// acquisition was zero everywhere (`flatAcquisition`) or no new candidate was found (`noNewCandidate`).
    public var fallbackCounts: [String: Int] { fallbacks.counts }
}

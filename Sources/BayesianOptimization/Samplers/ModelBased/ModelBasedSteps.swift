import SearchSpace

/// Steps that the model-based baselines share.
extension OptimizationProblem {
    /// A point of a sequence that is new at a fidelity; a random one, counted as `initialDuplicate`, where it is known.
    func initialProposal(
        _ index: Int, of sequence: SobolSampler, fidelity: Int, ledger: TrialLedger, fallbacks: inout FallbackCounter,
        using generator: inout RandomGenerator
    ) throws(OptimizationError) -> Proposal {
        let candidate = try sequence.candidate(index)
        if !ledger.contains(candidate, fidelity: fidelity) {
            return Proposal(candidate: candidate, fidelity: fidelity, origin: "initial")
        }
        fallbacks.count("initialDuplicate")
        return Proposal(
            candidate: try ledger.fresh(in: self, fidelity: fidelity, using: &generator), fidelity: fidelity,
            origin: "initial")
    }

    /// A random candidate in place of one that a model should have given, counted under a name.
    func randomProposal(
        insteadOf reason: String, fidelity: Int, ledger: TrialLedger, fallbacks: inout FallbackCounter,
        using generator: inout RandomGenerator
    ) throws(OptimizationError) -> Proposal {
        fallbacks.count(reason)
        return Proposal(
            candidate: try ledger.fresh(in: self, fidelity: fidelity, using: &generator), fidelity: fidelity,
            origin: "random")
    }

    /// The candidate of greatest acquisition as a proposal; a random one, counted, where the acquisition is zero
    /// everywhere (`flatAcquisition`) or no new candidate was found (`noNewCandidate`).
    func proposal(
        from best: AcquisitionSearch.Scored?, fidelity: Int, ledger: TrialLedger, fallbacks: inout FallbackCounter,
        using generator: inout RandomGenerator
    ) throws(OptimizationError) -> Proposal {
        guard let best, best.score > -.infinity else {
            return try randomProposal(
                insteadOf: best == nil ? "noNewCandidate" : "flatAcquisition", fidelity: fidelity, ledger: ledger,
                fallbacks: &fallbacks, using: &generator)
        }
        return Proposal(candidate: best.candidate, fidelity: fidelity, origin: "acquisition")
    }

    /// The finished candidates of some fidelities, the best of each in turn.
    func leaders(_ ledger: TrialLedger, fidelities: [Int], count: Int) -> [Candidate] {
        var leaders: [Candidate] = []
        for fidelity in fidelities {
            leaders += TrialLedger.ranked(ledger.entries(at: fidelity), problem: self).prefix(count).map(\.candidate)
        }
        return leaders
    }
}

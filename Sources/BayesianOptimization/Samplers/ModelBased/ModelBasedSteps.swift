import SearchSpace

/// Steps that the model-based baselines share.
extension OptimizationProblem {
    /// The candidate of greatest acquisition as a proposal.
    ///
    /// A random one takes its place, counted, where no model can be made (`noModel`), the acquisition is zero
    /// everywhere (`flatAcquisition`) or no new candidate is found (`noNewCandidate`).
    ///
    /// - Parameters:
    ///   - fidelity: The fidelity to propose at.
    ///   - known: The candidates that must not be proposed.
    ///   - ledger: Every earlier trial.
    ///   - memory: Handed to the search, and counts fallbacks.
    ///   - generator: The trial's source of randomness.
    ///   - search: Makes the models and searches.
    func searchedProposal(
        fidelity: Int, beside known: Set<Candidate>, ledger: TrialLedger, memory: inout BaselineMemory,
        using generator: inout RandomGenerator,
        search: (
            inout AcquisitionSearch, inout BaselineMemory, inout RandomGenerator
        ) throws(OptimizationError) -> AcquisitionSearch.Scored?
    ) throws(OptimizationError) -> Proposal {
        var own = AcquisitionSearch(space: space, known: known)
        let reason: String
        do throws(OptimizationError) {
            let best = try search(&own, &memory, &generator)
            if let best, best.score > -.infinity {
                return Proposal(candidate: best.candidate, fidelity: fidelity, origin: "acquisition")
            }
            reason = best == nil ? "noNewCandidate" : "flatAcquisition"
        } catch .model {
            reason = "noModel"
        }
        return try ledger.randomProposal(
            insteadOf: reason, in: self, fidelity: fidelity, fallbacks: &memory.fallbacks, using: &generator)
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

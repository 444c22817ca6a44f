import SearchSpace

extension ProposalRecord {
    /// A random candidate that is new at a fidelity, as a proposal.
    ///
    /// - Throws: `OptimizationError.spaceExhausted` or `.space`.
    func freshProposal(
        in problem: OptimizationProblem, fidelity: Int, origin: String, using generator: inout RandomGenerator
    ) throws(OptimizationError) -> Proposal {
        Proposal(
            candidate: try fresh(in: problem, fidelity: fidelity, using: &generator), fidelity: fidelity,
            origin: origin)
    }

    /// A random candidate in place of one that a method should have given, counted under a name.
    ///
    /// - Throws: `OptimizationError.spaceExhausted` or `.space`.
    func randomProposal(
        insteadOf reason: String, in problem: OptimizationProblem, fidelity: Int,
        fallbacks: inout some FallbackCounting, using generator: inout RandomGenerator
    ) throws(OptimizationError) -> Proposal {
        fallbacks.count(reason)
        return try freshProposal(in: problem, fidelity: fidelity, origin: "random", using: &generator)
    }

    /// A point of an initial design as a proposal; a random one, counted as `initialDuplicate`, where it was proposed
    /// before.
    ///
    /// - Throws: `OptimizationError.spaceExhausted` or `.space`.
    func initialProposal(
        _ candidate: Candidate, in problem: OptimizationProblem, fidelity: Int,
        fallbacks: inout some FallbackCounting, using generator: inout RandomGenerator
    ) throws(OptimizationError) -> Proposal {
        if !contains(candidate, fidelity: fidelity) {
            return Proposal(candidate: candidate, fidelity: fidelity, origin: "initial")
        }
        fallbacks.count("initialDuplicate")
        return try freshProposal(in: problem, fidelity: fidelity, origin: "initial", using: &generator)
    }
}

import SearchSpace

/// What has been proposed so far, at which fidelity.
protocol ProposalRecord: Sendable {
    /// Whether a candidate was proposed at a fidelity.
    func contains(_ candidate: Candidate, fidelity: Int) -> Bool
    /// The candidates proposed at a fidelity.
    func candidates(at fidelity: Int) -> Set<Candidate>
}

extension ProposalRecord {
    /// A random candidate that is new at a fidelity; where hardly any is left, one of those that are.
    ///
    /// - Throws: `OptimizationError.spaceExhausted` where there is none, or `.space`.
    func fresh(
        in problem: OptimizationProblem, fidelity: Int, using generator: inout RandomGenerator
    ) throws(OptimizationError) -> Candidate {
        for _ in 0..<256 {
            let candidate: Candidate
            do { candidate = try problem.space.random(using: &generator) } catch { throw .space(error) }
            if !contains(candidate, fidelity: fidelity) { return candidate }
        }
        let known = candidates(at: fidelity)
        let left = problem.space.candidatesLeft(beside: known)
        guard !left.isEmpty else {
            throw .spaceExhausted(
                count: problem.space.count ?? known.count, fidelity: problem.fidelities[fidelity].name)
        }
        return left[generator.index(below: left.count)]
    }
}

extension SearchSpace {
    /// Every candidate of a space that is small enough to be listed, up to 65,536, that is not among some.
    func candidatesLeft(beside known: Set<Candidate>) -> [Candidate] {
        (allCandidates(limit: 1 << 16) ?? []).filter { !known.contains($0) }
    }
}

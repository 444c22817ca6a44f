import SearchSpace

/// Which candidates have been proposed at which fidelity; evaluators are deterministic, so none is asked twice.
struct ProposalHistory: Sendable {
    private struct Key: Hashable, Sendable {
        var candidate: Candidate
        var fidelity: Int
    }

    /// The largest space that is listed in full to find what is left of it.
    static let listLimit = 1 << 16

    private var keys: Set<Key> = []

    init(observations: [Observation], pending: [Proposal]) {
        for observation in observations {
            keys.insert(Key(candidate: observation.candidate, fidelity: observation.fidelity))
        }
        for proposal in pending { insert(proposal.candidate, fidelity: proposal.fidelity) }
    }

    func contains(_ candidate: Candidate, fidelity: Int) -> Bool {
        keys.contains(Key(candidate: candidate, fidelity: fidelity))
    }

    mutating func insert(_ candidate: Candidate, fidelity: Int) {
        keys.insert(Key(candidate: candidate, fidelity: fidelity))
    }

    /// A random candidate that is new at a fidelity.
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
        let left = (problem.space.allCandidates(limit: Self.listLimit) ?? []).filter {
            !contains($0, fidelity: fidelity)
        }
        guard !left.isEmpty else {
            throw .spaceExhausted(count: problem.space.count ?? keys.count, fidelity: problem.fidelities[fidelity].name)
        }
        return left[generator.index(below: left.count)]
    }
}

import SearchSpace

/// Which candidates have been proposed at which fidelity; evaluators are deterministic, so none is asked twice.
struct ProposalHistory: ProposalRecord {
    private struct Key: Hashable, Sendable {
        var candidate: Candidate
        var fidelity: Int
    }

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

    func candidates(at fidelity: Int) -> Set<Candidate> {
        Set(keys.lazy.filter { $0.fidelity == fidelity }.map(\.candidate))
    }

    mutating func insert(_ candidate: Candidate, fidelity: Int) {
        keys.insert(Key(candidate: candidate, fidelity: fidelity))
    }
}

public import SearchSpace

/// Independent random candidates, none twice: the baseline that everything else must beat.
public struct RandomSampler: Sampler {
    /// The problem that candidates are drawn for.
    public let problem: OptimizationProblem
    /// The index of the fidelity that is asked.
    public let fidelity: Int

    /// Makes a sampler.
    ///
    /// - Parameters:
    ///   - problem: What is optimised.
    ///   - fidelity: The index of the fidelity to ask; the target where none is given.
    /// - Throws: `OptimizationError.invalidProblem` or `.invalidOption`.
    public init(problem: OptimizationProblem, fidelity: Int? = nil) throws(OptimizationError) {
        try problem.validate()
        self.problem = problem
        self.fidelity = try problem.checkedFidelity(fidelity)
    }

    /// Proposes a random candidate that is new at the fidelity.
    public mutating func propose(
        trial: Int, observations: [Observation], pending: [Proposal], generator: inout RandomGenerator
    ) throws(OptimizationError) -> Proposal {
        let history = ProposalHistory(observations: observations, pending: pending)
        return try history.freshProposal(in: problem, fidelity: fidelity, origin: "random", using: &generator)
    }

    /// Empty: nothing has to be kept.
    public var state: String { "" }

    /// Accepts the empty state only.
    public mutating func restore(state: String) throws(OptimizationError) {
        guard state.isEmpty else { throw .invalidState(reason: "a random sampler has none") }
    }

    /// Empty: there are no fallbacks.
    public var fallbackCounts: [String: Int] { [:] }
}

extension OptimizationProblem {
    /// The index of a fidelity, the target where none is given.
    func checkedFidelity(_ fidelity: Int?) throws(OptimizationError) -> Int {
        let index = fidelity ?? target
        guard fidelities.indices.contains(index) else {
            throw .invalidOption(
                name: "fidelity", found: "\(index)", accepted: "an index from 0 to \(fidelities.count - 1)")
        }
        return index
    }
}

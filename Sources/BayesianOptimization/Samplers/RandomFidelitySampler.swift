public import SearchSpace

/// Independent random candidates at random fidelities, each with a probability inversely proportional to its cost:
/// every fidelity gets the same share of the budget.
///
/// This is the control for methods of several fidelities: what it reaches is due to the cheap data, not to a choice of
/// candidates. BoTorch's multi-fidelity tutorial draws its initial design in this way.
public struct RandomFidelitySampler: Sampler {
    /// The problem that candidates are drawn for.
    public let problem: OptimizationProblem
    private var fallbacks = FallbackCounter()

    /// Makes a sampler.
    ///
    /// - Throws: `OptimizationError.invalidProblem`.
    public init(problem: OptimizationProblem) throws(OptimizationError) {
        try problem.validate()
        self.problem = problem
    }

    /// Proposes a random fidelity and a random candidate that is new at it.
    ///
    /// A fidelity at which every candidate has been proposed takes no further part.
    ///
    /// - Throws: `OptimizationError.spaceExhausted` where no fidelity is left.
    public mutating func propose(
        trial: Int, observations: [Observation], pending: [Proposal], generator: inout RandomGenerator
    ) throws(OptimizationError) -> Proposal {
        let history = ProposalHistory(observations: observations, pending: pending)
        var open = Array(problem.fidelities.indices)
        while true {
            let place = generator.index(inProportionTo: open.map { 1 / problem.fidelities[$0].cost })
            let fidelity = open[place]
            do throws(OptimizationError) {
                return try history.freshProposal(
                    in: problem, fidelity: fidelity, origin: "random", using: &generator)
            } catch .spaceExhausted where open.count > 1 {
                fallbacks.count("exhaustedFidelity")
                open.remove(at: place)
            }
        }
    }

    /// The fallback counts, as JSON.
    public var state: String { fallbacks.json }

    /// Takes back a state that `state` gave.
    public mutating func restore(state: String) throws(OptimizationError) {
        fallbacks = try FallbackCounter(json: state)
    }

    /// How often a fidelity was drawn at which nothing is left, `exhaustedFidelity`.
    public var fallbackCounts: [String: Int] { fallbacks.counts }
}

public import SearchSpace

/// Bayesian optimisation by the expected hypervolume improvement at the target fidelity alone (method `ehvi`).
///
/// It is the multi-fidelity method on the problem without its cheaper fidelities; results at those are left aside.
/// S. Ament et al., "Unexpected improvements to expected improvement for Bayesian optimization", NeurIPS 2023, give the
/// logarithm of the acquisition that it maximises.
public struct TargetFidelitySampler: Sampler {
    private let target: Int
    private var sampler: MultiFidelitySampler

    /// Makes a sampler.
    ///
    /// - Parameters:
    ///   - problem: What is optimised; of its fidelities the last alone is asked.
    ///   - seed: The seed of the initial points.
    ///   - options: The settings; those of cheaper fidelities have no effect.
    /// - Throws: `OptimizationError.invalidProblem`, `.invalidOption` or `.space`.
    public init(
        problem: OptimizationProblem, seed: UInt64, options: MultiFidelityOptions = MultiFidelityOptions()
    ) throws(OptimizationError) {
        try problem.validate()
        target = problem.target
        var restricted = problem
        restricted.fidelities = Array(problem.fidelities.suffix(1))
        for index in restricted.fidelities.indices { restricted.fidelities[index].setting = nil }
        sampler = try MultiFidelitySampler(problem: restricted, seed: seed, options: options)
    }

    /// Proposes the next candidate, at the target.
    public mutating func propose(
        trial: Int, observations: [Observation], pending: [Proposal], generator: inout RandomGenerator
    ) throws(OptimizationError) -> Proposal {
        var own: [Observation] = []
        own.reserveCapacity(observations.count)
        for var observation in observations where observation.fidelity == target {
            observation.fidelity = 0
            own.append(observation)
        }
        var waiting: [Proposal] = []
        for var proposal in pending where proposal.fidelity == target {
            proposal.fidelity = 0
            waiting.append(proposal)
        }
        var proposal = try sampler.propose(
            trial: trial, observations: own, pending: waiting, generator: &generator)
        proposal.fidelity = target
        return proposal
    }

    /// The hyperparameters and counters, as JSON.
    public var state: String { sampler.state }

    /// Takes back a state that `state` gave.
    public mutating func restore(state: String) throws(OptimizationError) { try sampler.restore(state: state) }

    /// As those of `MultiFidelitySampler`.
    public var fallbackCounts: [String: Int] { sampler.fallbackCounts }

    /// As those of `MultiFidelitySampler`.
    public var diagnosticsJSON: String { sampler.diagnosticsJSON }
}

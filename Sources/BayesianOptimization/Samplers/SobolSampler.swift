public import SearchSpace

/// A scrambled Sobol sequence over the space: trial k takes point k, whatever has been observed.
///
/// Where the space is small a candidate may come twice.
public struct SobolSampler: Sampler {
    /// The problem that candidates are drawn for.
    public let problem: OptimizationProblem
    /// The index of the fidelity that is asked.
    public let fidelity: Int
    private let sequence: SobolSequence

    /// Makes a sampler.
    ///
    /// - Parameters:
    ///   - problem: What is optimised; at most `SobolSequence.dimensionLimit` parameters.
    ///   - seed: The seed of the scrambling.
    ///   - fidelity: The index of the fidelity to ask; the target where none is given.
    /// - Throws: `OptimizationError.invalidProblem`, `.invalidOption` or `.space`.
    public init(problem: OptimizationProblem, seed: UInt64, fidelity: Int? = nil) throws(OptimizationError) {
        try problem.validate()
        self.problem = problem
        self.fidelity = try problem.checkedFidelity(fidelity)
        do {
            var generator = RandomGenerator(seed: seed, stream: .max)
            sequence = try SobolSequence(dimension: problem.space.dimension, scrambledBy: &generator)
        } catch {
            throw .space(error)
        }
    }

    /// Proposes the candidate at the trial's point of the sequence.
    public mutating func propose(
        trial: Int, observations: [Observation], pending: [Proposal], generator: inout RandomGenerator
    ) throws(OptimizationError) -> Proposal {
        Proposal(candidate: try candidate(trial), fidelity: fidelity, origin: "sobol")
    }

    /// The candidate at a point of the sequence.
    func candidate(_ index: Int) throws(OptimizationError) -> Candidate {
        do { return try problem.space.decode(sequence.point(index)) } catch { throw .space(error) }
    }

    /// Empty: nothing has to be kept.
    public var state: String { "" }

    /// Accepts the empty state only.
    public mutating func restore(state: String) throws(OptimizationError) {
        guard state.isEmpty else { throw .invalidState(reason: "a Sobol sampler has none") }
    }

    /// Empty: there are no fallbacks.
    public var fallbackCounts: [String: Int] { [:] }
}

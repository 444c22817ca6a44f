public import SearchSpace

/// A candidate to evaluate, at which fidelity, and why.
public struct Proposal: Sendable, Hashable {
    /// The point to evaluate.
    public var candidate: Candidate
    /// The index of the fidelity to ask.
    public var fidelity: Int
    /// Where it came from: `start`, `initial`, `acquisition`, or the name of a fallback.
    public var origin: String

    /// Makes a proposal.
    public init(candidate: Candidate, fidelity: Int, origin: String) {
        self.candidate = candidate
        self.fidelity = fidelity
        self.origin = origin
    }
}

/// A method that proposes candidates.
///
/// A proposal is a function of the sampler's own state, of the arguments, and of nothing else, so that a campaign
/// that is resumed from a stored state goes on as if it had never stopped.
public protocol Sampler: Sendable {
    /// Proposes the candidate of one trial.
    ///
    /// - Parameters:
    ///   - trial: The trial's number, from 0.
    ///   - observations: Every result that may be used, in trial order; numbers below 0 are results known beforehand,
    ///     the same for every trial.
    ///   - pending: The proposals whose results may not be used yet, in trial order.
    ///   - generator: The trial's own source of randomness.
    /// - Throws: `OptimizationError` when no candidate can be found.
    mutating func propose(
        trial: Int, observations: [Observation], pending: [Proposal], generator: inout RandomGenerator
    ) throws(OptimizationError) -> Proposal

    /// What must be kept, beside observations and the trial's generator, to go on exactly: JSON; empty where nothing
    /// is.
    var state: String { get }

    /// Takes back a state that `state` gave.
    ///
    /// - Throws: `OptimizationError` when the text is not such a state.
    mutating func restore(state: String) throws(OptimizationError)

    /// How often each fallback was taken since the start, by name: jitter added, flat acquisition, and the like.
    var fallbackCounts: [String: Int] { get }

    /// What the latest proposal rested on, one JSON object for people; empty where there is nothing to say.
    ///
    /// Nothing of it enters a decision.
    var diagnosticsJSON: String { get }
}

extension Sampler {
    /// Empty: a method without models has nothing to say.
    public var diagnosticsJSON: String { "" }
}

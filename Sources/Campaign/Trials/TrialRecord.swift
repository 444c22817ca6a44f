public import BayesianOptimization
public import SearchSpace

/// Everything that the checkpoint keeps about one trial.
public struct TrialRecord: Sendable, Hashable {
    /// The trial's number, from 0 in the order of proposing.
    public var number: Int
    /// The point that is evaluated.
    public var candidate: Candidate
    /// The index of the fidelity.
    public var fidelity: Int
    /// Where the candidate came from: `start`, `initial`, `acquisition`, or the name of a fallback.
    public var origin: String
    /// Where it stands.
    public internal(set) var state: TrialState
    /// How often an evaluation was begun, retries and resumed runs included.
    public var attempts: Int
    /// The seed handed to the evaluator, below 2^53.
    public var seed: UInt64
    /// The objectives in their own units, in the problem's order; empty where there are no figures.
    public var objectives: [Double]
    /// The constraints' quantities in their own units, in the problem's order; empty where there are no figures.
    public var constraints: [Double]
    /// Whether it has figures and keeps every constraint.
    public var isFeasible: Bool
    /// Why it is infeasible or failed; empty otherwise.
    public var reason: String
    /// The nominal cost.
    public var cost: Double
    /// How long the evaluation took, all attempts of this run together.
    public var evaluationSeconds: Double
    /// How long the proposal took.
    public var proposalSeconds: Double
    /// The generator as it stood before the proposal.
    public var generator: RandomGenerator
    /// How many results had arrived when it was proposed.
    public var usedArrivals: Int
    /// Its place among the results as they arrived, from 0; `nil` where it has none yet.
    public var arrival: Int?
    /// The end of what the program wrote to standard error.
    public var standardErrorTail: String

    /// What the sampler sees of it; `nil` while it has no result.
    public var observation: Observation? {
        let outcome: Observation.Outcome
        switch state {
        case .proposed, .queued, .running, .cancelled: return nil
        case .failed, .timedOut: outcome = .failed(reason: reason)
        case .completed: outcome = .evaluated(objectives: objectives, constraints: constraints)
        case .infeasible:
            outcome =
                objectives.isEmpty
                ? .infeasible(reason: reason) : .evaluated(objectives: objectives, constraints: constraints)
        }
        return Observation(trial: number, candidate: candidate, fidelity: fidelity, outcome: outcome)
    }

    /// Goes on to another state.
    ///
    /// - Throws: `LifeCycleError` where `TrialState.transitions` does not allow it; nothing has changed then.
    public mutating func become(_ next: TrialState) throws(LifeCycleError) {
        guard state.successors.contains(next) else {
            throw LifeCycleError(what: "trial \(number)", from: state.rawValue, to: next.rawValue)
        }
        state = next
    }

    /// What the sampler sees of it while its result may not be used.
    public var proposal: Proposal { Proposal(candidate: candidate, fidelity: fidelity, origin: origin) }

    /// What `reason` is counted under: `power_w` for `power_w 31000.0 above 30000.0`, any other text as it is.
    public var reasonNames: [String] {
        guard state == .infeasible else { return [reason] }
        let parts = reason.split(separator: "; ").map { $0.split(separator: " ").map(String.init) }
        let areLimits = parts.allSatisfy { words in
            words.count >= 4 && ["above", "below"].contains(words[words.count - 2])
                && Double(words[words.count - 1]) != nil && Double(words[words.count - 3]) != nil
        }
        return areLimits ? parts.map { $0.dropLast(3).joined(separator: " ") } : [reason]
    }
}

extension TrialRecord {
    /// The seed handed to a trial's evaluator: 53 bits, so that every JSON reader keeps them.
    static func evaluatorSeed(campaign seed: UInt64, trial: Int) -> UInt64 {
        var generator = RandomGenerator(seed: seed ^ 0x5EED_0F_E7A1_0A7E, stream: UInt64(trial))
        return generator.next() >> 11
    }
}

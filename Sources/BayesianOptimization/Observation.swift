public import SearchSpace

/// What one finished trial showed.
public struct Observation: Sendable, Hashable {
    /// How an evaluation ended.
    public enum Outcome: Sendable, Hashable {
        /// The evaluator answered: values in the order of the problem's objectives and constraints, in their own units.
        ///
        /// The candidate is feasible when every constraint has a slack that is not negative.
        case evaluated(objectives: [Double], constraints: [Double])
        /// The evaluator says that the candidate cannot be, without figures.
        case infeasible(reason: String)
        /// No usable answer came after every attempt.
        case failed(reason: String)
    }

    /// The trial's number, from 0.
    public var trial: Int
    /// The point that was evaluated.
    public var candidate: Candidate
    /// The index of the fidelity that was asked.
    public var fidelity: Int
    /// What came back.
    public var outcome: Outcome

    /// Makes an observation.
    public init(trial: Int, candidate: Candidate, fidelity: Int, outcome: Outcome) {
        self.trial = trial
        self.candidate = candidate
        self.fidelity = fidelity
        self.outcome = outcome
    }
}

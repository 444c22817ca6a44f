public import BayesianOptimization
public import SearchSpace

/// What a campaign took from an earlier one: results that cost nothing and are no trials of this campaign.
///
/// It is read once, when the campaign begins, and stored in its checkpoint.
public struct WarmStart: Sendable, Hashable, Codable {
    /// One result of the earlier campaign.
    public struct Result: Sendable, Hashable, Codable {
        /// The point, in the order of this campaign's parameters.
        public var candidate: Candidate
        /// The name of the fidelity.
        public var fidelity: String
        /// How it ended: with figures or not.
        public var state: TrialState
        /// The objectives in their own units, in this campaign's order; empty where there are no figures.
        public var objectives: [Double]
        /// The constraints' quantities in this campaign's order; empty where there are no figures.
        public var constraints: [Double]
        /// Why it has no figures; else empty.
        public var reason: String
    }

    /// The path of the earlier campaign's checkpoint, as the file has it.
    public var checkpoint: String
    /// The earlier campaign's name.
    public var campaign: String
    /// What was taken, in the order of the earlier trials.
    public var results: [Result]
    /// Why trials were left out, and how many for each reason.
    public var leftOut: [String: Int]

    /// The results as samplers see them, numbered below 0 so that none is a trial of this campaign.
    ///
    /// - Parameter problem: This campaign's problem; a result at a fidelity that it does not have is left out.
    public func observations(for problem: OptimizationProblem) -> [Observation] {
        results.enumerated().compactMap { index, result in
            guard let fidelity = problem.fidelities.firstIndex(where: { $0.name == result.fidelity }) else {
                return nil
            }
            let outcome: Observation.Outcome
            if !result.objectives.isEmpty {
                outcome = .evaluated(objectives: result.objectives, constraints: result.constraints)
            } else if result.state == .infeasible {
                outcome = .infeasible(reason: result.reason)
            } else {
                outcome = .failed(reason: result.reason)
            }
            return Observation(
                trial: index - results.count, candidate: result.candidate, fidelity: fidelity, outcome: outcome)
        }
    }
}

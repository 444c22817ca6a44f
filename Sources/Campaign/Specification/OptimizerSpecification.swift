public import BayesianOptimization

/// The method of a campaign and its settings.
public struct OptimizerSpecification: Sendable, Hashable {
    /// The methods that propose candidates.
    public enum Method: String, Sendable, Hashable, CaseIterable {
        /// Multi-fidelity Bayesian optimisation.
        case mfbo
        /// Random candidates at the target fidelity.
        case random
        /// Points of a Sobol sequence at the target fidelity.
        case sobol
        /// NSGA-II in steady state at the target fidelity.
        case nsga2
    }

    /// Which results a proposal uses.
    public enum Order: String, Sendable, Hashable, CaseIterable {
        /// Exactly those of the trials far enough before it, whatever the number of workers.
        case trial
        /// Those that have arrived; their order is recorded.
        case arrival
    }

    /// The method.
    public var method: Method
    /// Target evaluations before the model is asked.
    public var initial: Int
    /// How many trials before a proposal it does not wait for.
    public var lookahead: Int
    /// Which results a proposal uses.
    public var order: Order
    /// Evaluations at the cheapest fidelity before everything; `nil` leaves it to the method.
    public var cheapInitial: Int?
    /// The most cheaper looks for each target evaluation, after the initial ones.
    public var cheapLooksPerTarget: Int
    /// The population of `nsga2`.
    public var population: Int
    /// When to stop before the budget is used up.
    public var stop: StoppingRules

    /// The sampler of the method.
    ///
    /// - Throws: `OptimizationError` when the problem cannot be optimised by it.
    public func makeSampler(
        for problem: OptimizationProblem, seed: UInt64
    ) throws(OptimizationError) -> any Sampler {
        // A new method is a case above and a line here; the campaign file takes its name from the case.
        switch method {
        case .mfbo:
            try MultiFidelitySampler(
                problem: problem, seed: seed,
                options: MultiFidelityOptions(
                    initial: initial, cheapInitial: cheapInitial, cheapLooksPerTarget: cheapLooksPerTarget))
        case .random: try RandomSampler(problem: problem)
        case .sobol: try SobolSampler(problem: problem, seed: seed)
        case .nsga2: try NSGA2Sampler(problem: problem, seed: seed, populationSize: population)
        }
    }
}

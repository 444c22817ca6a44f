/// The method of a campaign and its settings.
public struct OptimizerSpecification: Sendable, Hashable {
    /// The methods that propose candidates; a new one is a case here and a line in `makeSampler`.
    public enum Method: String, Sendable, Hashable, CaseIterable {
        /// Multi-fidelity Bayesian optimisation.
        case mfbo
        /// Random candidates at the target fidelity.
        case random
        /// Points of a Sobol sequence at the target fidelity.
        case sobol
        /// NSGA-II in steady state at the target fidelity.
        case nsga2
        /// Bayesian optimisation of the expected hypervolume improvement at the target fidelity alone.
        case ehvi
        /// ParEGO at the target fidelity: expected improvement of one random scalarisation a proposal.
        case parego
        /// Hyperband over the fidelities with candidates of weighted Gaussian processes.
        case mfes
        /// The schedule of Theseus: the cheapest fidelity first, then a hand-over to the target.
        case mfmobo
        /// NSGA-II at the cheapest fidelity, its front at the target, then neighbours of the target's front.
        case twoStage = "two-stage"
        /// Random candidates at fidelities drawn inversely to their cost.
        case randomFidelity = "random-fidelity"
        /// Designs and fidelities together, the fidelity being one more objective, for its cost.
        case momf
        /// Designs and fidelities together by the growth of the hypervolume of the target's means, for its cost.
        case hvkg
        /// Local models in trust regions at the target fidelity, for many parameters.
        case morbo
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
    /// The size of the initial design of the methods with a model; `nil` leaves it to the method.
    ///
    /// `mfmobo` keeps that of its authors, `two-stage` has none.
    public var initial: Int?
    /// How many trials before a proposal it does not wait for.
    public var lookahead: Int
    /// Which results a proposal uses.
    public var order: Order
    /// Evaluations at the cheapest fidelity before everything; `nil` leaves it to the method.
    public var cheapInitial: Int?
    /// The most cheaper looks for each target evaluation, after the initial ones; `nil` leaves it to the method.
    public var cheapLooksPerTarget: Int?
    /// Whether evaluations of one candidate may differ, which `mfbo` and `ehvi` then reckon with.
    public var expectsNoise: Bool
    /// The population of `nsga2`.
    public var population: Int
    /// The budget of the campaign file, by which `mfmobo` and `two-stage` plan their stages.
    ///
    /// An extension does not change the plan: what the method does before it stays what it was.
    public var plannedBudget: Budget
    /// When to stop before the budget is used up.
    public var stop: StoppingRules
}

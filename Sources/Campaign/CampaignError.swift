public import BayesianOptimization
public import ConfigurationFile

/// What can go wrong in a campaign.
public enum CampaignError: Error, Sendable, Hashable {
    /// The campaign file is wrong.
    case configuration(ConfigurationError)
    /// The checkpoint cannot be used.
    case checkpoint(CheckpointError)
    /// The optimiser cannot go on.
    case optimization(OptimizationError)
    /// A text that is not a budget.
    case invalidBudget(text: String)
    /// A budget below what has been spent, or the same kind not extended.
    case budgetBelowSpent(budget: Budget, spent: Double)
    /// Trials cannot be evaluated any more.
    case executor(reason: String)
    /// A number of workers for a campaign on a cluster.
    case workersOnCluster
    /// A number of workers that cannot be.
    case invalidWorkers(Int)
    /// A seed that a checkpoint cannot hold.
    case invalidSeed(UInt64)
}

extension CampaignError: CustomStringConvertible {
    /// One line: what is wrong and what to do.
    public var description: String {
        switch self {
        case .configuration(let error): error.description
        case .checkpoint(let error): error.description
        case .optimization(let error): error.description
        case .invalidBudget(let text):
            "budget: found \(ConfigurationError.quoted(text)); accepted: cost=NUMBER above 0, evaluations=COUNT of at "
                + "least 1, target_fidelity_evaluations=COUNT of at least 1, or a plain number of the campaign's kind"
        case .budgetBelowSpent(let budget, let spent):
            "budget: found \(budget), below the \(spent) already spent; accepted: \(budget.key)= at least \(spent)"
        case .executor(let reason): "the executor cannot go on: \(reason)"
        case .invalidSeed(let seed): "seed: found \(seed); accepted: a whole number from 0 to \(Int64.max)"
        case .workersOnCluster:
            "workers: found a number, for a campaign on Slurm; accepted: executor.tasks and executor.pack in its file"
        case .invalidWorkers(let count): "workers: found \(count); accepted: a whole number from 1 to 256"
        }
    }
}

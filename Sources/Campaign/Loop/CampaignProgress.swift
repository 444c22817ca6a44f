/// Where a campaign stands; a snapshot for people, nothing of which enters a decision.
public struct CampaignProgress: Sendable, Hashable {
    /// The names of the fidelities, cheap to dear.
    public var fidelities: [String] = []
    /// By fidelity: how many trials have been proposed.
    public var proposed: [Int] = []
    /// By fidelity: how many have a result.
    public var finished: [Int] = []
    /// How many have figures and keep every constraint.
    public var feasible = 0
    /// How many break a constraint or cannot be.
    public var infeasible = 0
    /// How many gave no usable answer.
    public var failed = 0
    /// How many of those that failed were ended by the time limit.
    public var timedOut = 0
    /// What has been proposed, in every unit of a budget.
    public var spending = Budget.Spending()
    /// How much may be spent.
    public var budget: Budget
    /// The hypervolume of the feasible trials at the target fidelity.
    public var hypervolume = 0.0
    /// How many of them no other one dominates.
    public var frontCount = 0
    /// Since this process began to work on the campaign.
    public var elapsedSeconds = 0.0
    /// The time left if the budget goes on to be used at this pace; `nil` before there is one.
    public var remainingSeconds: Double?
    /// The time that all proposals took, over all processes.
    public var proposalSeconds = 0.0
    /// The time that all evaluations took, over all processes and workers.
    public var evaluationSeconds = 0.0
    /// How often the sampler took each fallback.
    public var fallbacks: [String: Int] = [:]

    /// The share of finished trials that are feasible; `nil` before the first.
    public var feasibleShare: Double? {
        let total = finished.reduce(0, +)
        return total > 0 ? Double(feasible) / Double(total) : nil
    }

    /// How much of the budget has been used, from 0 to 1.
    public var budgetShare: Double { min(1, budget.used(spending) / budget.limit) }

    /// A campaign without trials.
    public init(fidelities: [String], budget: Budget) {
        self.fidelities = fidelities
        self.budget = budget
        proposed = Array(repeating: 0, count: fidelities.count)
        finished = proposed
    }

    mutating func addProposal(_ trial: TrialRecord) {
        proposed[trial.fidelity] += 1
        spending.add(cost: trial.cost, isTarget: trial.fidelity == fidelities.count - 1)
        proposalSeconds += trial.proposalSeconds
    }

    mutating func addResult(_ trial: TrialRecord) {
        finished[trial.fidelity] += 1
        evaluationSeconds += trial.evaluationSeconds
        switch trial.state {
        case .completed: feasible += 1
        case .infeasible: infeasible += 1
        case .failed: failed += 1
        case .timedOut:
            failed += 1
            timedOut += 1
        case .proposed, .queued, .running, .cancelled: break
        }
    }
}

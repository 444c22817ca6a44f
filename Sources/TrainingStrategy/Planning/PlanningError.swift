/// Why there is no plan.
public enum PlanningError: Error, Sendable, Hashable, CustomStringConvertible {
    /// No strategy of the planner is legal for the task.
    case noStrategy(planner: String, reason: String)
    /// The planner is for another kind of machine.
    case wrongMachine(planner: String, accepted: String)

    /// What is wrong, and what would be right.
    public var description: String {
        switch self {
        case .noStrategy(let planner, let reason): "\(planner) has no strategy for this design: \(reason)"
        case .wrongMachine(let planner, let accepted): "\(planner) plans for \(accepted) only"
        }
    }
}

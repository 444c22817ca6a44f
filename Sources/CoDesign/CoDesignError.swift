public import TrainingStrategy

/// Why a wafer problem cannot be asked something.
public enum CoDesignError: Error, Sendable, Hashable, CustomStringConvertible {
    /// There is no fidelity of that name.
    case unknownFidelity(String)
    /// There is no planner of that name.
    case unknownPlanner(String)
    /// A list of planners names one twice.
    case repeatedPlanner(String)
    /// The planner of a problem has no strategy for a machine.
    case unplanned(PlanningError)
    /// A candidate does not belong to the problem's space.
    case foreignCandidate(parameter: String)

    /// One sentence that says what was found and what is accepted.
    public var description: String {
        switch self {
        case .unknownFidelity(let name):
            "there is no fidelity '\(name)'; choose one of " + WaferFidelity.all.map(\.name).joined(separator: ", ")
        case .unknownPlanner(let name):
            "there is no planner '\(name)'; choose one of " + WaferPlanner.all.map(\.name).joined(separator: ", ")
        case .repeatedPlanner(let name): "the planner '\(name)' is named twice; name each once"
        case .unplanned(let error): error.description
        case .foreignCandidate(let parameter):
            "the candidate has no usable value of \(parameter); take candidates from the problem's own space"
        }
    }
}

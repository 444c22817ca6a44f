/// The columns of the table of trials in the order in which they are read: by place, as looking names up in every row
/// takes longer than all the rest.
enum TrialColumn: Int, CaseIterable {
    case number, candidate, fidelity, origin, state, attempts, seed, objectives, constraints, feasible, reason, cost
    case evaluationSeconds, proposalSeconds, generator, usedArrivals, arrival, standardError

    /// The column's name.
    var name: String {
        switch self {
        case .evaluationSeconds: "evaluation_seconds"
        case .proposalSeconds: "proposal_seconds"
        case .usedArrivals: "used_arrivals"
        case .standardError: "standard_error"
        default: "\(self)"
        }
    }

    /// What is asked of the table.
    static let selection = "SELECT \(allCases.map(\.name).joined(separator: ", ")) FROM trials ORDER BY number"
}

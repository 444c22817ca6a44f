import Foundation

/// How much a campaign may spend, in nominal cost or in evaluations.
public enum Budget: Sendable, Hashable, Codable {
    /// The sum of the nominal costs of all proposals.
    case cost(Double)
    /// The number of proposals at any fidelity.
    case evaluations(Int)
    /// The number of proposals at the target fidelity.
    case targetFidelityEvaluations(Int)

    /// What has been proposed so far, in every unit that a budget may have.
    public struct Spending: Sendable, Hashable {
        /// The sum of nominal costs.
        public var cost = 0.0
        /// The number of proposals.
        public var evaluations = 0
        /// The number of proposals at the target fidelity.
        public var targetFidelityEvaluations = 0

        /// Nothing spent.
        public init() {}

        /// Adds one proposal.
        public mutating func add(cost: Double, isTarget: Bool) {
            self.cost += cost
            evaluations += 1
            if isTarget { targetFidelityEvaluations += 1 }
        }
    }

    /// The key under which campaign files and `--budget` name this kind.
    public var key: String {
        switch self {
        case .cost: "cost"
        case .evaluations: "evaluations"
        case .targetFidelityEvaluations: "target_fidelity_evaluations"
        }
    }

    /// The limit as a number.
    public var limit: Double {
        switch self {
        case .cost(let value): value
        case .evaluations(let count), .targetFidelityEvaluations(let count): Double(count)
        }
    }

    /// What has been used of it, in its own unit.
    public func used(_ spending: Spending) -> Double {
        switch self {
        case .cost: spending.cost
        case .evaluations: Double(spending.evaluations)
        case .targetFidelityEvaluations: Double(spending.targetFidelityEvaluations)
        }
    }

    /// Whether one more proposal fits.
    ///
    /// A budget of target evaluations ends with the last of them; a cheaper look after it would have no use.
    public func allows(_ spending: Spending, cost: Double) -> Bool {
        switch self {
        case .cost(let limit): spending.cost + cost <= limit + 1e-9
        case .evaluations(let limit): spending.evaluations < limit
        case .targetFidelityEvaluations(let limit): spending.targetFidelityEvaluations < limit
        }
    }

    /// Reads `cost=150`, `evaluations=300`, `target_fidelity_evaluations=60`, or a plain number of the present kind.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - current: The budget whose kind a plain number takes.
    /// - Throws: `CampaignError.invalidBudget`.
    public init(parsing text: String, current: Budget) throws(CampaignError) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let key = parts.count == 2 ? parts[0] : current.key
        let number = parts[parts.count - 1]
        func count() throws(CampaignError) -> Int {
            guard let value = Int(number), value >= 1 else { throw .invalidBudget(text: text) }
            return value
        }
        switch key {
        case "cost":
            guard let value = Double(number), value.isFinite, value > 0 else { throw .invalidBudget(text: text) }
            self = .cost(value)
        case "evaluations": self = .evaluations(try count())
        case "target_fidelity_evaluations": self = .targetFidelityEvaluations(try count())
        default: throw .invalidBudget(text: text)
        }
    }
}

extension Budget: CustomStringConvertible {
    /// As `--budget` takes it, for example `cost=120.0`.
    public var description: String {
        switch self {
        case .cost(let value): "cost=\(value)"
        case .evaluations(let count): "evaluations=\(count)"
        case .targetFidelityEvaluations(let count): "target_fidelity_evaluations=\(count)"
        }
    }
}

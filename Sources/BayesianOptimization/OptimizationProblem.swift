public import SearchSpace

/// What is to be optimised: the space, the objectives, the constraints and the fidelities.
public struct OptimizationProblem: Sendable {
    /// One quantity to make as large or as small as possible.
    public struct Objective: Sendable, Hashable {
        /// Which way is better.
        public enum Goal: String, Sendable, Hashable, Codable {
            /// Larger is better.
            case maximize
            /// Smaller is better.
            case minimize
        }

        /// The name under which an evaluator reports it.
        public var name: String
        /// Which way is better.
        public var goal: Goal
        /// The reference point of the hypervolume in this objective, in its own unit: points no better than it add
        /// nothing.
        public var reference: Double

        /// Makes an objective.
        public init(name: String, goal: Goal, reference: Double) {
            self.name = name
            self.goal = goal
            self.reference = reference
        }
    }

    /// A limit on a quantity that only the evaluator knows.
    public struct Constraint: Sendable, Hashable {
        /// Which side of the bound is allowed.
        public enum Bound: Sendable, Hashable {
            /// The quantity must not be above this.
            case atMost(Double)
            /// The quantity must not be below this.
            case atLeast(Double)
        }

        /// The name under which an evaluator reports the quantity.
        public var name: String
        /// The allowed side.
        public var bound: Bound

        /// Makes a constraint.
        public init(name: String, bound: Bound) {
            self.name = name
            self.bound = bound
        }

        /// How far inside the bound a value lies, in the quantity's own unit: not negative where it is allowed.
        public func slack(of value: Double) -> Double {
            switch bound {
            case .atMost(let limit): limit - value
            case .atLeast(let limit): value - limit
            }
        }
    }

    /// One way to evaluate a candidate.
    public struct Fidelity: Sendable, Hashable {
        /// The name that users give it.
        public var name: String
        /// The nominal cost of one evaluation, the only cost that decisions use.
        public var cost: Double
        /// Where it stands on a continuous fidelity; `nil` for a level of a list.
        public var setting: Double?

        /// Makes a fidelity.
        public init(name: String, cost: Double, setting: Double? = nil) {
            self.name = name
            self.cost = cost
            self.setting = setting
        }
    }

    /// The space that candidates come from.
    public var space: SearchSpace
    /// At least one objective.
    public var objectives: [Objective]
    /// The limits that only the evaluator knows; may be empty.
    public var constraints: [Constraint]
    /// From cheap to dear; the last is the target.
    public var fidelities: [Fidelity]

    /// Makes a problem of its parts.
    public init(space: SearchSpace, objectives: [Objective], constraints: [Constraint] = [], fidelities: [Fidelity]) {
        self.space = space
        self.objectives = objectives
        self.constraints = constraints
        self.fidelities = fidelities
    }

    /// The index of the target fidelity, the last one.
    public var target: Int { fidelities.count - 1 }

    /// Whether the fidelity is a number, of which `fidelities` are the settings that may be asked.
    public var isContinuous: Bool { fidelities.contains { $0.setting != nil } }
}

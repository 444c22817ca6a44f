extension OptimizationProblem.Objective {
    /// A quantity to make as small as possible.
    ///
    /// - Parameters:
    ///   - name: The name under which an evaluation reports it.
    ///   - reference: The value from which on a result counts for nothing, in the quantity's own unit: a little worse
    ///     than what would just be acceptable.
    public static func minimize(_ name: String, reference: Double) -> Self {
        Self(name: name, goal: .minimize, reference: reference)
    }

    /// A quantity to make as large as possible.
    ///
    /// - Parameters:
    ///   - name: The name under which an evaluation reports it.
    ///   - reference: The value down to which a result counts for nothing, in the quantity's own unit: a little worse
    ///     than what would just be acceptable.
    public static func maximize(_ name: String, reference: Double) -> Self {
        Self(name: name, goal: .maximize, reference: reference)
    }
}

extension OptimizationProblem.Constraint {
    /// A quantity that must not be above a limit.
    public static func atMost(_ name: String, _ limit: Double) -> Self { Self(name: name, bound: .atMost(limit)) }

    /// A quantity that must not be below a limit.
    public static func atLeast(_ name: String, _ limit: Double) -> Self { Self(name: name, bound: .atLeast(limit)) }
}

extension OptimizationProblem.Fidelity {
    /// One level of a list of ways to evaluate, with the nominal cost of one evaluation in any unit.
    public static func level(_ name: String, cost: Double) -> Self { Self(name: name, cost: cost) }
}

extension [OptimizationProblem.Fidelity] {
    /// A fidelity that is a number: the `ContinuousFidelity.gridCount` evenly spaced settings of a range.
    ///
    /// - Parameters:
    ///   - name: The name of the fidelity.
    ///   - range: From the cheap end to the target.
    ///   - cost: The nominal cost of one evaluation at a setting, in any unit; positive.
    public static func continuous(
        _ name: String, _ range: ClosedRange<Double>, cost: (Double) -> Double
    ) -> Self {
        let fidelity = ContinuousFidelity(
            name: name, lower: range.lowerBound, upper: range.upperBound, cost: .linear(1, 0))
        return fidelity.levels.map { level in
            var level = level
            level.cost = cost(level.setting ?? range.upperBound)
            return level
        }
    }
}

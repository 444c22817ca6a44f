import SearchSpace

/// What a synthetic problem is made of before its space is checked.
struct SyntheticDefinition {
    /// Which way every objective goes, and what the objectives are called.
    var goal = OptimizationProblem.Objective.Goal.minimize
    var reference: [Double]
    var parameters: [Parameter]
    var constraintCount = 0
    var fidelities = [OptimizationProblem.Fidelity(name: "full", cost: 1)]
    var continuousFidelity: ContinuousFidelity?
    var source: String
    var best: SyntheticProblem.BestKnown?
    var function: @Sendable ([Double], Double) -> SyntheticProblem.Figures

    /// Coordinates from x1 on, each on [0, 1].
    static func unit(_ dimension: Int) -> [Parameter] {
        box(Array(repeating: 0, count: dimension), Array(repeating: 1, count: dimension))
    }

    /// Coordinates from x1 on, each between its bounds.
    static func box(_ lower: [Double], _ upper: [Double]) -> [Parameter] {
        zip(lower, upper).enumerated().map { index, bounds in
            Parameter(
                name: "x\(index + 1)",
                domain: .continuous(lower: bounds.0, upper: bounds.1, scale: .linear))
        }
    }

    func problem(named name: String) throws(OptimizationError) -> SyntheticProblem {
        let space: SearchSpace
        do { space = try SearchSpace(parameters: parameters) } catch { throw .space(error) }
        let problem = OptimizationProblem(
            space: space,
            objectives: reference.enumerated().map { index, value in
                OptimizationProblem.Objective(name: "f\(index + 1)", goal: goal, reference: value)
            },
            constraints: (0..<constraintCount).map { index in
                OptimizationProblem.Constraint(name: "c\(index + 1)", bound: .atLeast(0))
            },
            fidelities: continuousFidelity?.levels ?? fidelities)
        try problem.validate()
        return SyntheticProblem(
            name: name, source: source, problem: problem, continuousFidelity: continuousFidelity, best: best,
            function: function)
    }
}

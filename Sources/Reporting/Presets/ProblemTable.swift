import BayesianOptimization
import SearchSpace

/// The synthetic problems that a campaign file can name.
public enum ProblemTable {
    /// One row a problem: dimension, objectives, constraints, fidelities with their costs, reference point, and the
    /// best known hypervolume with its source below the table.
    public static func text() -> String {
        let problems = SyntheticProblem.all
        let rows = problems.map { synthetic -> [String] in
            let problem = synthetic.problem
            return [
                synthetic.name, "\(problem.space.dimension)", "\(problem.objectives.count)",
                problem.objectives.first?.goal.rawValue ?? "-", "\(problem.constraints.count)", fidelities(synthetic),
                problem.objectives.map { Quantity.shortest($0.reference) }.joined(separator: " "),
                synthetic.best.map { Quantity.shortest($0.hypervolume) } ?? "-",
            ]
        }
        let table = TextTable.text(
            header: ["problem", "d", "m", "goal", "constraints", "fidelities", "reference", "best_hypervolume"],
            rows: rows)
        let sources = problems.map { synthetic in
            "\(synthetic.name): \(synthetic.source)"
                + (synthetic.best.map { "; best hypervolume: \($0.source)" } ?? "")
        }
        return table + "\n\n" + sources.joined(separator: "\n")
            + "\n\nThe dtlz problems and c2-dtlz2 take any d and m, zdt1, zdt2, mw7, ackley, levy and rosenbrock any d."
    }

    private static func fidelities(_ synthetic: SyntheticProblem) -> String {
        guard let range = synthetic.continuousFidelity else {
            let levels = synthetic.problem.fidelities
            return levels.count == 1
                ? "1" : levels.map { "\($0.name) at \(Quantity.shortest($0.cost))" }.joined(separator: ", ")
        }
        let cost =
            switch range.cost {
            case .exponential(let rate): "exp(\(Quantity.shortest(rate)) \(range.name))"
            case .linear(let constant, let slope):
                "\(Quantity.shortest(constant)) + \(Quantity.shortest(slope)) \(range.name)"
            }
        return "\(range.name) in \(Quantity.shortest(range.lower)) to \(Quantity.shortest(range.upper)) at \(cost)"
    }
}

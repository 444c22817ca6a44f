/// The quantities that models are made of: every figure turned so that larger is better.
extension OptimizationProblem {
    /// What stored hyperparameters are kept under: one name an objective, then one a constraint.
    var quantityNames: [String] {
        objectives.indices.map { "objective \($0)" } + constraints.indices.map { "constraint \($0)" }
    }

    /// The objectives turned so that larger is better, then the slacks of the constraints.
    func quantities(of figures: (objectives: [Double], constraints: [Double])) -> [Double] {
        maximized(figures.objectives) + slacks(figures.constraints)
    }

    /// By quantity its name and its value in each evaluation.
    func quantityColumns(
        of figures: [(objectives: [Double], constraints: [Double])]
    ) -> [(name: String, values: [Double])] {
        let rows = figures.map(quantities)
        return quantityNames.enumerated().map { index, name in (name, rows.map { $0[index] }) }
    }
}

/// What is known of a constraint before any table is made: how much it lets pass, and what a check costs.
struct ConstraintTraits: Sendable {
    /// The share of independent draws of its parameters that it lets pass, all of them active; 1 for closures over
    /// conditional parameters, which are not to be called on values that never stand together.
    let passing: Double
    /// How many assignments its parameters have without any constraint; infinite where one has no table.
    let assignments: Double
    /// The cost of a check, in checks of a compiled expression.
    let cost: Double

    /// Whether it is a closure over more assignments than a table holds: such a one cannot be told beforehand where it
    /// fails, so it is not worth a table unless others leave few rows.
    let isWideClosure: Bool

    init(_ constraint: CompiledConstraint, parameters: [CompiledParameter]) {
        let isClosure = constraint.isClosure
        // A closure is handed an array of values, which takes several times as long as a compiled expression.
        cost = isClosure ? 8 : 1
        assignments = Set(constraint.parameters).sorted().reduce(1) { product, index in
            product * (parameters[index].form == .listed ? Double(parameters[index].count) : .infinity)
        }
        isWideClosure = isClosure && assignments > Double(AssignmentTable.rowLimit)
        if isClosure && constraint.parameters.contains(where: { parameters[$0].isConditional }) {
            passing = 1
            return
        }
        let draws = 1024
        var generator = RandomGenerator(seed: 0x51A7E)
        let point = Point.allocate(count: parameters.count)
        defer { point.deallocate() }
        var passed = 0
        for _ in 0..<draws {
            for index in constraint.parameters {
                let parameter = parameters[index]
                let place = generator.uniform()
                let code = parameter.form == .listed ? parameter.index(at: place) : 0
                point.codes[index] = Int32(code)
                switch parameter.form {
                case .listed: point.numbers[index] = parameter.numbers[code]
                case .wide: point.numbers[index] = parameter.wideNumber(at: place)
                case .continuous: point.numbers[index] = parameter.number(at: place)
                }
            }
            if constraint.isSatisfied(by: point, in: parameters) { passed += 1 }
        }
        passing = (Double(passed) + 0.5) / Double(draws)
    }

    /// What a check after a draw of some cost is worth: less is better.
    func price(afterDraws draws: Double) -> Double { (draws + cost) / max(1 - passing, 1e-3) }
}

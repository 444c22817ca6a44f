extension CompiledSpace {
    /// How many whole draws of a component are tried before the search with backtracking.
    static let attemptLimit = 4096

    /// Assigns every parameter of a component from a point of the unit cube.
    ///
    /// The first attempt uses the coordinates as they are; where it breaks a constraint, further ones draw from a
    /// generator seeded by them, which makes the result, over evenly spread coordinates, the distribution of
    /// independent draws given that the constraints hold. After too many attempts a depth-first search takes over.
    ///
    /// - Returns: Whether an assignment was found.
    func decode(_ component: SpaceComponent, unit: [Double], into point: Point) -> Bool {
        if place(component, at: unit, into: point) { return true }
        var generator = RandomGenerator(seed: seed(of: component, unit: unit))
        for _ in 1..<Self.attemptLimit where draw(component, into: point, using: &generator) { return true }
        return search(component, unit: unit, point: point)
    }

    /// A seed that depends on the coordinates of a component's parameters alone.
    func seed(of component: SpaceComponent, unit: [Double]) -> UInt64 {
        var seed: UInt64 = 0
        for index in component.order {
            var mixer = SplitMix64(state: seed ^ unit[index].bitPattern)
            seed = mixer.next()
        }
        return seed
    }

    /// Draws every parameter.
    ///
    /// - Returns: The component for which no assignment was found; `nil` where all have one.
    func draw(into point: Point, using generator: inout RandomGenerator) -> SpaceComponent? {
        for index in free { assign(index, at: generator.uniform(), in: point) }
        for component in tied where !drawWhole(component, into: point, using: &generator) { return component }
        return nil
    }

    /// Draws every parameter of a component: independent draws given that the constraints hold.
    ///
    /// - Returns: Whether an assignment was found.
    func drawWhole(
        _ component: SpaceComponent, into point: Point, using generator: inout RandomGenerator
    ) -> Bool {
        for _ in 0..<Self.attemptLimit where draw(component, into: point, using: &generator) { return true }
        var unit = Array(repeating: 0.5, count: parameters.count)
        for index in component.order { unit[index] = generator.uniform() }
        return search(component, unit: unit, point: point)
    }

    /// The attempt with the coordinates themselves: rows of tables by inverse distribution, level by level, the other
    /// parameters freely; stops at the first constraint that breaks.
    private func place(_ component: SpaceComponent, at unit: [Double], into point: Point) -> Bool {
        for step in component.steps {
            if let table = step.table {
                var low = 0
                var high = table.rowCount
                for level in 0..<table.depth {
                    let index = table.order[level]
                    let start = table.weights[low]
                    let row = table.row(
                        from: low, to: high, weight: start + unit[index] * (table.weights[high] - start))
                    let code = table.code(row: row, level: level)
                    low = table.firstRow(from: low, to: row, level: level, notBelow: code)
                    high = table.firstRow(from: row, to: high, level: level, notBelow: code + 1)
                    assign(index, code: Int(code), in: point)
                }
            } else {
                let index = step.parameters[0]
                assign(index, at: unit[index], in: point)
            }
            if !areSatisfied(step.closing, by: point) { return false }
        }
        return true
    }

    /// One attempt at random: a whole row of each table by one draw, the other parameters by one each; stops at the
    /// first constraint that breaks.
    func draw(
        _ component: SpaceComponent, into point: Point, using generator: inout RandomGenerator
    ) -> Bool {
        for step in component.steps {
            draw(step, into: point, using: &generator)
            if !areSatisfied(step.closing, by: point) { return false }
        }
        return true
    }

    /// Draws what one step assigns.
    @inline(__always)
    func draw(_ step: SpaceComponent.Step, into point: Point, using generator: inout RandomGenerator) {
        guard let table = step.table else {
            assign(step.parameters[0], at: generator.uniform(), in: point)
            return
        }
        let row = table.row(
            from: 0, to: table.rowCount, weight: generator.uniform() * table.weights[table.rowCount])
        assign(table, row: row, in: point)
    }

    /// Sets the parameters of a table from a row.
    @inline(__always)
    func assign(_ table: AssignmentTable, row: Int, in point: Point) {
        for level in 0..<table.depth {
            assign(table.order[level], code: Int(table.code(row: row, level: level)), in: point)
        }
    }

    /// The inverse of `decode`: the middle of the part of the unit cube that gives the component's values.
    func unit(of component: SpaceComponent, point: Point, into unit: inout [Double]) {
        for step in component.steps {
            guard let table = step.table else {
                let index = step.parameters[0]
                let code = point.codes[index]
                if code >= 0 {
                    unit[index] = parameters[index].middle(code: Int(code), number: point.numbers[index])
                }
                continue
            }
            var low = 0
            var high = table.rowCount
            for level in 0..<table.depth {
                let index = table.order[level]
                let code = point.codes[index]
                let (start, end) = (table.weights[low], table.weights[high])
                low = table.firstRow(from: low, to: high, level: level, notBelow: code)
                high = table.firstRow(from: low, to: high, level: level, notBelow: code + 1)
                unit[index] = ((table.weights[low] + table.weights[high]) / 2 - start) / (end - start)
            }
        }
    }
}

extension CompiledSpace {
    /// How many rows and values the search with backtracking may try.
    static let stepLimit = 1 << 17

    /// What the search with backtracking carries along.
    private struct SearchState {
        /// The values that some parameters are to have.
        let fixed: [Int: (code: Int, number: Double)]
        var isAssigned: [Bool]
        var bounds: PointBounds
        var steps = 0
    }

    /// Assigns every parameter of a component by depth-first search: rows of a table in an order that spreads from the
    /// preferred one, values of a single parameter likewise.
    ///
    /// - Parameters:
    ///   - component: The component.
    ///   - unit: By parameter: the preferred place on the unit interval.
    ///   - fixed: By parameter: the value that it is to have, where there is one.
    ///   - point: The point.
    /// - Returns: Whether an assignment was found within the limit.
    func search(
        _ component: SpaceComponent, unit: [Double], fixed: [Int: (code: Int, number: Double)] = [:], point: Point
    ) -> Bool {
        var state = SearchState(
            fixed: fixed, isAssigned: Array(repeating: false, count: parameters.count), bounds: PointBounds(parameters))
        return search(component, from: 0, unit: unit, state: &state, point: point)
    }

    private func search(
        _ component: SpaceComponent, from level: Int, unit: [Double], state: inout SearchState, point: Point
    ) -> Bool {
        if level == component.steps.count { return true }
        let step = component.steps[level]
        let isFound =
            if let table = step.table {
                search(component, rowsOf: table, at: level, unit: unit, state: &state, point: point)
            } else {
                search(component, valuesOf: step.parameters[0], at: level, unit: unit, state: &state, point: point)
            }
        if isFound { return true }
        for index in step.parameters {
            state.isAssigned[index] = false
            state.bounds.release(index)
        }
        return false
    }

    private func search(
        _ component: SpaceComponent, rowsOf table: AssignmentTable, at level: Int, unit: [Double],
        state: inout SearchState, point: Point
    ) -> Bool {
        let preferred = table.row(
            from: 0, to: table.rowCount, weight: unit[table.order[0]] * table.weights[table.rowCount])
        for offset in 0..<(2 * table.rowCount) {
            guard let row = Self.spread(offset, from: preferred, below: table.rowCount) else { continue }
            guard state.fixed.isEmpty || self.allows(table, row: row, fixed: state.fixed) else { continue }
            assign(table, row: row, in: point)
            if descend(component, from: level, unit: unit, state: &state, point: point) { return true }
            if state.steps >= Self.stepLimit { return false }
        }
        return false
    }

    private func search(
        _ component: SpaceComponent, valuesOf index: Int, at level: Int, unit: [Double], state: inout SearchState,
        point: Point
    ) -> Bool {
        let parameter = parameters[index]
        assign(index, at: unit[index], in: point)
        let preferred = Int(point.codes[index])
        if let (code, number) = state.fixed[index] {
            // An inactive parameter cannot have the given value.
            guard preferred >= 0 else { return false }
            point.codes[index] = Int32(truncatingIfNeeded: code)
            point.numbers[index] = number
            return descend(component, from: level, unit: unit, state: &state, point: point)
        }
        let choices =
            preferred < 0 ? 1 : parameter.form == .listed ? 2 * parameter.count : parameter.isConstant ? 1 : 64
        for offset in 0..<choices {
            if parameter.form == .listed && preferred >= 0 {
                guard let code = Self.spread(offset, from: preferred, below: parameter.count) else { continue }
                assign(index, code: code, in: point)
            } else if offset > 0 {
                let place = unit[index] + Double(offset) * 0.618_033_988_749_894_9
                assign(index, at: place - place.rounded(.down), in: point)
            }
            if descend(component, from: level, unit: unit, state: &state, point: point) { return true }
            if state.steps >= Self.stepLimit { return false }
        }
        return false
    }

    /// Goes on to the next step where the constraints allow what this one has assigned.
    private func descend(
        _ component: SpaceComponent, from level: Int, unit: [Double], state: inout SearchState, point: Point
    ) -> Bool {
        let step = component.steps[level]
        state.steps += 1
        for index in step.parameters {
            state.isAssigned[index] = true
            state.bounds.set(index, to: point.numbers[index])
        }
        guard areSatisfied(step.closing, by: point) else { return false }
        for index in step.touching
        where !constraints[index].canBeSatisfied(
            by: point, isAssigned: state.isAssigned, bounds: state.bounds, in: parameters)
        {
            return false
        }
        return search(component, from: level + 1, unit: unit, state: &state, point: point)
    }

    /// Whether a row of a table has the given values.
    private func allows(_ table: AssignmentTable, row: Int, fixed: [Int: (code: Int, number: Double)]) -> Bool {
        for level in 0..<table.depth {
            if let (code, _) = fixed[table.order[level]], table.code(row: row, level: level) != code { return false }
        }
        return true
    }

    /// The index `offset` steps into the order start, start + 1, start - 1, start + 2, ...; `nil` outside the range.
    private static func spread(_ offset: Int, from start: Int, below count: Int) -> Int? {
        let index = offset % 2 == 1 ? start + (offset + 1) / 2 : start - offset / 2
        return index >= 0 && index < count ? index : nil
    }
}

extension SearchSpace {
    /// A candidate with given values for some parameters.
    ///
    /// The others take the middle of their range where the constraints allow, and values near it where they do not. A
    /// parameter that decides on a given one's activity takes a value under which that is active.
    ///
    /// ```swift
    /// let start = try space.candidate(with: ["stages": .integer(4)])
    /// ```
    ///
    /// - Parameter values: Values by the parameter's name.
    /// - Throws: `SearchSpaceError.unknownName`; `.invalidCandidate` for a value that the parameter cannot take, or a
    ///   parameter that other given values make inactive; `.noCompletion`, which names the constraints in the way.
    public func candidate(with values: [String: ParameterValue]) throws(SearchSpaceError) -> Candidate {
        for name in values.keys.sorted() where index(of: name) == nil { throw .unknownName(name: name) }
        var fixed: [Int: (code: Int, number: Double)] = [:]
        var violations: [Violation] = []
        for (index, parameter) in compiled.parameters.enumerated() {
            guard let value = values[parameters[index].name] else { continue }
            fixed[index] = parameter.locate(value)
            if fixed[index] == nil {
                violations.append(
                    .value(
                        parameter: parameters[index].name, value: value.description,
                        accepted: Self.accepted(by: parameter)))
            }
        }
        guard violations.isEmpty else { throw .invalidCandidate(violations: violations) }
        // What stands later may depend on what stands before, so chains are followed from their ends.
        for index in parameters.indices.reversed() where fixed[index] != nil {
            for condition in compiled.parameters[index].conditions where fixed[condition.decider] == nil {
                fixed[condition.decider] = activating(condition, of: index, for: fixed)
            }
        }
        let point = Point.allocate(count: parameters.count)
        defer { point.deallocate() }
        compiled.fill(point, fixed: fixed)
        for index in parameters.indices where point.codes[index] < 0 {
            guard let value = values[parameters[index].name] else { continue }
            violations.append(.inactive(parameter: parameters[index].name, value: value.description))
        }
        guard violations.isEmpty else { throw .invalidCandidate(violations: violations) }
        for component in compiled.tied where !compiled.areSatisfied(component.constraints, by: point) {
            guard let stuck = compiled.complete(component, fixed: fixed, point: point) else { continue }
            throw .noCompletion(constraints: stuck.map { compiled.constraints[$0].name })
        }
        return compiled.candidate(point)
    }

    /// The value of a decider under which a parameter is active: one that serves its other given dependents too, where
    /// there is one.
    private func activating(
        _ condition: CompiledCondition, of index: Int, for fixed: [Int: (code: Int, number: Double)]
    ) -> (code: Int, number: Double)? {
        let decider = compiled.parameters[condition.decider]
        var accepted = Array(condition.numbers)
        for other in parameters.indices where fixed[other] != nil {
            for also in compiled.parameters[other].conditions where also.decider == condition.decider {
                let both = accepted.filter(also.numbers.contains)
                if !both.isEmpty { accepted = both }
            }
        }
        let number = accepted[0]
        let code = decider.form == .listed ? decider.numbers.firstIndex(of: number) : 0
        return code.map { ($0, number) }
    }
}

extension CompiledSpace {
    /// Sets every parameter to its given value, or to the middle of its range; whatever constraints say.
    func fill(_ point: Point, fixed: [Int: (code: Int, number: Double)]) {
        for index in parameters.indices {
            guard let (code, number) = fixed[index] else {
                assign(index, at: 0.5, in: point)
                continue
            }
            let isActive = Self.isActive(parameters[index], in: point)
            point.codes[index] = isActive ? Int32(truncatingIfNeeded: code) : -1
            point.numbers[index] = isActive ? number : 0
        }
    }

    /// Assigns the parameters of a component that are not given, near the middle, so that its constraints hold.
    ///
    /// - Returns: `nil` where that succeeded, else the constraints in the way: those that given values alone break, or
    ///   those that were broken before.
    func complete(
        _ component: SpaceComponent, fixed: [Int: (code: Int, number: Double)], point: Point
    ) -> [Int]? {
        let broken = component.constraints.filter { !constraints[$0].isSatisfied(by: point, in: parameters) }.sorted()
        let alone = broken.filter { constraints[$0].parameters.allSatisfy { fixed[$0] != nil } }
        if !alone.isEmpty { return alone }
        let unit = Array(repeating: 0.5, count: parameters.count)
        return search(component, unit: unit, fixed: fixed, point: point) ? nil : broken
    }
}

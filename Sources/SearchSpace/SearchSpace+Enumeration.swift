extension SearchSpace {
    /// Every candidate of a small discrete space, in a fixed order.
    ///
    /// - Parameter limit: The largest number of candidates to list.
    /// - Returns: All of them; `nil` where the space is larger or not countable.
    public func allCandidates(limit: Int) -> [Candidate]? {
        guard let count, count <= limit else { return nil }
        var points = [Point.allocate(count: parameters.count)]
        for component in compiled.components {
            for level in component.order.indices {
                var next: [Point] = []
                for point in points {
                    extend(point, by: component.order[level], closing: component.closing[level], into: &next)
                    point.deallocate()
                }
                points = next
            }
        }
        defer { for point in points { point.deallocate() } }
        return points.map(compiled.candidate)
    }

    /// Appends a copy of a point for each value of a parameter that breaks none of the constraints.
    private func extend(_ point: Point, by index: Int, closing: [Int], into list: inout [Point]) {
        let parameter = compiled.parameters[index]
        let isActive = CompiledSpace.isActive(parameter, in: point)
        for code in isActive ? 0..<parameter.count : -1..<0 {
            if parameter.form == .listed || code < 0 {
                compiled.assign(index, code: code, in: point)
            } else {
                point.codes[index] = 0
                point.numbers[index] = parameter.lower + Double(code)
            }
            guard compiled.areSatisfied(closing, by: point) else { continue }
            let copy = Point.allocate(count: parameters.count)
            copy.copy(point)
            list.append(copy)
        }
    }
}

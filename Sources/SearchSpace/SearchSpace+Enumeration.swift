extension SearchSpace {
    /// Every candidate of a small discrete space, in a fixed order.
    ///
    /// - Parameter limit: The largest number of candidates to list.
    /// - Returns: All of them; `nil` where the space is larger or not countable.
    public func allCandidates(limit: Int) -> [Candidate]? {
        guard let count, count <= limit else { return nil }
        var points = [Point(count: parameters.count)]
        for component in compiled.components {
            for level in component.order.indices {
                let index = component.order[level]
                let parameter = compiled.parameters[index]
                var next: [Point] = []
                for var point in points {
                    let isActive = CompiledSpace.isActive(parameter, in: point)
                    for code in isActive ? 0..<parameter.count : -1..<0 {
                        if parameter.form == .listed || code < 0 {
                            compiled.assign(index, code: code, in: &point)
                        } else {
                            point.codes[index] = 0
                            point.numbers[index] = parameter.lower + Double(code)
                        }
                        if compiled.areSatisfied(component.closing[level], by: point) { next.append(point) }
                    }
                }
                points = next
            }
        }
        return points.map(compiled.candidate)
    }
}

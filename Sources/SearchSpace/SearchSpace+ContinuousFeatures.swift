extension SearchSpace {
    /// The columns of the encoding along which a candidate can be moved continuously, in rising order.
    ///
    /// - Throws: `SearchSpaceError.invalidCandidate` where a value is not in its domain. Constraints are not checked.
    public func continuousFeatures(of candidate: Candidate) throws(SearchSpaceError) -> [ContinuousFeature] {
        let features = Point.with(count: parameters.count) { point -> [ContinuousFeature]? in
            guard compiled.load(candidate, into: point) else { return nil }
            var features: [ContinuousFeature] = []
            for index in compiled.variables {
                guard compiled.parameters[index].form == .continuous, point.codes[index] >= 0 else { continue }
                let shift = compiled.parameters[index].isConditional ? 0.5 : 0
                features.append(
                    ContinuousFeature(
                        parameter: index, column: compiled.firstColumns[index], lower: -shift, upper: 1 - shift,
                        isConstrained: !compiled.affectedConstraints[index].isEmpty))
            }
            return features
        }
        guard let features else { throw .invalidCandidate(violations: violations(of: candidate)) }
        return features
    }

    /// A candidate with some of its continuous parameters set by columns of the encoding: the inverse of `encode` up to
    /// rounding.
    ///
    /// - Parameters:
    ///   - base: A candidate of the space.
    ///   - columns: Columns listed by `continuousFeatures(of: base)`, each with its new value.
    /// - Returns: The candidate; `nil` where a column is not one of those, a value is outside the column's range, or a
    ///   known constraint that names one of the parameters does not hold.
    public func candidate(_ base: Candidate, settingColumns columns: [(column: Int, value: Double)]) -> Candidate? {
        guard base.values.count == parameters.count else { return nil }
        var candidate = base
        var isConstrained = false
        for (column, value) in columns {
            guard compiled.columnParameters.indices.contains(column) else { return nil }
            let index = compiled.columnParameters[column]
            let parameter = compiled.parameters[index]
            guard parameter.form == .continuous, !parameter.isConstant, column == compiled.firstColumns[index],
                base.values[index] != nil
            else { return nil }
            let place = value + (parameter.isConditional ? 0.5 : 0)
            guard place >= 0, place <= 1 else { return nil }
            candidate.values[index] = .real(parameter.number(at: place))
            if !compiled.affectedConstraints[index].isEmpty { isConstrained = true }
        }
        guard isConstrained else { return candidate }
        let isInside = Point.with(count: parameters.count) { point in
            guard compiled.load(candidate, into: point) else { return false }
            for (column, _) in columns {
                let affected = compiled.affectedConstraints[compiled.columnParameters[column]]
                guard compiled.areSatisfied(affected, by: point) else { return false }
            }
            return true
        }
        return isInside ? candidate : nil
    }
}

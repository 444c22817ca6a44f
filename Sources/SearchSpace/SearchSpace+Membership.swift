extension SearchSpace {
    /// One reason why a candidate is not in a space.
    public enum Violation: Sendable, Hashable, CustomStringConvertible {
        /// The candidate has another number of values than the space has parameters.
        case count(expected: Int, found: Int)
        /// An active parameter has no value.
        case missing(parameter: String)
        /// An inactive parameter has a value.
        case inactive(parameter: String, value: String)
        /// A value that the parameter cannot take.
        case value(parameter: String, value: String, accepted: String)
        /// A known constraint that does not hold.
        case constraint(name: String)

        /// One line: what is wrong and what would be right.
        public var description: String {
            switch self {
            case .count(let expected, let found): "it has \(found) values for \(expected) parameters"
            case .missing(let parameter): "parameter '\(parameter)' is active and needs a value"
            case .inactive(let parameter, let value):
                "parameter '\(parameter)' is not active here; leave out its value \(value)"
            case .value(let parameter, let value, let accepted):
                "parameter '\(parameter)' is \(value); accepted: \(accepted)"
            case .constraint(let name): "constraint '\(name)' does not hold"
            }
        }
    }

    /// Whether a candidate has every active parameter in its domain and satisfies every known constraint.
    public func contains(_ candidate: Candidate) -> Bool {
        Point.with(count: parameters.count) { point in
            compiled.load(candidate, into: point) && compiled.areSatisfied(compiled.allConstraints, by: point)
        }
    }

    /// Everything that keeps a candidate out of the space; empty where it is inside.
    ///
    /// Constraints are looked at only when every value is in its domain.
    public func violations(of candidate: Candidate) -> [Violation] {
        guard candidate.values.count == parameters.count else {
            return [.count(expected: parameters.count, found: candidate.values.count)]
        }
        var violations: [Violation] = []
        let point = Point.allocate(count: parameters.count)
        defer { point.deallocate() }
        for (index, parameter) in compiled.parameters.enumerated() {
            let name = parameters[index].name
            let isActive = CompiledSpace.isActive(parameter, in: point)
            switch candidate.values[index] {
            case .none:
                if isActive { violations.append(.missing(parameter: name)) }
            case .some(let value):
                if !isActive {
                    violations.append(.inactive(parameter: name, value: value.description))
                } else if let located = parameter.locate(value) {
                    point.codes[index] = Int32(located.code)
                    point.numbers[index] = located.number
                } else {
                    violations.append(
                        .value(
                            parameter: name, value: value.description,
                            accepted: Self.accepted(by: parameter)))
                }
            }
        }
        guard violations.isEmpty else { return violations }
        for constraint in compiled.constraints where !constraint.isSatisfied(by: point, in: compiled.parameters) {
            violations.append(.constraint(name: constraint.name))
        }
        return violations
    }

    /// The candidate with each value in its domain's own case, for example a whole number on a continuous range as a
    /// real one.
    ///
    /// - Throws: `SearchSpaceError.invalidCandidate` where it is not in the space.
    public func normalized(_ candidate: Candidate) throws(SearchSpaceError) -> Candidate {
        let normal = Point.with(count: parameters.count) { point in
            compiled.load(candidate, into: point) && compiled.areSatisfied(compiled.allConstraints, by: point)
                ? compiled.candidate(point) : nil
        }
        guard let normal else { throw .invalidCandidate(violations: violations(of: candidate)) }
        return normal
    }

    static func accepted(by parameter: CompiledParameter) -> String {
        switch parameter.form {
        case .continuous: return "\(parameter.lower) to \(parameter.upper)"
        case .wide: return "whole numbers from \(Int(parameter.lower)) to \(Int(parameter.upper))"
        case .listed:
            let shown = parameter.values.prefix(24).map(\.description).joined(separator: ", ")
            return parameter.count > 24 ? shown + ", ... (\(parameter.count) values)" : shown
        }
    }
}

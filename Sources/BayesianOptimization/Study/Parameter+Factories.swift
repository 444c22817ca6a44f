public import SearchSpace

extension Parameter {
    /// A real number in a closed range.
    ///
    /// - Parameters:
    ///   - name: The parameter's name.
    ///   - range: The allowed numbers.
    ///   - log: Whether it is searched evenly in the logarithm; the lower bound must then be positive.
    public static func continuous(_ name: String, _ range: ClosedRange<Double>, log: Bool = false) -> Parameter {
        Parameter(
            name: name,
            domain: .continuous(lower: range.lowerBound, upper: range.upperBound, scale: log ? .log : .linear))
    }

    /// A whole number in a closed range.
    ///
    /// - Parameters:
    ///   - name: The parameter's name.
    ///   - range: The allowed numbers.
    ///   - log: Whether it is searched evenly in the logarithm; the lower bound must then be positive.
    public static func integer(_ name: String, _ range: ClosedRange<Int>, log: Bool = false) -> Parameter {
        Parameter(
            name: name, domain: .integer(lower: range.lowerBound, upper: range.upperBound, scale: log ? .log : .linear))
    }

    /// One of some whole numbers in rising order, neighbours in the list being alike.
    public static func ordinal(_ name: String, _ values: [Int]) -> Parameter {
        Parameter(name: name, domain: .ordinal(values.map { .integer($0) }))
    }

    /// One of some real numbers in rising order, neighbours in the list being alike.
    public static func ordinal(_ name: String, _ values: [Double]) -> Parameter {
        Parameter(name: name, domain: .ordinal(values.map { .real($0) }))
    }

    /// One of some choices without order.
    public static func categorical(_ name: String, _ choices: [String]) -> Parameter {
        Parameter(name: name, domain: .categorical(choices.map { .string($0) }))
    }

    /// A switch, on or off.
    public static func boolean(_ name: String) -> Parameter {
        Parameter(name: name, domain: .categorical([.boolean(false), .boolean(true)]))
    }

    /// This parameter, active only while an earlier one has one of some values.
    ///
    /// Several conditions must hold together. `SearchSpace` checks that the earlier parameter can take the values.
    public func when(_ parameter: String, is values: any StudyValue...) -> Parameter {
        var conditional = self
        conditional.conditions.append(
            Condition(parameter: parameter, values: values.map(\.parameterValue)))
        return conditional
    }
}

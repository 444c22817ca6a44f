public import SearchSpace

/// A type in which the value of a parameter can be read and named: `Double`, `Int`, `String` or `Bool`.
public protocol StudyValue: Sendable {
    /// The value as a search space holds it.
    var parameterValue: ParameterValue { get }

    /// Reads a value of this type; `nil` where it is of another one.
    init?(parameterValue: ParameterValue)
}

extension Double: StudyValue {
    /// The number as a search space holds it.
    public var parameterValue: ParameterValue { .real(self) }

    /// Reads any number, whole ones and switches included; `nil` for a text.
    public init?(parameterValue: ParameterValue) {
        guard let number = parameterValue.number else { return nil }
        self = number
    }
}

extension Int: StudyValue {
    /// The number as a search space holds it.
    public var parameterValue: ParameterValue { .integer(self) }

    /// Reads a whole number; `nil` for anything else.
    public init?(parameterValue: ParameterValue) {
        guard case .integer(let number) = parameterValue else { return nil }
        self = number
    }
}

extension String: StudyValue {
    /// The text as a search space holds it.
    public var parameterValue: ParameterValue { .string(self) }

    /// Reads a choice of a category; `nil` for a number or a switch.
    public init?(parameterValue: ParameterValue) {
        guard case .string(let text) = parameterValue else { return nil }
        self = text
    }
}

extension Bool: StudyValue {
    /// The switch as a search space holds it.
    public var parameterValue: ParameterValue { .boolean(self) }

    /// Reads a switch; `nil` for anything else.
    public init?(parameterValue: ParameterValue) {
        guard case .boolean(let flag) = parameterValue else { return nil }
        self = flag
    }
}

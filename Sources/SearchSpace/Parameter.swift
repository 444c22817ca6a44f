/// One dimension of a search space: a name, the values it may take, and when it is active.
public struct Parameter: Sendable, Hashable {
    /// How a numeric range is spread over the unit interval.
    public enum Scale: String, Sendable, Hashable, Codable {
        /// Evenly in the value.
        case linear
        /// Evenly in the logarithm of the value; the lower bound must be positive.
        case log
    }

    /// The values that a parameter may take.
    public enum Domain: Sendable, Hashable {
        /// A closed range of real numbers.
        case continuous(lower: Double, upper: Double, scale: Scale)
        /// A closed range of whole numbers.
        case integer(lower: Int, upper: Int, scale: Scale)
        /// Numbers in rising order; neighbours in the list are neighbours in the space.
        case ordinal([ParameterValue])
        /// Choices without order.
        case categorical([ParameterValue])
    }

    /// A parameter is active only while another one, itself active, has one of the listed values.
    public struct Condition: Sendable, Hashable {
        /// The name of the parameter that decides.
        public var parameter: String
        /// The values of it under which this parameter is active.
        public var values: [ParameterValue]

        /// Makes a condition on another parameter.
        public init(parameter: String, values: [ParameterValue]) {
            self.parameter = parameter
            self.values = values
        }
    }

    /// The parameter's name, unique in its space.
    public var name: String
    /// The values it may take.
    public var domain: Domain
    /// When it is active: all of these must hold; always where the list is empty.
    public var conditions: [Condition]

    /// Makes a parameter; `SearchSpace` checks it.
    public init(name: String, domain: Domain, conditions: [Condition] = []) {
        self.name = name
        self.domain = domain
        self.conditions = conditions
    }
}

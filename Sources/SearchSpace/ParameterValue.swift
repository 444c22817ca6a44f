/// The value that one parameter takes in a candidate.
///
/// Numbers compare by value within their own case; an `integer` never equals a `real`.
public enum ParameterValue: Hashable, Sendable {
    /// A number on a continuous range.
    case real(Double)
    /// A whole number: of an integer range, or of a list of allowed values.
    case integer(Int)
    /// One choice of a category.
    case string(String)
    /// A switch.
    case boolean(Bool)

    /// The value as a number where it has one: integers widen, a switch is 0 or 1, a string has none.
    public var number: Double? {
        switch self {
        case .real(let value): value
        case .integer(let value): Double(value)
        case .boolean(let value): value ? 1 : 0
        case .string: nil
        }
    }
}

extension ParameterValue: CustomStringConvertible {
    /// The value as it stands in a CSV cell or a YAML scalar: shortest digits that read back the same.
    public var description: String {
        switch self {
        case .real(let value): "\(value)"
        case .integer(let value): "\(value)"
        case .string(let value): value
        case .boolean(let value): value ? "true" : "false"
        }
    }
}

extension ParameterValue: Codable {
    /// Reads a bare JSON scalar: a switch, a whole number, a number, or a string.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let value = try? container.decode(Bool.self) {
            self = .boolean(value)
        } else if let value = try? container.decode(Int.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .real(value)
        } else {
            self = .string(try container.decode(String.self))
        }
    }

    /// Writes a bare JSON scalar.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .real(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .boolean(let value): try container.encode(value)
        }
    }
}

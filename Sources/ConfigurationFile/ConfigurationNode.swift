/// One value of a YAML file, with its place, that converts itself or says what is wrong.
public struct ConfigurationNode: Sendable {
    /// The file as the user named it.
    public let file: String
    /// The dotted path of the value.
    public let path: String
    /// The line of the value, from 1.
    public let line: Int?
    let content: Content

    indirect enum Content: Sendable {
        case scalar(String, isQuoted: Bool)
        case mapping([(key: String, value: ConfigurationNode)])
        case sequence([ConfigurationNode])
    }

    /// What kind of value this is, for a message.
    private var kind: String {
        switch content {
        case .scalar(let text, _): text.isEmpty ? "nothing" : ConfigurationError.quoted(text)
        case .mapping: "a mapping"
        case .sequence: "a list"
        }
    }

    /// An error at this place.
    public func error(found: String? = nil, accepted: String) -> ConfigurationError {
        ConfigurationError(file: file, line: line, key: path, found: found ?? kind, accepted: accepted)
    }

    /// Whether the value is a mapping.
    public var isMapping: Bool {
        if case .mapping = content { return true }
        return false
    }

    /// Whether the value is a list.
    public var isSequence: Bool {
        if case .sequence = content { return true }
        return false
    }

    /// The text of a scalar.
    public func string() throws(ConfigurationError) -> String {
        guard case .scalar(let text, let isQuoted) = content, isQuoted || !text.isEmpty else {
            throw error(accepted: "a text")
        }
        return text
    }

    /// The number of a scalar; it is finite.
    public func double() throws(ConfigurationError) -> Double {
        guard case .scalar(let text, isQuoted: false) = content, let value = Double(text), value.isFinite,
            text.first != "0" || !text.dropFirst().lowercased().hasPrefix("x")
        else {
            throw error(accepted: "a finite number")
        }
        return value
    }

    /// The whole number of a scalar.
    public func integer() throws(ConfigurationError) -> Int {
        guard case .scalar(let text, isQuoted: false) = content else { throw error(accepted: "a whole number") }
        if let value = Int(text) { return value }
        // 1e3 and 512.0 are whole numbers too, within the range where a Double counts exactly.
        guard let value = Double(text), value == value.rounded(), abs(value) <= 0x1p53 else {
            throw error(accepted: "a whole number")
        }
        return Int(value)
    }

    /// A whole number in a range.
    public func integer(in range: ClosedRange<Int>) throws(ConfigurationError) -> Int {
        let value = try integer()
        guard range.contains(value) else {
            throw error(
                accepted: range.upperBound == .max
                    ? "a whole number of at least \(range.lowerBound)"
                    : "a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// A number that is above zero.
    public func positive() throws(ConfigurationError) -> Double {
        let value = try double()
        guard value > 0 else { throw error(accepted: "a number above 0") }
        return value
    }

    /// A number that is not below zero.
    public func nonNegative() throws(ConfigurationError) -> Double {
        let value = try double()
        guard value >= 0 else { throw error(accepted: "a number of at least 0") }
        return value
    }

    /// The switch of a scalar: `true` or `false`.
    public func boolean() throws(ConfigurationError) -> Bool {
        switch content {
        case .scalar("true", isQuoted: false): return true
        case .scalar("false", isQuoted: false): return false
        default: throw error(accepted: "true or false")
        }
    }

    /// One name of a fixed list.
    public func choice<Choice>(_ choices: Choice.Type) throws(ConfigurationError) -> Choice
    where Choice: RawRepresentable<String>, Choice: CaseIterable {
        let names = choices.allCases.map(\.rawValue)
        guard case .scalar(let text, _) = content, let value = Choice(rawValue: text) else {
            if case .scalar(let text, _) = content {
                throw error(accepted: ConfigurationError.oneOf(names, near: text))
            }
            throw error(accepted: ConfigurationError.oneOf(names))
        }
        return value
    }

    /// The values of a list.
    public func list() throws(ConfigurationError) -> [ConfigurationNode] {
        guard case .sequence(let values) = content else { throw error(accepted: "a list") }
        return values
    }

    /// The value at a dotted path below this one, or `nil` where there is none.
    public func descendant(_ path: String) -> ConfigurationNode? {
        guard case .mapping(let entries) = content else { return nil }
        // A key may itself have dots, as the parameters of a space do.
        if let value = entries.first(where: { $0.key == path })?.value { return value }
        let parts = path.split(separator: ".", maxSplits: 1)
        guard let first = parts.first, let value = entries.first(where: { $0.key == first })?.value else { return nil }
        return parts.count == 1 ? value : value.descendant(String(parts[1]))
    }

    /// The keys and values of a mapping.
    public func mapping() throws(ConfigurationError) -> ConfigurationMapping {
        guard case .mapping(let entries) = content else { throw error(accepted: "a mapping of keys to values") }
        return ConfigurationMapping(node: self, entries: entries)
    }

    /// A scalar by its YAML form: a switch, a whole number, a number, or a text.
    public func scalar() throws(ConfigurationError) -> ConfigurationScalar {
        guard case .scalar(let text, let isQuoted) = content, isQuoted || !text.isEmpty else {
            throw error(accepted: "a single value")
        }
        if isQuoted { return .string(text) }
        if text == "true" { return .boolean(true) }
        if text == "false" { return .boolean(false) }
        if let value = Int(text) { return .integer(value) }
        if let first = text.first, first.isNumber || "+-.".contains(first), let value = Double(text), value.isFinite {
            return .real(value)
        }
        return .string(text)
    }
}

/// A single value of a YAML file.
public enum ConfigurationScalar: Sendable, Hashable {
    /// `true` or `false`.
    case boolean(Bool)
    /// A whole number.
    case integer(Int)
    /// Any other finite number.
    case real(Double)
    /// A text.
    case string(String)
}

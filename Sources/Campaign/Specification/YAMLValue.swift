import ConfigurationFile

/// A value to be written as YAML that reads back to the same value.
enum YAMLValue: Sendable {
    case scalar(ConfigurationScalar)
    case list([YAMLValue])
    case mapping([(key: String, value: YAMLValue)])
    case nothing

    /// The value of a part of a file that was read.
    init(_ node: ConfigurationNode) {
        if let mapping = try? node.mapping() {
            self = .mapping(mapping.entries.map { ($0.key, YAMLValue($0.value)) })
        } else if let list = try? node.list() {
            self = .list(list.map(YAMLValue.init))
        } else if let scalar = try? node.scalar() {
            self = .scalar(scalar)
        } else {
            self = .nothing
        }
    }

    static func text(_ text: String) -> YAMLValue { .scalar(.string(text)) }
    static func number(_ value: Double) -> YAMLValue { .scalar(.real(value)) }
    static func integer(_ value: Int) -> YAMLValue { .scalar(.integer(value)) }

    /// A document: mappings and lists of mappings in blocks down to `depth`, everything deeper in one line.
    func document(depth: Int = 2) -> String {
        guard case .mapping(let entries) = self else { return flow + "\n" }
        return Self.block(entries, indent: 0, depth: depth)
    }

    private static func block(
        _ entries: [(key: String, value: YAMLValue)], indent: Int, depth: Int
    ) -> String {
        let margin = String(repeating: "  ", count: indent)
        var text = ""
        for (key, value) in entries {
            text += margin + quotedIfNeeded(key) + ":"
            switch value {
            case .mapping(let inner) where depth > 1 && !inner.isEmpty:
                text += "\n" + block(inner, indent: indent + 1, depth: depth - 1)
            case .list(let inner) where inner.contains(where: \.isMapping):
                text += "\n" + inner.map { margin + "  - " + $0.flow + "\n" }.joined()
            default:
                text += " " + value.flow + "\n"
            }
        }
        return text
    }

    private var isMapping: Bool {
        if case .mapping = self { true } else { false }
    }

    private var flow: String {
        switch self {
        case .scalar(.boolean(let value)): value ? "true" : "false"
        case .scalar(.integer(let value)): "\(value)"
        case .scalar(.real(let value)): "\(value)"
        case .scalar(.string(let value)): Self.quotedIfNeeded(value)
        case .list(let values): "[" + values.map(\.flow).joined(separator: ", ") + "]"
        case .mapping(let entries):
            "{" + entries.map { "\(Self.quotedIfNeeded($0.key)): \($0.value.flow)" }.joined(separator: ", ") + "}"
        case .nothing: "~"
        }
    }

    /// A text as a plain scalar where that reads back as the same text, else in double quotes.
    static func quotedIfNeeded(_ text: String) -> String {
        let reserved: Set<String> = [
            "true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf", "infinity",
        ]
        let letters = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"),
                UInt8(ascii: "/"):
                true
            default: false
            }
        }
        if letters, let first = text.utf8.first, !reserved.contains(text.lowercased()),
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first | 0x20)
        {
            return text
        }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            default:
                if VisibleText.isHidden(scalar) {
                    let digits = String(scalar.value, radix: 16)
                    let (mark, count) = digits.count <= 2 ? ("x", 2) : digits.count <= 4 ? ("u", 4) : ("U", 8)
                    quoted += "\\" + mark + String(repeating: "0", count: count - digits.count) + digits
                } else {
                    quoted.unicodeScalars.append(scalar)
                }
            }
        }
        return quoted + "\""
    }
}

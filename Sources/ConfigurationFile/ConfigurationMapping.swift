/// The keys of one mapping of a YAML file, each to be taken once; what is left over at the end is an unknown key.
public struct ConfigurationMapping {
    /// The mapping as a value.
    public let node: ConfigurationNode
    /// The keys in the order of the file, with their values.
    public let entries: [(key: String, value: ConfigurationNode)]
    private var known: [String] = []

    init(node: ConfigurationNode, entries: [(key: String, value: ConfigurationNode)]) {
        self.node = node
        self.entries = entries
    }

    /// The value of a key, or `nil` where the key is not there.
    public mutating func optional(_ key: String) -> ConfigurationNode? {
        known.append(key)
        return entries.first { $0.key == key }?.value
    }

    /// The value of a key that must be there.
    public mutating func required(_ key: String) throws(ConfigurationError) -> ConfigurationNode {
        guard let value = optional(key) else {
            let present = entries.map(\.key).joined(separator: ", ")
            throw ConfigurationError(
                file: node.file, line: node.line, key: node.path,
                found: present.isEmpty ? "no keys" : "no '\(key)' among \(ConfigurationError.quoted(present))",
                accepted: "a mapping with the key '\(key)'")
        }
        return value
    }

    /// Refuses any key that was never asked for.
    public func finish() throws(ConfigurationError) {
        guard let unknown = entries.first(where: { !known.contains($0.key) }) else { return }
        throw ConfigurationError(
            file: node.file, line: unknown.value.line, key: unknown.value.path,
            found: "the unknown key \(ConfigurationError.quoted(unknown.key))",
            accepted: ConfigurationError.oneOf(known, near: unknown.key))
    }
}

import ConfigurationFile

/// Reads `{planner: NAME}` where a file may have it in place of a strategy.
enum PlannerReader {
    /// The planner that a strategy names; nil where it names none.
    ///
    /// - Throws: Where the name is unknown, or there is a degree beside it.
    static func planner(_ node: ConfigurationNode) throws(ConfigurationError) -> WaferPlanner? {
        var mapping = try node.mapping()
        guard let place = mapping.optional("planner") else { return nil }
        if let other = mapping.entries.first(where: { $0.key != "planner" }) {
            throw other.value.error(found: "a key beside planner", accepted: "either a planner or degrees")
        }
        let name = try place.string()
        guard let planner = WaferPlanner.all.first(where: { $0.name == name }) else {
            throw place.error(
                found: "the planner \(ConfigurationError.quoted(name))",
                accepted: ConfigurationError.oneOf(WaferPlanner.all.map(\.name), near: name))
        }
        return planner
    }
}

import ConfigurationFile
import WaferArchitecture

/// The key `hardware.faults` of a design file: dies and links that do not work.
enum FaultReader {
    private static let place = 0...1_000_000

    /// Reads the faults of a system.
    static func faults(_ node: ConfigurationNode) throws(ConfigurationError) -> WaferFaults {
        var mapping = try node.mapping()
        var faults = WaferFaults()
        if let list = mapping.optional("dies") {
            for element in try list.list() {
                var place = try element.mapping()
                faults.dies.append(try die(&place))
                try place.finish()
            }
        }
        if let list = mapping.optional("links") {
            for element in try list.list() {
                var place = try element.mapping()
                let from = try die(&place)
                let side = try place.required("to").choice(WaferFaults.Side.self)
                faults.links.append(WaferFaults.Link(from: from, to: side))
                try place.finish()
            }
        }
        try mapping.finish()
        return faults
    }

    private static func die(_ mapping: inout ConfigurationMapping) throws(ConfigurationError) -> WaferFaults.Die {
        WaferFaults.Die(
            wafer: try mapping.optional("wafer")?.integer(in: place) ?? 0,
            x: try mapping.required("x").integer(in: place), y: try mapping.required("y").integer(in: place))
    }

    /// Faults as lines of a design file, which read back to the same.
    static func lines(_ faults: WaferFaults) -> [String] {
        guard !faults.isEmpty else { return [] }
        func text(_ die: WaferFaults.Die) -> String { "wafer: \(die.wafer), x: \(die.x), y: \(die.y)" }
        return ["  faults:", "    dies: [" + faults.dies.map { "{\(text($0))}" }.joined(separator: ", ") + "]"]
            + [
                "    links: ["
                    + faults.links.map { "{\(text($0.from)), to: \($0.to.rawValue)}" }.joined(separator: ", ")
                    + "]"
            ]
    }
}

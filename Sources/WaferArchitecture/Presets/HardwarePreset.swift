/// A system that users can name.
public struct HardwarePreset: Sendable, Hashable {
    /// The name in a design file.
    public let name: String
    /// The system.
    public let hardware: Hardware
    /// What was published, where, and what had to be chosen here.
    public let source: String

    /// Makes a preset.
    public init(name: String, hardware: Hardware, source: String) {
        self.name = name
        self.hardware = hardware
        self.source = source
    }

    /// All presets, in the order in which they are listed.
    ///
    /// The first is the one from which a design without a preset starts.
    public static let all: [HardwarePreset] = [
        watosConfiguration3, wse2, dojoTile, wse3, watosConfiguration1, watosConfiguration2, watosConfiguration4,
        wscLLM, temp, face,
    ]

    /// The preset of a name, or nil.
    public static func named(_ name: String) -> HardwarePreset? {
        all.first { $0.name == name }
    }
}

extension Hardware {
    /// The system of a preset.
    ///
    /// - Throws: `HardwareError.unknownPreset` with the names there are.
    public static func preset(_ name: String) throws(HardwareError) -> Hardware {
        guard let preset = HardwarePreset.named(name) else { throw .unknownPreset(name: name) }
        return preset.hardware
    }
}

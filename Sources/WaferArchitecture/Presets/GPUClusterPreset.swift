/// A cluster of graphics processors that users can name; they add how many devices it has.
public struct GPUClusterPreset: Sendable, Hashable {
    /// The name in a design file.
    public let name: String
    /// The cluster, with the devices of one node.
    public let cluster: GPUCluster
    /// One of its dies in the terms of a wafer: multiprocessors as cores.
    public let die: Hardware
    /// What was published, where, and what had to be chosen here.
    public let source: String

    /// Makes a preset.
    public init(name: String, cluster: GPUCluster, die: Hardware, source: String) {
        self.name = name
        self.cluster = cluster
        self.die = die
        self.source = source
    }

    /// All presets, in the order in which they are listed.
    public static let all: [GPUClusterPreset] = [a100, h100, l40s, a100Small, v100, h200]

    /// The preset of a name, or nil.
    public static func named(_ name: String) -> GPUClusterPreset? {
        all.first { $0.name == name }
    }

    /// The system with so many devices.
    public func hardware(devices: Int) -> Hardware {
        var hardware = die
        hardware.cluster = cluster
        hardware.cluster?.devices = devices
        return hardware
    }
}

extension Hardware {
    /// The system of a cluster preset with so many devices.
    ///
    /// - Throws: `HardwareError.unknownPreset` with the names there are.
    public static func cluster(_ name: String, devices: Int) throws(HardwareError) -> Hardware {
        guard let preset = GPUClusterPreset.named(name) else { throw .unknownPreset(name: name) }
        return preset.hardware(devices: devices)
    }
}

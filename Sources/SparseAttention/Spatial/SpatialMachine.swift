public import MeshNetwork

/// Cores on a mesh with memory at its sides.
///
/// Spatial-STAR's machine is not public. The defaults are the published ones of SET (J. Cai et al., ISCA 2023, open
/// source): an 8 x 8 mesh, 24 GB/s a link, memory on both side columns; and 0.5 GB/s of it for each TOPS, which is
/// taken over the core's 16-bit peak. Memory of a core and latency of a hop are ours.
public struct SpatialMachine: Sendable, Hashable {
    /// How a message crosses several links.
    public enum Switching: String, Sendable, Hashable, CaseIterable {
        /// All links of its route at once (wormhole).
        case wormhole
        /// One link after the other.
        case storeAndForward = "store-and-forward"
    }

    /// Where tokens lie in the memory outside.
    public enum Placement: String, Sendable, Hashable, CaseIterable {
        /// Every core's over all ports evenly.
        case interleaved
        /// At the port that is nearest to the core that reads them.
        case nearest
    }

    /// The mesh of cores.
    public var mesh: Mesh
    /// A core; its own bandwidth to the memory outside is not used.
    public var core: AcceleratorSize
    /// What a core can hold of keys and values.
    public var coreMemoryBytes: Double
    /// A link, each way.
    public var linkBytesPerSecond: Double
    /// The latency of a hop.
    public var hopSeconds: Double
    /// How messages cross several links.
    public var switching: Switching
    /// All ports to the memory outside together.
    public var memoryBytesPerSecond: Double

    /// Takes over a machine.
    ///
    /// - Parameters:
    ///   - mesh: The mesh of cores.
    ///   - core: A core.
    ///   - coreMemoryBytes: What a core can hold of keys and values; the core's token memory if left out.
    ///   - linkBytesPerSecond: A link, each way.
    ///   - hopSeconds: The latency of a hop.
    ///   - switching: How messages cross several links.
    ///   - memoryBytesPerSecond: All ports together; if left out 0.5 GB/s for each TOPS of all cores.
    public init(
        mesh: Mesh = Mesh(width: 8, height: 8), core: AcceleratorSize = .published, coreMemoryBytes: Double? = nil,
        linkBytesPerSecond: Double = 24e9, hopSeconds: Double = 4e-9, switching: Switching = .wormhole,
        memoryBytesPerSecond: Double? = nil
    ) {
        self.mesh = mesh
        self.core = core
        self.coreMemoryBytes = coreMemoryBytes ?? Double(core.tokenBytes)
        self.linkBytesPerSecond = linkBytesPerSecond
        self.hopSeconds = hopSeconds
        self.switching = switching
        self.memoryBytesPerSecond =
            memoryBytesPerSecond
            ?? 0.5e9 * Double(mesh.nodeCount) * core.peakOperationsPerSecond / 1e12
    }

    /// The ports to the memory outside, on both side columns.
    public var ports: MemoryPorts { .sides([.west, .east], of: mesh) }

    /// - Throws: `SparseAttentionError.option` for numbers outside their range.
    func validate() throws(SparseAttentionError) {
        try core.validate()
        let rates = [
            ("link bandwidth", linkBytesPerSecond), ("memory bandwidth", memoryBytesPerSecond),
        ]
        for (name, rate) in rates where !(rate > 0 && rate.isFinite) {
            throw .option(name: name, found: "\(rate)", accepted: "above 0 and finite")
        }
        for (name, value) in [("hop latency", hopSeconds), ("core memory", coreMemoryBytes)]
        where !(value >= 0 && value.isFinite) {
            throw .option(name: name, found: "\(value)", accepted: "at least 0 and finite")
        }
    }
}

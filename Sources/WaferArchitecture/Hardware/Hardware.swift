/// A wafer-scale system: one or more wafers, each a grid of dies, each die a grid of cores, with memory and limits; or
/// a cluster of graphics processors to compare it with.
///
/// Plain data: the models read it, nothing in it computes. All quantities are SI; the keys of a design file that fill
/// it are given beside each property.
public struct Hardware: Sendable, Hashable {
    /// The grid of dies and how it is built.
    public var wafer: Wafer
    /// One die, or one reticle of a stitched wafer.
    public var die: Die
    /// One core.
    public var core: Core
    /// The memory that one die reaches directly.
    public var memory: Memory
    /// The process node.
    public var technology: Technology
    /// What must not be exceeded.
    public var limits: Limits

    /// Packaged graphics processors in place of a wafer; nil for a wafer.
    ///
    /// Where it is given the models take rates, memory and links from it, and the parts above only describe one die.
    public var cluster: GPUCluster? {
        get { box?.cluster }
        set { box = newValue.map(ClusterBox.init) }
    }
    /// Apart from the rest, so that a wafer, which has none, is quickly copied.
    private var box: ClusterBox?
    /// Dies and links that do not work.
    public var faults = WaferFaults()

    /// Makes a system of its parts.
    public init(
        wafer: Wafer, die: Die, core: Core, memory: Memory, technology: Technology, limits: Limits,
        cluster: GPUCluster? = nil
    ) {
        self.wafer = wafer
        self.die = die
        self.core = core
        self.memory = memory
        self.technology = technology
        self.limits = limits
        box = cluster.map(ClusterBox.init)
    }

    /// How many dies there are on all wafers, or devices in the cluster: the devices of a training strategy.
    public var deviceCount: Int { cluster?.devices ?? (wafer.diesX * wafer.diesY * wafer.count) }
}

/// A cluster at a place of its own.
private final class ClusterBox: Sendable, Hashable {
    let cluster: GPUCluster

    init(_ cluster: GPUCluster) {
        self.cluster = cluster
    }

    static func == (one: ClusterBox, other: ClusterBox) -> Bool { one.cluster == other.cluster }

    func hash(into hasher: inout Hasher) { hasher.combine(cluster) }
}

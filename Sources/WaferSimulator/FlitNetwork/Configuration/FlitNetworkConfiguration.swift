public import MeshNetwork

/// What a mesh of virtual-channel routers is built of.
///
/// The defaults are the base configuration that the network is compared with BookSim 2 in (N. Jiang et al., ISPASS
/// 2013): four channels of eight flits, links of one cycle, X before Y.
public struct FlitNetworkConfiguration: Sendable, Hashable {
    /// The routers and their places; up to 4096 a side.
    public var mesh: Mesh
    /// Virtual channels of each port, 1 to 12.
    public var virtualChannels: Int
    /// Flits that the buffer of one virtual channel holds, 1 to 65535.
    public var bufferFlits: Int
    /// The order of dimensions; without effect where there are faults.
    public var order: DimensionOrder
    /// Links between neighbouring nodes of one tile.
    public var link: FlitLinkClass
    /// Links that lead from tile to tile; where several apply, the last counts.
    public var crossings: [FlitLinkCrossing]
    /// Single links by `Mesh` link index, before all of the above.
    public var singleLinks: [Int: FlitLinkClass]
    /// What does not work.
    public var faults: FlitNetworkFaults
    /// Ports to memory beside the mesh; nil without any.
    public var memory: FlitMemoryPorts?

    /// Describes a network; by default without faults and with plain links.
    public init(
        mesh: Mesh, virtualChannels: Int = 4, bufferFlits: Int = 8, order: DimensionOrder = .xy,
        link: FlitLinkClass = FlitLinkClass(), crossings: [FlitLinkCrossing] = [],
        singleLinks: [Int: FlitLinkClass] = [:], faults: FlitNetworkFaults = FlitNetworkFaults(),
        memory: FlitMemoryPorts? = nil
    ) {
        self.mesh = mesh
        self.virtualChannels = virtualChannels
        self.bufferFlits = bufferFlits
        self.order = order
        self.link = link
        self.crossings = crossings
        self.singleLinks = singleLinks
        self.faults = faults
        self.memory = memory
    }

    /// The class of a link by its `Mesh` index, which leads to a node of the mesh.
    func linkClass(_ index: Int) -> FlitLinkClass {
        if let single = singleLinks[index] { return single }
        let (node, direction) = (index / 4, index % 4)
        let (x, y) = (mesh.x(of: node), mesh.y(of: node))
        for crossing in crossings.reversed() {
            switch direction {
            case 0 where (x + 1) % crossing.columns == 0: return crossing.link
            case 1 where x % crossing.columns == 0: return crossing.link
            case 2 where (y + 1) % crossing.rows == 0: return crossing.link
            case 3 where y % crossing.rows == 0: return crossing.link
            default: continue
            }
        }
        return link
    }
}

public import MeshNetwork

/// Ports to memory at the edge of a network: where they are, and how fast.
///
/// Port `p` is the node `mesh.nodeCount + p`, with a router of its own that is joined to a node of the mesh by a link
/// each way. It lies outside the mesh, where that node has no neighbour; so a corner holds two ports and an inner node
/// none. Bandwidth is the width of the links (``FlitLinkClass/cyclesPerFlit``), and the latency of the memory is theirs.
public struct FlitMemoryPorts: Sendable, Hashable {
    /// Which nodes of the mesh they are joined to.
    public var ports: MemoryPorts
    /// What comes from memory.
    public var read: FlitLinkClass
    /// What goes to memory.
    public var write: FlitLinkClass

    /// Describes ports whose links each way are as given.
    public init(_ ports: MemoryPorts, read: FlitLinkClass, write: FlitLinkClass) {
        self.ports = ports
        self.read = read
        self.write = write
    }

    /// By port, the direction in which it lies from its node: the first that neither a neighbour nor an earlier port
    /// takes.
    ///
    /// - Throws: `unfitPort` for a port without one, or for ports of another mesh.
    func directions(on mesh: Mesh) throws(FlitNetworkError) -> [Int] {
        guard ports.mesh == mesh else { throw .unfitPort(0) }
        var taken = Set<Int>()
        var directions: [Int] = []
        for (port, node) in ports.attachments.enumerated() {
            guard (0..<mesh.nodeCount).contains(node),
                let direction = Mesh.Direction.allCases.first(where: {
                    mesh.neighbour(of: node, $0) == nil && !taken.contains(mesh.link(from: node, $0))
                })
            else { throw .unfitPort(port) }
            taken.insert(mesh.link(from: node, direction))
            directions.append(direction.rawValue)
        }
        return directions
    }
}

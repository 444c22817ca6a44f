/// Ports of a mesh to memory beside it: each is a node of its own, joined to one node of the mesh by a link each way.
///
/// Port `p` has the node index `mesh.nodeCount + p`, so messages name ports as they name nodes. What bandwidth and
/// latency a port has is the business of who plays the messages.
public struct MemoryPorts: Sendable, Hashable {
    /// The mesh.
    public let mesh: Mesh
    /// By port, the node of the mesh that it is joined to.
    public let attachments: [Int]

    /// Makes ports.
    ///
    /// - Parameters:
    ///   - mesh: The mesh.
    ///   - attachments: By port, a node of the mesh; several ports may share one.
    public init(mesh: Mesh, attachments: [Int]) {
        self.mesh = mesh
        self.attachments = attachments
    }

    /// One port at each node of some sides of a mesh; a corner has one for each of its sides.
    ///
    /// - Parameters:
    ///   - mesh: The mesh.
    ///   - sides: The sides, by the direction in which they lie.
    public static func sides(_ sides: [Mesh.Direction], of mesh: Mesh) -> MemoryPorts {
        let attachments = sides.flatMap { side in
            switch side {
            case .east: (0..<mesh.height).map { mesh.node(x: mesh.width - 1, y: $0) }
            case .west: (0..<mesh.height).map { mesh.node(x: 0, y: $0) }
            case .north: (0..<mesh.width).map { mesh.node(x: $0, y: mesh.height - 1) }
            case .south: (0..<mesh.width).map { mesh.node(x: $0, y: 0) }
            }
        }
        return MemoryPorts(mesh: mesh, attachments: attachments)
    }

    /// How many ports there are.
    public var count: Int { attachments.count }

    /// The node index of a port.
    public func node(ofPort port: Int) -> Int { mesh.nodeCount + port }

    /// The port with the shortest route to a node of the mesh, the first of several; nil without ports.
    ///
    /// - Complexity: O(ports).
    public func nearest(to node: Int) -> Int? {
        attachments.indices.min {
            mesh.distance(from: node, to: attachments[$0])
                < mesh.distance(from: node, to: attachments[$1])
        }
    }
}

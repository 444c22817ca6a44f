import MeshNetwork

/// A mesh of virtual-channel routers that is simulated flit by flit and cycle by cycle.
///
/// A packet of L flits crosses an idle network of one-cycle links in `4 * (links + 1) + 2 + (L - 1)` cycles. Routers
/// are input queued with credit flow control; the timing and the allocators are those of BookSim 2 (N. Jiang et al.,
/// ISPASS 2013) with round-robin separable allocators.
///
/// Without faults, packets take dimension-order routes. With any, they take shortest up*/down* routes over what is
/// left, which cannot deadlock either but load the middle of the mesh more.
///
/// A network holds no state: every run builds its own and gives the same answer for the same generator.
public struct FlitNetwork: Sendable {
    /// What the network is built of.
    public let configuration: FlitNetworkConfiguration
    /// The order that routes around faults climb; nil without faults.
    let order: UpDownOrder?
    /// By memory port, the direction in which it lies from the node that it is joined to.
    let portDirections: [Int]

    /// Checks a configuration and plans routes around its faults.
    ///
    /// - Throws: `outOfRange`, `missing`, `unfitPort`, `nothingLeft` or `disconnected`.
    public init(_ configuration: FlitNetworkConfiguration) throws(FlitNetworkError) {
        try configuration.validate()
        self.configuration = configuration
        order = configuration.faults.isEmpty ? nil : try UpDownOrder(configuration)
        portDirections = try configuration.memory?.directions(on: configuration.mesh) ?? []
    }

    /// The nodes of the mesh and the memory ports after them.
    public var nodeCount: Int { configuration.mesh.nodeCount + portDirections.count }

    /// The node of the mesh by which a node is reached: itself, or the one that a memory port is joined to.
    func attachment(of node: Int) -> Int {
        guard node >= configuration.mesh.nodeCount, let memory = configuration.memory else { return node }
        return memory.ports.attachments[node - configuration.mesh.nodeCount]
    }

    /// Whether a router works; that of a memory port does if its node's does.
    func isAlive(_ node: Int) -> Bool { !configuration.faults.routers.contains(attachment(of: node)) }

    /// The nodes of the mesh whose routers work.
    var liveNodes: [Int] { (0..<configuration.mesh.nodeCount).filter(isAlive) }

    /// The class of a link by its index, `4 * node + direction`, those of memory ports included.
    func linkClass(_ index: Int) -> FlitLinkClass {
        let mesh = configuration.mesh
        if let memory = configuration.memory {
            if index >= mesh.linkCount { return memory.read }
            if mesh.neighbour(over: index) == nil { return memory.write }
        }
        return configuration.linkClass(index)
    }

    /// Visits the links that packets from one node to another cross, in order, by their index `4 * node + direction`.
    ///
    /// - Parameters:
    ///   - source: The node that sends.
    ///   - destination: The node that receives.
    ///   - routes: The routes towards the destination's node of the mesh, in a network with faults.
    ///   - body: Gets the index of each link.
    func forEachLink(from source: Int, to destination: Int, routes: UpDownRoutes?, _ body: (Int) -> Void) {
        let mesh = configuration.mesh
        let (first, last) = (attachment(of: source), attachment(of: destination))
        if source >= mesh.nodeCount { body(4 * source + portDirections[source - mesh.nodeCount] ^ 1) }
        if let routes, let order {
            var (node, hasGoneDown) = (first, false)
            while node != last {
                let port = Int(routes.ports[node] >> (hasGoneDown ? 4 : 0) & 0xF)
                let link = 4 * node + port
                guard port < 4, let next = mesh.neighbour(over: link) else { break }
                body(link)
                hasGoneDown = !order.isUp(link, to: next)
                node = next
            }
        } else {
            mesh.forEachLink(from: first, to: last, order: configuration.order, body)
        }
        if destination >= mesh.nodeCount { body(4 * last + portDirections[destination - mesh.nodeCount]) }
    }
}

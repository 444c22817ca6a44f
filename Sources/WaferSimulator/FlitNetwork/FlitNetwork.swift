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

    /// Checks a configuration and plans routes around its faults.
    ///
    /// - Throws: `outOfRange`, `missing`, `nothingLeft` or `disconnected`.
    public init(_ configuration: FlitNetworkConfiguration) throws(FlitNetworkError) {
        try configuration.validate()
        self.configuration = configuration
        order = configuration.faults.isEmpty ? nil : try UpDownOrder(configuration)
    }

    /// Whether a router works.
    func isAlive(_ node: Int) -> Bool { !configuration.faults.routers.contains(node) }

    /// The nodes whose routers work.
    var liveNodes: [Int] { (0..<configuration.mesh.nodeCount).filter(isAlive) }
}

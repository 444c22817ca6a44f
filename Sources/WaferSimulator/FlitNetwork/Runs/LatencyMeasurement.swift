/// What random traffic of one rate saw on a network.
public struct LatencyMeasurement: Sendable, Hashable {
    /// Mean cycles from the making of a packet to the arrival of its last flit, of the packets that were made in the
    /// measured cycles and arrived; the wait at the source counts.
    ///
    /// Nil when none arrived.
    public var meanPacketLatencyCycles: Double?
    /// Flits that arrived in the measured cycles for each live node and cycle.
    public var acceptedFlitsPerNodeCycle: Double
    /// The same at the node that received the fewest, of those that receive any by the pattern.
    public var minimumAcceptedFlitsPerNodeCycle: Double
    /// Mean links of the packets' routes.
    public var meanLinks: Double
    /// Router traversals in the measured cycles: links + 1 for each flit.
    public var flitHops: Int
    /// Measured cycles, after warm-up.
    public var cycles: Int
    /// Whether every node got at least 0.99 of the flits across that it made, up to one packet and four standard
    /// deviations of what an idle network holds of them at the two ends of the measured cycles.
    public var isStable: Bool
    /// Flits that every link carried in the measured cycles, by `Mesh` link index, `4 * node + direction`.
    public var linkFlits: [Int]
}

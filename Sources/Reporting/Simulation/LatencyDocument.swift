public import WaferSimulator

/// What `ingot simulate noc --json` prints.
public struct LatencyDocument: Sendable, Encodable {
    private let meanPacketLatencyCycles: Double?
    private let acceptedFlitsPerNodeCycle: Double
    private let minAcceptedFlitsPerNodeCycle: Double
    private let meanLinks: Double
    private let flitHops: Int
    private let cycles: Int
    private let stable: Bool
    private let cpuSeconds: Double

    private enum CodingKeys: String, CodingKey {
        case meanPacketLatencyCycles = "mean_packet_latency_cycles"
        case acceptedFlitsPerNodeCycle = "accepted_flits_per_node_cycle"
        case minAcceptedFlitsPerNodeCycle = "min_accepted_flits_per_node_cycle"
        case meanLinks = "mean_links"
        case flitHops = "flit_hops"
        case cycles
        case stable
        case cpuSeconds = "cpu_seconds"
    }

    /// Takes over a measurement and the processor time that it took.
    public init(_ measurement: LatencyMeasurement, cpuSeconds: Double) {
        meanPacketLatencyCycles = measurement.meanPacketLatencyCycles
        acceptedFlitsPerNodeCycle = measurement.acceptedFlitsPerNodeCycle
        minAcceptedFlitsPerNodeCycle = measurement.minimumAcceptedFlitsPerNodeCycle
        meanLinks = measurement.meanLinks
        flitHops = measurement.flitHops
        cycles = measurement.cycles
        stable = measurement.isStable
        self.cpuSeconds = cpuSeconds
    }

    /// Writes every key; the latency is null when no packet arrived.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(meanPacketLatencyCycles, forKey: .meanPacketLatencyCycles)
        try container.encode(acceptedFlitsPerNodeCycle, forKey: .acceptedFlitsPerNodeCycle)
        try container.encode(minAcceptedFlitsPerNodeCycle, forKey: .minAcceptedFlitsPerNodeCycle)
        try container.encode(meanLinks, forKey: .meanLinks)
        try container.encode(flitHops, forKey: .flitHops)
        try container.encode(cycles, forKey: .cycles)
        try container.encode(stable, forKey: .stable)
        try container.encode(cpuSeconds, forKey: .cpuSeconds)
    }

    /// The same for people.
    public var table: String {
        TextTable.text(
            header: ["figure", "value", "unit"],
            rows: [
                [
                    "mean packet latency", meanPacketLatencyCycles.map { Quantity.significant($0) } ?? "none arrived",
                    "cycles, from the making of the packet",
                ],
                ["accepted", Quantity.significant(acceptedFlitsPerNodeCycle), "flits a node and cycle"],
                [
                    "accepted at the least node", Quantity.significant(minAcceptedFlitsPerNodeCycle),
                    "flits a node and cycle",
                ],
                ["mean route", Quantity.significant(meanLinks), "links"],
                ["flit hops", "\(flitHops)", "router traversals"],
                ["measured", "\(cycles)", "cycles"],
                ["stable", stable ? "yes" : "no", "every node gets 0.99 of its flits across"],
                ["processor", Quantity.significant(cpuSeconds), "s"],
            ])
    }
}

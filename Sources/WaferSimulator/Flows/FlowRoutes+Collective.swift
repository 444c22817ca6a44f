public import MeshNetwork

extension FlowRoutes {
    /// What stands for the equal steps of a collective: one flow over all links that they keep busy.
    public struct PhaseFlow: Sendable, Hashable {
        /// The route that was added; nil where the phase sends nothing.
        public var route: Int?
        /// What the flow sends: the bytes of the resource that is busiest for its capacity.
        public var bytes: Double
    }

    /// Starts with the resources of a mesh.
    public init(_ fabric: FlowFabric) {
        self.init(capacities: fabric.resources.map(\.bytesPerSecond))
    }

    /// Adds the steps of a phase as one flow.
    ///
    /// The steps of a ring wait for each other round the ring, so the slowest link sets the pace of all: the links rise
    /// and fall together, each with the share of the bytes that it carries. The latency is that of all steps, with the
    /// longest route of each. So a collective of thousands of messages is a few flows that contend for links as the
    /// messages do; what is lost is that messages ahead of a busy link find the others idle for a while.
    ///
    /// - Parameters:
    ///   - phase: Equal steps.
    ///   - fabric: The mesh whose resources these routes have.
    /// - Returns: The route, and the bytes of the flow.
    /// - Throws: ``FlowError`` for links that carry nothing, and nodes that the mesh does not have.
    public mutating func append(
        _ phase: Collective.Phase, on fabric: FlowFabric
    ) throws(FlowError) -> PhaseFlow {
        var loads = [Double](repeating: 0, count: fabric.resources.count)
        var used: [Int] = []
        var latency = 0.0
        for (index, message) in phase.messages.enumerated() {
            for node in [message.source, message.destination] where node < 0 || node >= fabric.nodeCount {
                throw .unknownNode(node, message: index, nodes: fabric.nodeCount)
            }
            guard message.bytes > 0 else { continue }
            var own = message.source == message.destination ? 0 : fabric.messageLatencySeconds
            fabric.forEachResource(from: message.source, to: message.destination) {
                if loads[$0] == 0 { used.append($0) }
                loads[$0] += message.bytes
                own += fabric.resources[$0].latencySeconds
            }
            latency = max(latency, own)
        }
        var busiest = used.first ?? 0
        for resource in used {
            let seconds = loads[resource] / capacities[resource]
            if seconds > loads[busiest] / capacities[busiest] { busiest = resource }
        }
        guard !used.isEmpty, phase.steps > 0 else { return PhaseFlow(route: nil, bytes: 0) }
        let bytes = loads[busiest]
        let steps = Double(phase.steps)
        let route = try append(used, weights: used.map { loads[$0] / bytes }, latencySeconds: steps * latency)
        return PhaseFlow(route: route, bytes: steps * bytes)
    }
}

public import MeshNetwork

extension FlitNetwork {
    /// Plays a list of messages that may wait for each other.
    ///
    /// A message travels as packets of `packetFlits` flits and a shorter last one. A node sends to its destinations in
    /// turn, a packet each, as flows share what it can send; messages to the same destination leave one after the
    /// other, in the order in which they became ready and then of the list. Memory ports send and receive as nodes do.
    /// Idle stretches cost nothing.
    ///
    /// - Parameters:
    ///   - messages: What is sent.
    ///   - packetFlits: Flits of a packet, at least 1.
    ///   - transfers: Which messages are played flit by flit; the answer is the same.
    ///   - cycleLimit: Cycles after which the run is given up.
    /// - Throws: `missing`, `deadEndpoint`, `outOfRange`, `unmetDependence` or `queueAcrossNodes` for lists that cannot
    ///   be played, `unfinished` when the limit is reached.
    /// - Complexity: O(messages + dependences + router traversals).
    public func run(
        _ messages: [FlitMessage], packetFlits: Int = 8, transfers: Transfers = .flitByFlit,
        cycleLimit: Int = 2_000_000_000
    ) throws(FlitNetworkError) -> MessageRun {
        try Self.checkFlits(packetFlits, "flits of a packet")
        guard (1...2_000_000_000).contains(cycleLimit) else {
            throw .outOfRange(name: "cycle limit", found: "\(cycleLimit)", accepted: "from 1 to 2000000000")
        }
        try check(messages)
        let graph = try MessageGraph.checked(messages)
        let pairs = MessagePairs(messages, nodes: nodeCount)
        let paths = transfers == .flitByFlit ? nil : PrivatePaths(messages, pairs: pairs, on: self)
        let machine = FlitMachine(self, sleepers: messages.count)
        var traffic = MessageTraffic(
            messages, graph: graph, pairs: pairs, paths: paths, nodes: nodeCount, packetFlits: packetFlits,
            cycleLimit: cycleLimit)
        traffic.start(in: machine)
        _ = machine.run(&traffic, until: UInt32(cycleLimit))
        guard traffic.unfinished == 0 else {
            throw .unfinished(cycles: cycleLimit, messagesLeft: traffic.unfinished)
        }
        let cycles = messages.indices.map { traffic.cycles(of: $0) }
        let first = cycles.map(\.start).min() ?? 0
        let last = cycles.map(\.end).max() ?? -1
        var run = MessageRun(
            startCycles: cycles.map(\.start), endCycles: cycles.map(\.end), makespanCycles: last - first + 1,
            linkFlits: machine.linkFlits, flitHops: machine.state.pointee.hops,
            flits: messages.reduce(0) { $0 + $1.flits }, flitsSimulated: machine.state.pointee.flitsInjected)
        guard let paths else { return run }
        for (index, message) in messages.enumerated() where paths.pathOfMessage[index] >= 0 {
            let links = paths.links[Int(paths.pathOfMessage[index])]
            for link in links { run.linkFlits[link] += message.flits }
            run.flitHops += message.flits * (links.count + 1)
        }
        return run
    }

    /// Plays a closed batch: every node has all its flits at the start and sends them as fast as the network takes.
    ///
    /// - Parameters:
    ///   - pattern: Who sends to whom; nodes that would send to themselves send nothing.
    ///   - flitsPerNode: Flits that each node sends, at least 1.
    ///   - packetFlits: Flits of a packet, at least 1.
    /// - Throws: `unfitMesh`, `outOfRange`, `deadEndpoint`.
    public func runBatch(
        _ pattern: BatchPattern, flitsPerNode: Int, packetFlits: Int = 8
    ) throws(FlitNetworkError) -> BatchMeasurement {
        try Self.checkFlits(flitsPerNode, "flits of a node")
        let mesh = configuration.mesh
        switch pattern {
        case .transpose where mesh.width != mesh.height:
            throw .unfitMesh(pattern: pattern.rawValue, accepted: "a square mesh")
        case .recursiveDoublingLowestBit, .recursiveDoublingHighestBit:
            guard mesh.nodeCount & (mesh.nodeCount - 1) == 0 else {
                throw .unfitMesh(pattern: pattern.rawValue, accepted: "a mesh of a power of two of nodes")
            }
        default: break
        }
        let messages = pattern.messages(on: mesh, bytes: 1).map {
            FlitMessage(source: $0.source, destination: $0.destination, flits: flitsPerNode)
        }
        let run = try run(messages, packetFlits: packetFlits)
        return BatchMeasurement(
            makespanCycles: run.makespanCycles, maximumLinkLoadFlits: run.linkFlits.max() ?? 0, flitHops: run.flitHops)
    }

    private func check(_ messages: [FlitMessage]) throws(FlitNetworkError) {
        let nodes = 0..<nodeCount
        for message in messages {
            for node in [message.source, message.destination] {
                guard nodes.contains(node) else { throw .missing(kind: "node", index: node) }
                guard isAlive(node) else { throw .deadEndpoint(node) }
            }
            guard (0...1_000_000_000).contains(message.flits) else {
                throw .outOfRange(
                    name: "flits of a message", found: "\(message.flits)", accepted: "from 0 to 1000000000")
            }
            guard (0...1_000_000_000).contains(message.delayCycles) else {
                throw .outOfRange(
                    name: "delay of a message", found: "\(message.delayCycles)", accepted: "from 0 to 1000000000")
            }
        }
    }
}

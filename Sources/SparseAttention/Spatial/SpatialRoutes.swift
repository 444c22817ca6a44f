import MeshNetwork

/// Times of transfers on the links of a machine's mesh: the busiest link, and the latency of the longest route.
struct SpatialRoutes {
    let machine: SpatialMachine
    let design: SpatialDesign
    private let mesh: Mesh
    /// By link, bytes for each byte that a core exchanges with the memory outside.
    private let memoryLoads: [Double]
    /// Bytes at the busiest port for each byte that a core exchanges.
    private let portLoad: Double

    init(machine: SpatialMachine, design: SpatialDesign) {
        self.machine = machine
        self.design = design
        mesh = machine.mesh
        let ports = machine.ports
        var loads = LinkLoads(mesh: mesh)
        var atPort = [Double](repeating: 0, count: ports.count)
        for core in 0..<mesh.nodeCount {
            var shares: [(port: Int, share: Double)] = []
            switch design.placement {
            case .interleaved: shares = (0..<ports.count).map { ($0, 1 / Double(ports.count)) }
            case .nearest: shares = ports.nearest(to: core).map { [($0, 1)] } ?? []
            }
            for (port, share) in shares {
                loads.add(Message(source: ports.attachments[port], destination: core, bytes: share))
                atPort[port] += share
            }
        }
        memoryLoads = loads.bytes
        portLoad = (atPort.max() ?? 0) * Double(ports.count)
    }

    /// Seconds until every core has exchanged bytes with the memory outside: the busiest port or the busiest link.
    func memorySeconds(bytesPerCore bytes: Double) -> Double {
        let link = (memoryLoads.max() ?? 0) * bytes / machine.linkBytesPerSecond
        return max(portLoad * bytes / machine.memoryBytesPerSecond, link)
    }

    /// Seconds of a step of the ring in the mean over a run of hops, when every core sends the next some bytes in each.
    ///
    /// Nothing keeps the cores in step: a message waits for its data and for links, so a long edge delays what passes
    /// it once a round and not every step. A run of some hops takes the passage of the longest chain of as many
    /// consecutive edges, and as long as the busiest link takes for what it carries. A link that edges share, as those
    /// of both directions can, is charged to each of them with the messages of all. What crosses to memory counts for
    /// the busiest link alone.
    ///
    /// - Parameters:
    ///   - bytes: What a core sends.
    ///   - memory: What a core exchanges with the memory outside in the meantime, over the same links.
    ///   - hops: The hops of each message, from one to as many as there are cores.
    func ringSeconds(bytes: Double, memoryBytesPerCore memory: Double, hops: Int) -> Double {
        let order = Rectangle(x: 0, y: 0, width: mesh.width, height: mesh.height).ringOrder(design.ring, in: mesh)
        var loads = LinkLoads(mesh: mesh)
        let share = design.bothWays ? bytes / 2 : bytes
        let edges = order.indices.map { ($0, $0 + 1 == order.count ? 0 : $0 + 1) }.map { (order[$0], order[$1]) }
        for (from, to) in edges {
            loads.add(Message(source: from, destination: to, bytes: share))
            if design.bothWays { loads.add(Message(source: to, destination: from, bytes: share)) }
        }
        var busiest = 0.0
        for link in 0..<mesh.linkCount { busiest = max(busiest, loads.bytes[link] + memory * memoryLoads[link]) }
        var chain = longestChain(of: hops, loads: loads, edges)
        if design.bothWays { chain = max(chain, longestChain(of: hops, loads: loads, edges.map { ($1, $0) })) }
        return max(busiest / machine.linkBytesPerSecond + machine.hopSeconds, chain / Double(hops))
    }

    /// The longest passage of a number of consecutive edges of a ring, in seconds.
    private func longestChain(of hops: Int, loads: LinkLoads, _ edges: [(from: Int, to: Int)]) -> Double {
        let passages = edges.map { edge in
            let carried = mesh.route(from: edge.from, to: edge.to).map { loads.bytes[$0] / machine.linkBytesPerSecond }
            let latency = Double(carried.count) * machine.hopSeconds
            return switch machine.switching {
            case .wormhole: (carried.max() ?? 0) + latency
            case .storeAndForward: carried.reduce(0, +) + latency
            }
        }
        var sum = (0..<hops).reduce(0) { $0 + passages[$1 % passages.count] }
        var longest = sum
        for start in passages.indices {
            sum += passages[(start + hops) % passages.count] - passages[start]
            longest = max(longest, sum)
        }
        return longest
    }

    /// Seconds until every pair of cores has exchanged bytes, all at once.
    ///
    /// With wormholes the busiest link's and the latency of the longest route. Links that store and forward and are
    /// shared evenly end with the rows before they do with the columns: the busiest link of either, and the rest of the
    /// longest route.
    func exchangeSeconds(bytesPerPair bytes: Double) -> Double {
        guard mesh.nodeCount > 1 else { return 0 }
        var loads = LinkLoads(mesh: mesh)
        for from in 0..<mesh.nodeCount {
            for to in 0..<mesh.nodeCount where to != from {
                loads.add(Message(source: from, destination: to, bytes: bytes))
            }
        }
        let longest = mesh.width + mesh.height - 2
        let latency = Double(longest) * machine.hopSeconds
        switch machine.switching {
        case .wormhole: return loads.maximum / machine.linkBytesPerSecond + latency
        case .storeAndForward:
            // Links 0 and 1 of a node are in its row.
            var (row, column) = (0.0, 0.0)
            for (link, carried) in loads.bytes.enumerated() {
                if link % 4 < 2 { row = max(row, carried) } else { column = max(column, carried) }
            }
            let rest = Double(longest - (row > 0 ? 1 : 0) - (column > 0 ? 1 : 0)) * bytes
            return (row + column + rest) / machine.linkBytesPerSecond + latency
        }
    }

    /// Seconds until every core's bytes have gone along its row, from neighbour to neighbour both ways, and others
    /// along its column: the links at the ends carry those of all other cores of the line.
    func rowColumnSeconds(alongRow row: Double, alongColumn column: Double) -> Double {
        let (width, height) = (Double(mesh.width - 1), Double(mesh.height - 1))
        return max(
            width * (row / machine.linkBytesPerSecond + machine.hopSeconds),
            column > 0 ? height * (column / machine.linkBytesPerSecond + machine.hopSeconds) : 0)
    }
}

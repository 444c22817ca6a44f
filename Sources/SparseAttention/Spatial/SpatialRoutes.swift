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

    /// Seconds of one step of the ring, in which every core sends the next some bytes.
    ///
    /// - Parameters:
    ///   - bytes: What a core sends.
    ///   - memory: What a core exchanges with the memory outside in the meantime, over the same links.
    func ringSeconds(bytes: Double, memoryBytesPerCore memory: Double) -> Double {
        let order = Rectangle(x: 0, y: 0, width: mesh.width, height: mesh.height).ringOrder(design.ring, in: mesh)
        var loads = LinkLoads(mesh: mesh)
        var longest = 0
        let share = design.bothWays ? bytes / 2 : bytes
        for position in order.indices {
            let next = order[position + 1 == order.count ? 0 : position + 1]
            loads.add(Message(source: order[position], destination: next, bytes: share))
            if design.bothWays { loads.add(Message(source: next, destination: order[position], bytes: share)) }
            longest = max(longest, mesh.distance(from: order[position], to: next))
        }
        var busiest = 0.0
        for link in 0..<mesh.linkCount { busiest = max(busiest, loads.bytes[link] + memory * memoryLoads[link]) }
        return seconds(busiest: busiest, longest: longest, messageBytes: share)
    }

    /// Seconds until every pair of cores has exchanged bytes.
    func exchangeSeconds(bytesPerPair bytes: Double) -> Double {
        var loads = LinkLoads(mesh: mesh)
        for from in 0..<mesh.nodeCount {
            for to in 0..<mesh.nodeCount where to != from {
                loads.add(Message(source: from, destination: to, bytes: bytes))
            }
        }
        return seconds(busiest: loads.maximum, longest: mesh.width + mesh.height - 2, messageBytes: bytes)
    }

    /// Seconds until every core's bytes have gone along its row, from neighbour to neighbour both ways, and others along
    /// its column: the links at the ends carry those of all other cores of the line.
    func rowColumnSeconds(alongRow row: Double, alongColumn column: Double) -> Double {
        let (width, height) = (Double(mesh.width - 1), Double(mesh.height - 1))
        return max(
            width * (row / machine.linkBytesPerSecond + machine.hopSeconds),
            column > 0 ? height * (column / machine.linkBytesPerSecond + machine.hopSeconds) : 0)
    }

    private func seconds(busiest: Double, longest: Int, messageBytes: Double) -> Double {
        let hops = Double(longest)
        switch machine.switching {
        case .wormhole: return busiest / machine.linkBytesPerSecond + hops * machine.hopSeconds
        case .storeAndForward:
            let passage = (hops - 1) * messageBytes / machine.linkBytesPerSecond
            return busiest / machine.linkBytesPerSecond + max(0, passage) + hops * machine.hopSeconds
        }
    }
}

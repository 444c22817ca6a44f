import MeshNetwork

extension FlitNetwork {
    /// Sends packets at random and measures their latency and what the network accepts.
    ///
    /// Each node makes a packet in each cycle with the same chance (a Bernoulli process). After the warm-up, packets
    /// made in `cycles` cycles are followed until all have arrived, for as long again at most; so a saturated network
    /// reports the mean of what did arrive, and is not stable.
    ///
    /// - Parameters:
    ///   - pattern: Where packets go. Packets to dead routers are not made: random patterns draw among live ones.
    ///   - injectionRate: Flits that each node makes a cycle, above 0 and at most 1.
    ///   - packetFlits: Flits of a packet, at least 1.
    ///   - warmUpCycles: Cycles before measuring; nil for a tenth of `cycles` and 2000 at least.
    ///   - cycles: Measured cycles, at least 1.
    ///   - generator: Where randomness comes from; four numbers are drawn.
    /// - Throws: `outOfRange`, `unfitMesh`, `missing`.
    public func measureLatency(
        of pattern: TrafficPattern, injectionRate: Double, packetFlits: Int = 1, warmUpCycles: Int? = nil,
        cycles: Int = 100_000, using generator: inout some RandomNumberGenerator
    ) throws(FlitNetworkError) -> LatencyMeasurement {
        guard injectionRate > 0, injectionRate <= 1 else {
            throw .outOfRange(name: "injection rate", found: "\(injectionRate)", accepted: "above 0 and at most 1")
        }
        try Self.checkFlits(packetFlits, "flits of a packet")
        guard (1...Self.cycleLimit).contains(cycles) else {
            throw .outOfRange(name: "cycles", found: "\(cycles)", accepted: "from 1 to \(Self.cycleLimit)")
        }
        let warmUp = warmUpCycles ?? max(2000, cycles / 10)
        guard (0...Self.cycleLimit).contains(warmUp) else {
            throw .outOfRange(name: "warm-up cycles", found: "\(warmUp)", accepted: "from 0 to \(Self.cycleLimit)")
        }
        let destinations = try pattern.destinations(on: configuration.mesh)
        return measure(
            pattern, destinations: destinations, injectionRate: injectionRate, packetFlits: packetFlits,
            window: UInt32(warmUp)..<UInt32(warmUp + cycles), random: NetworkRandom(from: &generator))
    }

    private func measure(
        _ pattern: TrafficPattern, destinations: [Int?]?, injectionRate: Double, packetFlits: Int,
        window: Range<UInt32>, random: NetworkRandom
    ) -> LatencyMeasurement {
        let machine = FlitMachine(self, sleepers: configuration.mesh.nodeCount)
        machine.state.pointee.window = window
        var traffic = RandomTraffic(
            pattern, destinations: destinations, on: self, packetRate: injectionRate / Double(packetFlits),
            length: packetFlits, window: window, random: random)
        traffic.start(in: machine)
        _ = machine.run(&traffic, until: window.upperBound + UInt32(window.count) + 1000)
        traffic.countBacklog()

        let cycles = Double(window.count)
        let live = liveNodes
        // Little's law for an idle network: the packets of one node that are under way, a Poisson number.
        let idleLatency = 4 * (traffic.meanLinks + 1) + 2 + Double(packetFlits - 1)
        let underWay = injectionRate / Double(packetFlits) * idleLatency
        let slack = (1 + 4 * (2 * underWay).squareRoot()) * Double(packetFlits)
        var isStable = true
        var total = 0.0
        for node in live {
            let observed = traffic.node(node)
            total += Double(machine.accepted[node])
            if Double(observed.delivered) < 0.99 * Double(observed.offered) - slack { isStable = false }
        }
        let receivers =
            destinations.map { table in
                Set(live.compactMap { table[$0] }.filter(isAlive)).sorted()
            } ?? live
        let least = receivers.map { machine.accepted[$0] }.min() ?? 0
        return LatencyMeasurement(
            meanPacketLatencyCycles: traffic.measuredArrived == 0
                ? nil : traffic.latencySum / Double(traffic.measuredArrived),
            acceptedFlitsPerNodeCycle: total / cycles / Double(live.count),
            minimumAcceptedFlitsPerNodeCycle: Double(least) / cycles, meanLinks: traffic.meanLinks,
            flitHops: machine.state.pointee.hops, cycles: window.count, isStable: isStable, linkFlits: machine.linkFlits
        )
    }

    /// The most cycles of a phase of a run.
    static let cycleLimit = 500_000_000

    static func checkFlits(_ flits: Int, _ name: String) throws(FlitNetworkError) {
        guard (1...1_000_000).contains(flits) else {
            throw .outOfRange(name: name, found: "\(flits)", accepted: "from 1 to 1000000")
        }
    }
}

extension FlitMachine {
    /// Flits of the measured cycles by `Mesh` link index.
    var linkFlits: [Int] {
        (0..<4 * nodeCount).map { Int(ports[$0 / 4 * FlitPort.count + $0 % 4].flits) }
    }
}

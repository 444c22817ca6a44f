import _IngotTestSupport
import MeshNetwork
import Testing
import WaferSimulator

/// Limit cases, wrong figures, determinism.
@Suite struct FlitNetworkLimitTests {
    @Test("The same generator gives the same answer, another one another")
    func determinism() throws {
        let network = try FlitNetwork(FlitNetworkConfiguration(mesh: Mesh(width: 5, height: 3)))
        func measure(_ seed: UInt64) throws -> LatencyMeasurement {
            var generator = SplitMix(seed)
            return try network.measureLatency(
                of: .uniform, injectionRate: 0.3, packetFlits: 5, cycles: 2000, using: &generator)
        }
        let first = try measure(1)
        #expect(try measure(1) == first)
        #expect(try measure(2) != first)
    }

    @Test("A single node turns its packets round in six cycles")
    func oneNode() throws {
        let network = try FlitNetwork(FlitNetworkConfiguration(mesh: Mesh(width: 1, height: 1)))
        var generator = SplitMix(3)
        for pattern in [TrafficPattern.uniform, .transpose, .neighbor, .tornado, .bitComplement, .hotspot(weight: 2)] {
            let measured = try network.measureLatency(
                of: pattern, injectionRate: 0.9, cycles: 3000, using: &generator)
            #expect(measured.meanPacketLatencyCycles == 6)
            #expect(measured.meanLinks == 0 && measured.isStable)
        }
    }

    @Test("A line carries neighbours' packets at almost full rate, also with one channel")
    func line() throws {
        let network = try FlitNetwork(
            FlitNetworkConfiguration(mesh: Mesh(width: 1, height: 9), virtualChannels: 1))
        var generator = SplitMix(4)
        let next = (0..<9).map { $0 < 8 ? Optional($0 + 1) : nil }
        let measured = try network.measureLatency(
            of: .permutation(next), injectionRate: 0.3, packetFlits: 4, cycles: 20_000, using: &generator)
        // One link each, shared with nobody: what waits, waits at the node for the packet before it.
        #expect(measured.isStable && measured.meanLinks == 1)
        #expect(abs(measured.acceptedFlitsPerNodeCycle - 0.3 * 8 / 9) < 0.01)
        #expect(measured.linkFlits[4 * 8 + 3] == 0)
    }

    @Test("With one channel, the mean wait at a node is that of a queue with fixed service")
    func queue() throws {
        // Packets of 8 flits leave at one flit a cycle and never meet: a slotted Geo/D/1 queue, whose mean wait is
        // (L - 1) r / (2 (1 - r)) at r flits a cycle.
        let network = try FlitNetwork(FlitNetworkConfiguration(mesh: Mesh(width: 2, height: 1)))
        var generator = SplitMix(5)
        for rate in [0.2, 0.5, 0.7] {
            let measured = try network.measureLatency(
                of: .permutation([1, 0]), injectionRate: rate, packetFlits: 8, cycles: 400_000, using: &generator)
            let expected = 17 + 7 * rate / (2 * (1 - rate))
            #expect(abs(try #require(measured.meanPacketLatencyCycles) - expected) < 0.02 * expected)
        }
    }

    @Test("Bit complement on a power of two flips every bit")
    func bitComplement() throws {
        let mesh = Mesh(width: 4, height: 4)
        let network = try FlitNetwork(FlitNetworkConfiguration(mesh: mesh))
        let table = (0..<16).map { Optional($0 ^ 15) }
        var (one, other) = (SplitMix(6), SplitMix(6))
        let measured = try network.measureLatency(of: .bitComplement, injectionRate: 0.1, cycles: 2000, using: &one)
        #expect(
            try network.measureLatency(of: .permutation(table), injectionRate: 0.1, cycles: 2000, using: &other)
                == measured)
        #expect(abs(measured.meanLinks - 4) < 0.1)
    }

    @Test("Links of hundreds of different latencies keep theirs")
    func manyLatencies() throws {
        let mesh = Mesh(width: 400, height: 1)
        let links = Dictionary(uniqueKeysWithValues: (0..<399).map { (4 * $0, FlitLinkClass(latencyCycles: $0 + 1)) })
        let network = try FlitNetwork(FlitNetworkConfiguration(mesh: mesh, singleLinks: links))
        let run = try network.run([FlitMessage(source: 0, destination: 399, flits: 1)])
        #expect(run.endCycles[0] == 6 + (1...399).reduce(0) { $0 + 3 + $1 })
    }

    @Test("Random packets go to live nodes only, and to a dead hotspot never")
    func deadHotspot() throws {
        let mesh = Mesh(width: 3, height: 3)
        for routers in [Set([4]), Set([0, 1, 2, 3, 5, 6, 7, 8])] {
            let network = try FlitNetwork(
                FlitNetworkConfiguration(mesh: mesh, faults: FlitNetworkFaults(routers: routers)))
            for weight in [0, 5.0] {
                var generator = SplitMix(8)
                let measured = try network.measureLatency(
                    of: .hotspot(weight: weight), injectionRate: 0.2, cycles: 2000, using: &generator)
                let isSilent = routers.count == 8 && weight == 0
                #expect(measured.meanPacketLatencyCycles.map { $0 >= 6 } ?? isSilent)
                #expect(isSilent == (measured.acceptedFlitsPerNodeCycle == 0))
            }
        }
    }

    @Test("Figures outside their range are refused")
    func ranges() throws {
        let mesh = Mesh(width: 4, height: 2)
        for (channels, depth, cycles) in [(0, 8, 1), (13, 8, 1), (4, 0, 1), (4, 65536, 1), (4, 8, 0)] {
            #expect(throws: FlitNetworkError.self) {
                try FlitNetwork(
                    FlitNetworkConfiguration(
                        mesh: mesh, virtualChannels: channels, bufferFlits: depth,
                        link: FlitLinkClass(latencyCycles: cycles)))
            }
        }
        // Each figure in its range, but not all together.
        let wafer = Mesh(width: 1000, height: 1000)
        #expect(throws: FlitNetworkError.self) {
            try FlitNetwork(FlitNetworkConfiguration(mesh: wafer, virtualChannels: 12, bufferFlits: 60_000))
        }
        #expect(throws: FlitNetworkError.self) {
            try FlitNetwork(FlitNetworkConfiguration(mesh: wafer, link: FlitLinkClass(latencyCycles: 90_000)))
        }
        let network = try FlitNetwork(FlitNetworkConfiguration(mesh: mesh))
        var generator = SplitMix(7)
        for rate in [0, -0.1, 1.01, .nan] {
            #expect(throws: FlitNetworkError.self) {
                try network.measureLatency(of: .uniform, injectionRate: rate, using: &generator)
            }
        }
        #expect(throws: FlitNetworkError.self) {
            try network.measureLatency(of: .transpose, injectionRate: 0.1, using: &generator)
        }
        #expect(throws: FlitNetworkError.missing(kind: "link", index: 12)) {
            try FlitNetwork(
                FlitNetworkConfiguration(mesh: mesh, faults: FlitNetworkFaults(links: [4 * 3])))
        }
        #expect(throws: FlitNetworkError.self) { try network.runBatch(.transpose, flitsPerNode: 8) }
    }
}

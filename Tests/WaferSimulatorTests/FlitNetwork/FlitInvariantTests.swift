import _IngotTestSupport
import MeshNetwork
import Testing

@testable import WaferSimulator

/// What must hold in any network under any traffic.
@Suite struct FlitInvariantTests {
    /// A random network; faults that would cut it up are left out.
    private static func network(_ generator: inout SplitMix) throws -> FlitNetwork {
        let mesh = Mesh(width: .random(in: 1...6, using: &generator), height: .random(in: 1...6, using: &generator))
        func link(_ generator: inout SplitMix) -> FlitLinkClass {
            FlitLinkClass(
                latencyCycles: .random(in: 1...9, using: &generator),
                cyclesPerFlit: .random(in: 1...3, using: &generator),
                bufferFlits: Bool.random(using: &generator) ? .random(in: 1...20, using: &generator) : nil)
        }
        var configuration = FlitNetworkConfiguration(
            mesh: mesh, virtualChannels: .random(in: 1...(Bool.random(using: &generator) ? 2 : 12), using: &generator),
            bufferFlits: .random(in: 1...9, using: &generator),
            order: Bool.random(using: &generator) ? .xy : .yx)
        if Bool.random(using: &generator) {
            configuration.crossings = [
                FlitLinkCrossing(
                    columns: .random(in: 1...3, using: &generator), rows: .random(in: 1...3, using: &generator),
                    link: link(&generator))
            ]
        }
        if Bool.random(using: &generator) {
            configuration.memory = FlitMemoryPorts(
                .sides([.east, .south], of: mesh), read: link(&generator), write: link(&generator))
        }
        guard Bool.random(using: &generator) else { return try FlitNetwork(configuration) }
        let links = (0..<mesh.linkCount).filter { mesh.neighbour(over: $0) != nil }
        var faulty = configuration
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            if let link = links.randomElement(using: &generator) { faulty.faults.links.insert(link) }
        }
        if Bool.random(using: &generator) {
            faulty.faults.routers.insert(.random(in: 0..<mesh.nodeCount, using: &generator))
        }
        if Bool.random(using: &generator) {
            // A die, which is a rectangle of dead routers.
            let x = Int.random(in: 0..<mesh.width, using: &generator)
            let y = Int.random(in: 0..<mesh.height, using: &generator)
            let die = Rectangle(
                x: x, y: y, width: min(.random(in: 1...3, using: &generator), mesh.width - x),
                height: min(.random(in: 1...3, using: &generator), mesh.height - y))
            faulty.faults.formUnion(routersOf: die, on: mesh)
        }
        // Random faults may cut the mesh up; then it is built without them.
        return try (try? FlitNetwork(faulty)) ?? FlitNetwork(configuration)
    }

    private static func messages(on network: FlitNetwork, _ generator: inout SplitMix) -> [FlitMessage] {
        let live = (0..<network.nodeCount).filter(network.isAlive)
        return (0..<Int.random(in: 1...80, using: &generator)).map { index in
            var dependences: [Int] = []
            if index > 0, Int.random(in: 0..<3, using: &generator) == 0 {
                dependences = (0..<Int.random(in: 1...3, using: &generator)).map { _ in
                    .random(in: 0..<index, using: &generator)
                }
            }
            return FlitMessage(
                source: live[.random(in: 0..<live.count, using: &generator)],
                destination: live[.random(in: 0..<live.count, using: &generator)],
                flits: .random(in: 0...40, using: &generator), dependences: dependences,
                delayCycles: .random(in: 0...30, using: &generator))
        }
    }

    @Test(
        "No flit is lost, doubled or overtaken, no credit is lost and nothing stops, in 1000 random networks",
        arguments: 0..<10)
    func randomNetworks(part: Int) throws {
        var faulty = 0
        for seed in 100 * part..<100 * part + 100 {
            var generator = SplitMix(UInt64(seed))
            let network = try Self.network(&generator)
            if network.order != nil { faulty += 1 }
            let messages = Self.messages(on: network, &generator)
            let machine = FlitMachine(network, sleepers: messages.count)
            machine.state.pointee.checksOrder = true
            let packetFlits = Int.random(in: 1...12, using: &generator)
            var traffic = MessageTraffic(
                messages, nodes: network.nodeCount, packetFlits: packetFlits)
            traffic.start(in: machine)
            while traffic.unfinished > 0 {
                let canGoOn = machine.run(&traffic, until: machine.now + .random(in: 1...200, using: &generator))
                try #require(canGoOn && machine.now < 200_000, "seed \(seed): stopped at \(machine.now)")
                let broken = machine.brokenInvariants()
                try #require(broken.isEmpty, "seed \(seed) at \(machine.now): \(broken)")
            }
            let flits = messages.reduce(0) { $0 + $1.flits }
            try #require(machine.state.pointee.flitsInjected == flits, "seed \(seed)")
            try #require(machine.state.pointee.flitsEjected == flits, "seed \(seed)")
            try #require(machine.state.pointee.packets.count == 0, "seed \(seed)")
        }
        #expect(faulty > 20)
    }

    @Test("Overloaded networks keep moving", arguments: 0..<30)
    func overload(seed: Int) throws {
        var generator = SplitMix(UInt64(1000 + seed))
        let network = try Self.network(&generator)
        let measured = try network.measureLatency(
            of: .uniform, injectionRate: 1, packetFlits: .random(in: 1...10, using: &generator), warmUpCycles: 3000,
            cycles: 1000, using: &generator)
        #expect(measured.acceptedFlitsPerNodeCycle > 0)
        #expect(measured.minimumAcceptedFlitsPerNodeCycle > 0)
    }

    @Test("The check finds a lost credit, a lost flit and a flit at the wrong node")
    func checkWorks() throws {
        let network = try FlitNetwork(FlitNetworkConfiguration(mesh: Mesh(width: 3, height: 3)))
        let messages = [FlitMessage(source: 0, destination: 8, flits: 40)]
        /// What is found after a run in whose middle something is broken.
        func broken(_ harm: (FlitMachine) -> Void) -> [String] {
            let machine = FlitMachine(network, sleepers: 1)
            machine.state.pointee.checksOrder = true
            var traffic = MessageTraffic(messages, nodes: 9, packetFlits: 8)
            traffic.start(in: machine)
            _ = machine.run(&traffic, until: 10)
            harm(machine)
            _ = machine.run(&traffic, until: 40)
            return machine.brokenInvariants()
        }
        #expect(broken { _ in }.isEmpty)
        #expect(broken { $0.outputs[0].credits -= 1 }.count == 1)
        #expect(broken { $0.state.pointee.flitsInjected += 1 }.count == 1)
        let astray = broken { machine in
            for place in 0..<machine.storeSize { machine.store[place].bits ^= 1 << 27 }
        }
        #expect(astray.contains { $0.contains("order") })
    }
}

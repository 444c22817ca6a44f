import _IngotTestSupport
import MeshNetwork
import Testing
import WaferSimulator

/// Messages on paths of their own in closed form, beside the same flit by flit.
@Suite struct PrivatePathTests {
    /// Flits of all runs, and those that were moved one by one.
    private struct Count {
        var flits = 0
        var simulated = 0
    }

    /// A random network, of which most links and buffers let paths be steady and some do not.
    private static func network(_ generator: inout SplitMix) throws -> FlitNetwork {
        let mesh = Mesh(width: .random(in: 1...7, using: &generator), height: .random(in: 1...7, using: &generator))
        func link(_ generator: inout SplitMix) -> FlitLinkClass {
            let latency = Int.random(in: 1...12, using: &generator)
            return FlitLinkClass(
                latencyCycles: latency, cyclesPerFlit: Int.random(in: 0..<5, using: &generator) == 0 ? 2 : 1,
                bufferFlits: 2 * latency + .random(in: 3...8, using: &generator))
        }
        var configuration = FlitNetworkConfiguration(
            mesh: mesh, virtualChannels: .random(in: 1...6, using: &generator),
            bufferFlits: .random(in: 4...12, using: &generator),
            order: Bool.random(using: &generator) ? .xy : .yx,
            link: Bool.random(using: &generator) ? FlitLinkClass() : link(&generator))
        if Bool.random(using: &generator) {
            configuration.crossings = [
                FlitLinkCrossing(
                    columns: .random(in: 1...4, using: &generator), rows: .random(in: 1...4, using: &generator),
                    link: link(&generator))
            ]
        }
        if Bool.random(using: &generator) {
            configuration.memory = FlitMemoryPorts(
                .sides([.west, .north], of: mesh), read: link(&generator), write: link(&generator))
        }
        guard Int.random(in: 0..<3, using: &generator) == 0 else { return try FlitNetwork(configuration) }
        var faulty = configuration
        faulty.faults.routers.insert(.random(in: 0..<mesh.nodeCount, using: &generator))
        return try (try? FlitNetwork(faulty)) ?? FlitNetwork(configuration)
    }

    /// Messages of a few pairs of nodes, in any order, with waits and delays.
    private static func random(_ network: FlitNetwork, _ generator: inout SplitMix) -> [FlitMessage] {
        let live = (0..<network.nodeCount).filter { isAlive($0, network) }
        func node(_ generator: inout SplitMix) -> Int { live[.random(in: 0..<live.count, using: &generator)] }
        let pairs = (0..<Int.random(in: 1...6, using: &generator)).map { _ in (node(&generator), node(&generator)) }
        var messages: [FlitMessage] = []
        for index in 0..<Int.random(in: 1...40, using: &generator) {
            let pair = pairs[.random(in: 0..<pairs.count, using: &generator)]
            var message = FlitMessage(
                source: pair.0, destination: pair.1,
                flits: Int.random(in: 0..<4, using: &generator) == 0
                    ? .random(in: 0...3, using: &generator) : .random(in: 1...150, using: &generator),
                delayCycles: Bool.random(using: &generator) ? 0 : .random(in: 0...60, using: &generator))
            if index > 0, Int.random(in: 0..<3, using: &generator) > 0 {
                message.dependences = (0..<Int.random(in: 1...3, using: &generator)).map { _ in
                    .random(in: 0..<index, using: &generator)
                }
            }
            let own = messages.indices.filter { messages[$0].source == pair.0 }
            if Bool.random(using: &generator), let queue = own.randomElement(using: &generator) {
                message.queuedBehind = queue
            }
            messages.append(message)
        }
        return messages
    }

    private static func isAlive(_ node: Int, _ network: FlitNetwork) -> Bool {
        let configuration = network.configuration
        let ports = configuration.memory?.ports.attachments ?? []
        let place = node < configuration.mesh.nodeCount ? node : ports[node - configuration.mesh.nodeCount]
        return !configuration.faults.routers.contains(place)
    }

    /// Plays messages both ways and compares everything that does not say how.
    private static func compare(
        _ network: FlitNetwork, _ messages: [FlitMessage], packetFlits: Int, _ count: inout Count, _ name: String
    ) throws {
        let whole = try network.run(messages, packetFlits: packetFlits)
        let short = try network.run(messages, packetFlits: packetFlits, transfers: .privatePathsInClosedForm)
        try #require(short.endCycles == whole.endCycles, "\(name)")
        try #require(short.startCycles == whole.startCycles, "\(name)")
        try #require(short.linkFlits == whole.linkFlits && short.flitHops == whole.flitHops, "\(name)")
        try #require(short.makespanCycles == whole.makespanCycles && short.flits == whole.flits, "\(name)")
        try #require(whole.flitsSimulated == whole.flits && short.flitsSimulated <= short.flits, "\(name)")
        count.flits += short.flits
        count.simulated += short.flitsSimulated
    }

    @Test("Random messages end in the same cycle, in 500 random networks", arguments: 0..<5)
    func random(part: Int) throws {
        var count = Count()
        for seed in 100 * part..<100 * part + 100 {
            var generator = SplitMix(UInt64(seed))
            let network = try Self.network(&generator)
            let messages = Self.random(network, &generator)
            try Self.compare(
                network, messages, packetFlits: .random(in: 1...12, using: &generator), &count, "seed \(seed)")
        }
        #expect(count.simulated < count.flits * 9 / 10 && count.simulated > 0)
    }

    @Test("Rings that go one way end in the same cycle, and move no flit", arguments: Rectangle.RingOrder.allCases)
    func rings(order: Rectangle.RingOrder) throws {
        var count = Count()
        for seed in 0..<60 {
            var generator = SplitMix(UInt64(1000 + seed))
            let mesh = Mesh(width: .random(in: 2...6, using: &generator), height: .random(in: 2...6, using: &generator))
            let latency = Int.random(in: 1...5, using: &generator)
            let network = try FlitNetwork(
                FlitNetworkConfiguration(
                    mesh: mesh, virtualChannels: .random(in: 2...4, using: &generator), bufferFlits: 14,
                    link: FlitLinkClass(latencyCycles: latency)))
            let ring = Rectangle(x: 0, y: 0, width: mesh.width, height: mesh.height).ringOrder(order, in: mesh)
            let plan = CollectivePlan.ring(
                .allReduce, order: ring, bytes: .random(in: 10...1500, using: &generator), bothWays: false)
            var own = Count()
            let list = plan.messages
            let messages = (0..<list.count).map { index in
                FlitMessage(
                    source: list[index].source, destination: list[index].destination,
                    flits: Int(list.bytes[index].rounded(.up)),
                    dependences: list.dependences(of: index).map { Int($0) },
                    queuedBehind: list.queuedBehind[index] < 0 ? nil : Int(list.queuedBehind[index]),
                    delayCycles: .random(in: 0...3, using: &generator))
            }
            try Self.compare(network, messages, packetFlits: 4, &own, "seed \(seed)")
            count.flits += own.flits
            count.simulated += own.simulated
        }
        #expect(count.simulated == 0)
    }

    @Test("Pipelines of micro-batches end in the same cycle, other traffic beside them", arguments: 0..<3)
    func pipelines(part: Int) throws {
        var count = Count()
        for seed in 50 * part..<50 * part + 50 {
            var generator = SplitMix(UInt64(2000 + seed))
            let mesh = Mesh(width: 6, height: 6)
            let network = try FlitNetwork(
                FlitNetworkConfiguration(
                    mesh: mesh, virtualChannels: 2, bufferFlits: 8,
                    crossings: [
                        FlitLinkCrossing(
                            columns: 3, rows: 2, link: FlitLinkClass(latencyCycles: 4, bufferFlits: 12))
                    ]))
            // Stages of one row each; every node hands its part to the node above, micro-batch after micro-batch.
            let batches = Int.random(in: 1...5, using: &generator)
            var messages: [FlitMessage] = []
            for batch in 0..<batches {
                for stage in 0..<5 {
                    for column in 0..<6 {
                        let above = (stage * 6 + column) + 30 * batch - 6
                        messages.append(
                            FlitMessage(
                                source: mesh.node(x: column, y: stage), destination: mesh.node(x: column, y: stage + 1),
                                flits: .random(in: 1...90, using: &generator),
                                dependences: stage == 0 ? [] : [above],
                                queuedBehind: batch == 0 ? nil : messages.count - 30,
                                delayCycles: .random(in: 0...40, using: &generator)))
                    }
                }
            }
            // Some columns are disturbed.
            for _ in 0..<Int.random(in: 0...3, using: &generator) {
                let column = Int.random(in: 0..<6, using: &generator)
                messages.append(
                    FlitMessage(
                        source: mesh.node(x: column, y: 0), destination: mesh.node(x: column, y: 5),
                        flits: .random(in: 1...200, using: &generator)))
            }
            try Self.compare(network, messages, packetFlits: 8, &count, "seed \(seed)")
        }
        #expect(count.simulated < count.flits / 2)
    }

    @Test("A long message alone takes its flits and the way of the first, and costs no work")
    func law() throws {
        let mesh = Mesh(width: 4, height: 1)
        let network = try FlitNetwork(FlitNetworkConfiguration(mesh: mesh))
        let messages = [FlitMessage(source: 0, destination: 3, flits: 900_000_000)]
        let run = try network.run(messages, transfers: .privatePathsInClosedForm)
        #expect(run.endCycles == [4 * 4 + 2 + 900_000_000 - 1])
        #expect(run.flitsSimulated == 0 && run.flitHops == 4 * 900_000_000)
    }

    @Test("A run that is cut off leaves the same messages", arguments: 0..<60)
    func limit(seed: Int) throws {
        var generator = SplitMix(UInt64(3000 + seed))
        let network = try Self.network(&generator)
        let messages = Self.random(network, &generator)
        let limit = Int.random(in: 1...400, using: &generator)
        func left(_ transfers: FlitNetwork.Transfers) -> FlitNetworkError? {
            do {
                _ = try network.run(messages, transfers: transfers, cycleLimit: limit)
                return nil
            } catch {
                return error
            }
        }
        #expect(left(.flitByFlit) == left(.privatePathsInClosedForm))
    }
}

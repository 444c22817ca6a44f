import MeshNetwork
import Testing

@testable import WaferSimulator

@Suite struct FlowSimulationTests {
    private static let link = FlowFabric.LinkClass(bytesPerSecond: 100, latencySeconds: 0.5)

    private static func play(
        _ list: MessageList, on fabric: FlowFabric, delays: [Double]? = nil
    ) throws -> FlowResult {
        var simulation = FlowSimulation(try FlowGraph(list, on: fabric, delays: delays))
        return try simulation.play()
    }

    /// Random messages on a random mesh, with ports, two classes of links, waits, queues and delays.
    private static func randomCase(
        _ random: inout Numbers, messages: Int
    ) throws -> (fabric: FlowFabric, list: MessageList, delays: [Double]) {
        let mesh = Mesh(width: random.whole(1...5), height: random.whole(1...4))
        var fabric = FlowFabric(
            mesh: mesh, link: FlowFabric.LinkClass(bytesPerSecond: 8, latencySeconds: 0.25),
            routing: random.whole(0...1) == 0 ? .xy : .yx, messageLatencySeconds: Double(random.whole(0...1)))
        fabric.set(
            FlowFabric.LinkClass(bytesPerSecond: 3, latencySeconds: 1),
            for: (0..<mesh.linkCount).filter { _ in random.whole(0...3) == 0 })
        fabric.add(
            .sides([.west, .north], of: mesh), FlowFabric.LinkClass(bytesPerSecond: 5, latencySeconds: 2))
        if random.whole(0...2) == 0 { fabric.limitNodes(bytesPerSecond: 7) }
        var list = MessageList()
        for index in 0..<messages {
            let source = random.whole(0...fabric.nodeCount - 1)
            let waits = Set((0..<random.whole(0...2)).compactMap { _ in index > 0 ? random.whole(0...index - 1) : nil })
            let before = (0..<index).filter { list[$0].source == source }
            let queue = before.isEmpty || random.whole(0...1) == 0 ? nil : before[random.whole(0...before.count - 1)]
            list.append(
                from: source, to: random.whole(0...fabric.nodeCount - 1), bytes: Double(random.whole(0...12)),
                after: waits.sorted(), queuedBehind: queue)
        }
        return (fabric, list, (0..<messages).map { _ in Double(random.whole(0...4)) / 4 })
    }

    @Test func aMessageTakesItsBytesAndTheLatencyOfItsRoute() throws {
        let mesh = Mesh(width: 4, height: 4)
        for routing in DimensionOrder.allCases {
            let fabric = FlowFabric(mesh: mesh, link: Self.link, routing: routing, messageLatencySeconds: 3)
            for (source, destination) in [(0, 15), (12, 3), (5, 6), (9, 1), (7, 7)] {
                let result = try Self.play(
                    MessageList([Message(source: source, destination: destination, bytes: 50)]), on: fabric)
                let links = Double(mesh.distance(from: source, to: destination))
                #expect(result.endSeconds == [links == 0 ? 0 : 0.5 + 3 + 0.5 * links])
            }
        }
    }

    @Test func routesTurnWhereTheyShould() {
        let mesh = Mesh(width: 3, height: 3)
        var fabric = FlowFabric(mesh: mesh, link: Self.link)
        func route() -> [Int] {
            var links: [Int] = []
            fabric.forEachResource(from: 0, to: 8) { links.append($0) }
            return links
        }
        #expect(
            route() == [
                mesh.link(from: 0, .east), mesh.link(from: 1, .east), mesh.link(from: 2, .north),
                mesh.link(from: 5, .north),
            ])
        fabric.routing = .yx
        #expect(
            route() == [
                mesh.link(from: 0, .north), mesh.link(from: 3, .north), mesh.link(from: 6, .east),
                mesh.link(from: 7, .east),
            ])
    }

    @Test func portsLimitWhatIsReadAndWritten() throws {
        let mesh = Mesh(width: 4, height: 1)
        let ports = MemoryPorts.sides([.west], of: mesh)
        var fabric = FlowFabric(mesh: mesh, link: Self.link)
        fabric.add(ports, FlowFabric.LinkClass(bytesPerSecond: 10, latencySeconds: 2))
        let reads = MessageList.reads(by: [0, 1, 2, 3], bytes: 50, ports: ports)
        let read = try Self.play(reads, on: fabric)
        // Four nodes share 10 bytes a second, then each has its own way to go.
        for node in 0..<4 { #expect(abs(read.endSeconds[node] - (20 + 2 + 0.5 * Double(node))) < 1e-9) }
        // Reads and writes do not disturb each other.
        var both = reads
        both.append(MessageList.writes(by: [0, 1, 2, 3], bytes: 50, ports: ports))
        #expect(abs(try Self.play(both, on: fabric).makespanSeconds - read.makespanSeconds) < 1e-9)
    }

    @Test func linksBetweenWafersShareTheirBandwidth() throws {
        let mesh = Mesh(width: 4, height: 3)
        var fabric = FlowFabric(mesh: mesh, link: Self.link)
        let crossing = (0..<3).map { mesh.link(from: mesh.node(x: 1, y: $0), .east) }
        let shared = fabric.share(FlowFabric.LinkClass(bytesPerSecond: 30, latencySeconds: 5), among: crossing)
        let list = MessageList(
            (0..<3).map { row in
                Message(source: mesh.node(x: 0, y: row), destination: mesh.node(x: 3, y: row), bytes: 20)
            })
        let result = try Self.play(list, on: fabric)
        for end in result.endSeconds { #expect(abs(end - (2 + 5 + 1)) < 1e-9) }
        #expect(result.bytes[shared] == 60)
    }

    @Test func dependencesCostLatencyAndQueuesDoNot() throws {
        let fabric = FlowFabric(mesh: Mesh(width: 3, height: 1), link: Self.link)
        var list = MessageList()
        let first = list.append(from: 0, to: 1, bytes: 100)
        let second = list.append(from: 0, to: 1, bytes: 100, queuedBehind: first)
        let onward = list.append(from: 1, to: 2, bytes: 100, after: [first])
        let work = list.append(from: 2, to: 2, bytes: 0, after: [onward])
        let result = try Self.play(list, on: fabric, delays: [0, 0, 0, 7])
        // The second is queued until 1 s, when the first has been sent; it arrives half a second later at node 1.
        #expect([first, second, onward, work].map { result.startSeconds[$0] } == [0, 1, 1.5, 10])
        #expect([first, second, onward, work].map { result.endSeconds[$0] } == [1.5, 2.5, 3, 10])
    }

    @Test func ringsTakeWhatTheClosedFormSays() throws {
        for (width, height) in [(2, 1), (2, 2), (4, 2), (3, 4), (8, 7)] {
            let mesh = Mesh(width: width, height: height)
            let rectangle = Rectangle(x: 0, y: 0, width: width, height: height)
            let fabric = FlowFabric(mesh: mesh, link: Self.link)
            let law = CollectiveLaw(.ring(rectangle.count), bytesPerSecond: 100, latencySeconds: 0.5)
            for bothWays in rectangle.hasOppositeRing ? [false, true] : [false] {
                let plan = CollectivePlan.ring(
                    .allReduce, order: rectangle.ringOrder(in: mesh), bytes: 1e4, bothWays: bothWays)
                let seconds = try Self.play(plan.messages, on: fabric).makespanSeconds
                let expected = law.allReduceSeconds(bytes: bothWays ? 5e3 : 1e4)
                #expect(abs(seconds / expected - 1) < 1e-12, "\(width) x \(height), both ways: \(bothWays)")
            }
        }
    }

    /// No ring on a rectangle loads a link twice, so bandwidth is that of one link; hops only add latency.
    @Test func everyRingHasTheBandwidthOfALink() throws {
        for (width, height) in [(1, 5), (5, 1), (3, 3), (5, 3), (4, 4)] {
            let mesh = Mesh(width: width, height: height)
            let rectangle = Rectangle(x: 0, y: 0, width: width, height: height)
            let steps = 2 * Double(rectangle.count - 1)
            for order in Rectangle.RingOrder.allCases {
                let nodes = rectangle.ringOrder(order, in: mesh)
                let plan = CollectivePlan.ring(.allReduce, order: nodes, bytes: 1e6, bothWays: false)
                let seconds = try Self.play(plan.messages, on: FlowFabric(mesh: mesh, link: Self.link)).makespanSeconds
                let sending = steps / Double(rectangle.count) * 1e6 / 100
                let longest = nodes.indices.map {
                    mesh.distance(from: nodes[$0], to: nodes[($0 + 1) % nodes.count])
                }.max()
                #expect(seconds >= sending * (1 - 1e-9) + steps * 0.5)
                #expect(seconds <= sending * (1 + 1e-9) + steps * 0.5 * Double(longest ?? 0))
            }
        }
    }

    @Test func eventsAreThoseOfAPlainSimulation() throws {
        var random = Numbers(seed: 5)
        for _ in 0..<150 {
            let (fabric, list, delays) = try Self.randomCase(&random, messages: random.whole(1...24))
            let graph = try FlowGraph(list, on: fabric, delays: delays)
            var simulation = FlowSimulation(graph)
            let result = try simulation.play()
            let expected = PlainFlowSimulation.ends(
                graph, waits: (0..<list.count).map { list.dependences(of: $0).map { Int($0) } },
                queues: list.queuedBehind.map { Int($0) })
            for (end, other) in zip(result.endSeconds, expected) { #expect(abs(end - other) <= 1e-7 * max(1, other)) }
            // The same again, from a simulation that has been used.
            #expect(try simulation.play() == result)
        }
    }

    @Test func waitsAreKeptAndBytesArrive() throws {
        var random = Numbers(seed: 6)
        for _ in 0..<100 {
            let (fabric, list, delays) = try Self.randomCase(&random, messages: 60)
            let result = try Self.play(list, on: fabric, delays: delays)
            var carried = [Double](repeating: 0, count: fabric.resources.count)
            for index in 0..<list.count {
                let (message, start, end) = (list[index], result.startSeconds[index], result.endSeconds[index])
                for dependence in list.dependences(of: index) {
                    #expect(start >= result.endSeconds[Int(dependence)] + delays[index] - 1e-9)
                }
                var slowest = 0.0
                fabric.forEachResource(from: message.source, to: message.destination) {
                    carried[$0] += message.bytes
                    slowest = max(slowest, message.bytes / fabric.resources[$0].bytesPerSecond)
                }
                let latency = fabric.latencySeconds(from: message.source, to: message.destination)
                #expect(end - start >= (slowest + latency) * (1 - 1e-9))
            }
            #expect(result.bytes == carried)
            #expect(result.utilisation.allSatisfy { $0 <= 1 + 1e-9 })
        }
    }

    @Test func theOrderOfTheListDoesNotMatter() throws {
        var random = Numbers(seed: 8)
        for _ in 0..<60 {
            let (fabric, list, delays) = try Self.randomCase(&random, messages: 40)
            var places = Array(0..<list.count)
            for index in places.indices { places.swapAt(index, random.whole(index...places.count - 1)) }
            // Message `m` of the list is message `places[m]` of the other.
            var original = [Int](repeating: 0, count: list.count)
            for (message, place) in places.enumerated() { original[place] = message }
            var starts: [Int32] = [0]
            var waits: [Int32] = []
            for message in original {
                waits += list.dependences(of: message).reversed().map { Int32(places[Int($0)]) }
                starts.append(Int32(waits.count))
            }
            let shuffled = try MessageList(
                sources: original.map { list.sources[$0] }, destinations: original.map { list.destinations[$0] },
                bytes: original.map { list.bytes[$0] }, dependenceStarts: starts, dependences: waits,
                queuedBehind: original.map {
                    list.queuedBehind[$0] < 0 ? -1 : Int32(places[Int(list.queuedBehind[$0])])
                })
            let one = try Self.play(list, on: fabric, delays: delays)
            let other = try Self.play(shuffled, on: fabric, delays: original.map { delays[$0] })
            for message in 0..<list.count {
                #expect(abs(one.endSeconds[message] - other.endSeconds[places[message]]) < 1e-9)
            }
        }
    }

    @Test func whatCannotBePlayedIsRefused() throws {
        let mesh = Mesh(width: 2, height: 1)
        var fabric = FlowFabric(mesh: mesh, link: Self.link)
        let list = MessageList([Message(source: 0, destination: 1, bytes: 1)])
        #expect(throws: FlowError.unknownNode(5, message: 0, nodes: 2)) {
            try FlowGraph(MessageList([Message(source: 0, destination: 5, bytes: 1)]), on: fabric)
        }
        #expect(throws: FlowError.unequalLengths(messages: 1, entries: 2)) {
            try FlowGraph(list, on: fabric, delays: [0, 0])
        }
        #expect(throws: FlowError.unusableDelay(-1, message: 0)) { try FlowGraph(list, on: fabric, delays: [-1]) }
        fabric.set(FlowFabric.LinkClass(bytesPerSecond: 0, latencySeconds: 0), for: [mesh.link(from: 0, .east)])
        #expect(
            throws: FlowError.unusableResource(
                mesh.link(from: 0, .east), bytesPerSecond: 0, latencySeconds: 0)
        ) { try FlowGraph(list, on: fabric) }
        // The way back is not dead.
        #expect(throws: Never.self) {
            try FlowGraph(MessageList([Message(source: 1, destination: 0, bytes: 1)]), on: fabric)
        }
        #expect(try Self.play(MessageList(), on: fabric).makespanSeconds == 0)
    }

    @Test func bytesThatAreNoNumberAreRefused() {
        for bytes in [Double.nan, .infinity, -1] {
            let list = MessageList([Message(source: 0, destination: 1, bytes: bytes)])
            #expect(throws: FlowError.self) {
                try FlowGraph(
                    list,
                    on: FlowFabric(
                        mesh: Mesh(width: 2, height: 1),
                        link: FlowFabric.LinkClass(bytesPerSecond: 1, latencySeconds: 0)))
            }
        }
    }
}

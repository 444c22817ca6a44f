import MeshNetwork
import Testing
import WaferSimulator

/// Messages that wait for each other, and the limits of what a network can be.
@Suite struct MessageListTests {
    private let mesh = Mesh(width: 4, height: 4)

    private func network(_ faults: FlitNetworkFaults = FlitNetworkFaults()) throws -> FlitNetwork {
        try FlitNetwork(FlitNetworkConfiguration(mesh: mesh, faults: faults))
    }

    @Test("A chain takes the sum of its parts, with what is computed in between")
    func chain() throws {
        let messages = [
            FlitMessage(source: 0, destination: 3, flits: 8),
            FlitMessage(source: 3, destination: 15, flits: 8, dependences: [0], delayCycles: 100),
            FlitMessage(source: 15, destination: 0, flits: 8, dependences: [1]),
        ]
        let run = try network().run(messages)
        let single = { (links: Int) in 4 * (links + 1) + 2 + 7 }
        #expect(run.endCycles == [single(3), single(3) + 100 + single(3), 2 * single(3) + 100 + single(6)])
        #expect(run.startCycles == [0, single(3) + 100, 2 * single(3) + 100])
        #expect(run.makespanCycles == run.endCycles[2] + 1)
        #expect(run.linkFlits[mesh.link(from: 0, .east)] == 8)
        #expect(run.utilisation(ofLink: mesh.link(from: 0, .east)) == 8 / Double(run.makespanCycles))
    }

    @Test("A message without flits joins others, in any order of the list")
    func milestone() throws {
        let messages = [
            FlitMessage(source: 0, destination: 1, flits: 4, dependences: [1]),
            FlitMessage(source: 5, destination: 5, flits: 0, dependences: [2, 3], delayCycles: 7),
            FlitMessage(source: 0, destination: 15, flits: 20), FlitMessage(source: 9, destination: 10, flits: 1),
        ]
        let run = try network().run(messages)
        #expect(run.startCycles[1] == run.endCycles[2] + 7)
        #expect(run.endCycles[1] == run.startCycles[1])
        #expect(run.startCycles[0] == run.endCycles[1])
    }

    @Test("A node sends one flit a cycle, however many messages it has")
    func oneAfterAnother() throws {
        let messages = (1...3).map { FlitMessage(source: 0, destination: $0, flits: 8) }
        let run = try network().run(messages)
        // Each starts to leave when the one before has left.
        #expect(run.endCycles == [10 + 7, 8 + 14 + 7, 16 + 18 + 7])
    }

    @Test("A ring all-reduce of messages takes its steps one after the other")
    func ringSteps() throws {
        let ring = Rectangle(x: 0, y: 0, width: 4, height: 4).ringOrder(in: mesh)
        var messages: [FlitMessage] = []
        for step in 0..<30 {
            for place in 0..<16 {
                let waits = step == 0 ? [] : [16 * (step - 1) + (place + 15) % 16]
                messages.append(
                    FlitMessage(
                        source: ring[place], destination: ring[(place + 1) % 16], flits: 8, dependences: waits))
            }
        }
        // Every hop of the ring is one link and no two share one.
        let run = try network().run(messages)
        #expect(run.endCycles.max() == 30 * (4 * 2 + 2 + 7))
    }

    @Test("Long idle stretches cost nothing and change nothing")
    func idle() throws {
        let near = [FlitMessage(source: 0, destination: 1, flits: 3)]
        let far = [FlitMessage(source: 0, destination: 1, flits: 3, delayCycles: 900_000_000)]
        let run = try network().run(far)
        #expect(run.startCycles == [900_000_000])
        #expect(run.endCycles[0] - 900_000_000 == (try network().run(near)).endCycles[0])
    }

    @Test("Lists that cannot be played are refused")
    func refused() throws {
        let network = try network(FlitNetworkFaults(routers: [5]))
        func message(_ source: Int, _ destination: Int, _ waits: [Int] = []) -> FlitMessage {
            FlitMessage(source: source, destination: destination, flits: 1, dependences: waits)
        }
        #expect(throws: FlitNetworkError.missing(kind: "node", index: 16)) { try network.run([message(0, 16)]) }
        #expect(throws: FlitNetworkError.deadEndpoint(5)) { try network.run([message(5, 1)]) }
        #expect(throws: FlitNetworkError.unmetDependence(message: 0)) { try network.run([message(0, 1, [1])]) }
        #expect(throws: FlitNetworkError.unmetDependence(message: 0)) {
            try network.run([message(0, 1, [1]), message(0, 1, [0])])
        }
        #expect(throws: FlitNetworkError.unfinished(cycles: 5, messagesLeft: 1)) {
            try network.run([message(0, 1)], cycleLimit: 5)
        }
        #expect(try network.run([]).makespanCycles == 0)
    }

    @Test("Packets go round dead links and routers, no further than they must")
    func faults() throws {
        let link = mesh.link(from: 0, .east)
        let detour = try network(FlitNetworkFaults(links: [link])).run([
            FlitMessage(source: 0, destination: 1, flits: 1)
        ])
        #expect(detour.linkFlits[link] == 0)
        #expect(detour.endCycles[0] == 4 * 4 + 2)
        var dead = FlitNetworkFaults()
        dead.formUnion(routersOf: Rectangle(x: 1, y: 0, width: 2, height: 3), on: mesh)
        let around = try network(dead).run([FlitMessage(source: 0, destination: 3, flits: 1)])
        #expect(around.endCycles[0] == 4 * (9 + 1) + 2)
        #expect(throws: FlitNetworkError.self) {
            try network(FlitNetworkFaults(routers: [1, 5, 9, 13]))
        }
        #expect(throws: FlitNetworkError.nothingLeft) { try network(FlitNetworkFaults(routers: Set(0..<16))) }
    }
}

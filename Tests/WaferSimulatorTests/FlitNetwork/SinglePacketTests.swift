import MeshNetwork
import Testing
import WaferSimulator

/// One packet on an idle network.
@Suite struct SinglePacketTests {
    private func cycles(
        _ configuration: FlitNetworkConfiguration, from source: Int, to destination: Int, flits: Int
    ) throws -> Int {
        let message = FlitMessage(source: source, destination: destination, flits: flits)
        let run = try FlitNetwork(configuration).run([message], packetFlits: flits)
        #expect(run.flitHops == flits * (run.linkFlits.reduce(0, +) / flits + 1))
        return run.endCycles[0] - run.startCycles[0]
    }

    @Test(
        "A packet takes four cycles a router, two for the nodes, and one for each further flit", arguments: [1, 8],
        DimensionOrder.allCases)
    func everyPair(flits: Int, order: DimensionOrder) throws {
        let mesh = Mesh(width: 8, height: 8)
        let configuration = FlitNetworkConfiguration(mesh: mesh, order: order)
        for source in 0..<64 {
            for destination in 0..<64 {
                let links = mesh.distance(from: source, to: destination)
                let found = try cycles(configuration, from: source, to: destination, flits: flits)
                guard found != 4 * (links + 1) + 2 + (flits - 1) else { continue }
                Issue.record("\(source) to \(destination): \(found) cycles")
            }
        }
    }

    @Test("The order of dimensions decides which links carry the packet")
    func order() throws {
        let mesh = Mesh(width: 4, height: 4)
        let message = FlitMessage(source: mesh.node(x: 0, y: 0), destination: mesh.node(x: 2, y: 3), flits: 5)
        let alongX = try FlitNetwork(FlitNetworkConfiguration(mesh: mesh)).run([message])
        let route = mesh.route(from: message.source, to: message.destination)
        #expect(alongX.linkFlits.indices.filter { alongX.linkFlits[$0] > 0 } == route.sorted())
        #expect(route.allSatisfy { alongX.linkFlits[$0] == 5 })
        let alongY = try FlitNetwork(FlitNetworkConfiguration(mesh: mesh, order: .yx)).run([message])
        #expect(alongY.linkFlits[mesh.link(from: message.source, .north)] == 5)
        #expect(alongY.linkFlits[mesh.link(from: message.source, .east)] == 0)
    }

    @Test("A slow link between dies adds its latency once, and its width for every flit", arguments: [1, 3, 9])
    func crossing(flits: Int) throws {
        let die = FlitLinkCrossing(columns: 4, rows: 4, link: FlitLinkClass(latencyCycles: 7, cyclesPerFlit: 3))
        let configuration = FlitNetworkConfiguration(
            mesh: Mesh(width: 8, height: 4), bufferFlits: 16, crossings: [die])
        // Three links, the second of which leaves the die: 6 cycles more, 2 until a flit is whole, 3 between flits.
        // Behind it the flits are apart, so that the two routers that are left keep only the head for a channel.
        let head = 4 * 4 + 2 + 6 + 2
        let expected = flits == 1 ? head : head + 3 * (flits - 1) - 2
        let crossing = try cycles(configuration, from: 2, to: 5, flits: flits)
        #expect(crossing == expected)
        #expect(try cycles(configuration, from: 0, to: 3, flits: flits) == 4 * 4 + 2 + (flits - 1))
    }

    @Test("A buffer of one flit sends one flit for each round trip of a credit")
    func roundTrip() throws {
        // Switch, crossing, link; then the credit, sent when the flit wins the next switch: 5 cycles, and the head,
        // which first asks for a channel, 6.
        let configuration = FlitNetworkConfiguration(
            mesh: Mesh(width: 2, height: 1), virtualChannels: 1, bufferFlits: 1)
        #expect(try cycles(configuration, from: 0, to: 1, flits: 1) == 10)
        let long = try cycles(configuration, from: 0, to: 1, flits: 41)
        let longer = try cycles(configuration, from: 0, to: 1, flits: 81)
        #expect(longer - long == 40 * 5)
    }
}

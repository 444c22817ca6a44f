import MeshNetwork
import Testing
import WaferSimulator

/// Reads and writes through memory ports, flit by flit.
@Suite struct FlitMemoryTests {
    private static let mesh = Mesh(width: 4, height: 4)

    private static func network(_ ports: MemoryPorts, cyclesPerFlit: Int, latency: Int) throws -> FlitNetwork {
        try FlitNetwork(
            FlitNetworkConfiguration(
                mesh: mesh, bufferFlits: 16,
                memory: FlitMemoryPorts(
                    ports,
                    read: FlitLinkClass(
                        latencyCycles: latency, cyclesPerFlit: cyclesPerFlit, bufferFlits: 2 * latency + 4),
                    write: FlitLinkClass(cyclesPerFlit: cyclesPerFlit))))
    }

    @Test("A flit from memory takes the latency of the memory and four cycles a router")
    func latency() throws {
        let ports = MemoryPorts.sides([.west, .south], of: Self.mesh)
        let network = try Self.network(ports, cyclesPerFlit: 1, latency: 100)
        for port in 0..<ports.count {
            for node in 0..<16 {
                let links = Self.mesh.distance(from: ports.attachments[port], to: node) + 1
                let run = try network.run([
                    FlitMessage(source: ports.node(ofPort: port), destination: node, flits: 1),
                    FlitMessage(source: node, destination: ports.node(ofPort: port), flits: 1, dependences: [0]),
                ])
                #expect(run.endCycles[0] == 4 * (links + 1) + 2 + 99)
                #expect(run.endCycles[1] - run.startCycles[1] == 4 * (links + 1) + 2)
            }
        }
    }

    @Test("A port carries what its width lets it, shared by those who read through it")
    func bandwidth() throws {
        let ports = MemoryPorts(mesh: Self.mesh, attachments: [0, 12])
        let network = try Self.network(ports, cyclesPerFlit: 3, latency: 20)
        func cycles(_ list: MessageList) throws -> Double {
            Double(try network.run(list, bytesPerFlit: 1).makespanCycles)
        }
        let flits = 2000.0
        let one = try cycles(.reads(by: [5], bytes: flits, ports: ports))
        #expect(abs(one / (3 * flits) - 1) < 0.02)
        // Nodes 5 and 6 are nearest to the first port, node 9 to the second.
        #expect(abs(try cycles(.reads(by: [5, 6], bytes: flits, ports: ports)) / (2 * one) - 1) < 0.02)
        #expect(abs(try cycles(.reads(by: [5, 9], bytes: flits, ports: ports)) / one - 1) < 0.02)
        // Reads and writes use different directions.
        var both = MessageList.reads(by: [5], bytes: flits, ports: ports)
        both.append(MessageList.writes(by: [6], bytes: flits, ports: ports))
        #expect(abs(try cycles(both) / one - 1) < 0.02)
    }

    @Test("Reads and writes take as long as their flows")
    func flows() throws {
        let ports = MemoryPorts.sides([.west, .east], of: Self.mesh)
        let network = try Self.network(ports, cyclesPerFlit: 2, latency: 30)
        var list = MessageList.reads(by: Array(0..<16), bytes: 1500, ports: ports)
        list.append(MessageList.writes(by: Array(0..<16), bytes: 1000, ports: ports))
        var fabric = FlowFabric(
            mesh: Self.mesh, link: FlowFabric.LinkClass(bytesPerSecond: 1, latencySeconds: 4),
            messageLatencySeconds: 10)
        fabric.limitNodes(bytesPerSecond: 1)
        fabric.add(ports, FlowFabric.LinkClass(bytesPerSecond: 0.5, latencySeconds: 30))
        var simulation = FlowSimulation(try FlowGraph(list, on: fabric))
        let ratio =
            Double(try network.run(list, bytesPerFlit: 1).makespanCycles) / (try simulation.play()).makespanSeconds
        #expect(abs(ratio - 1) < 0.05, "\(ratio)")
    }

    @Test("Ports inside the mesh, or more than a node has free sides, are refused")
    func refused() {
        for attachments in [[5], [0, 0, 0], [1, 1]] {
            #expect(throws: FlitNetworkError.unfitPort(attachments.count - 1)) {
                try Self.network(MemoryPorts(mesh: Self.mesh, attachments: attachments), cyclesPerFlit: 1, latency: 1)
            }
        }
        #expect(throws: FlitNetworkError.unfitPort(0)) {
            try Self.network(
                MemoryPorts(mesh: Mesh(width: 5, height: 4), attachments: [0]), cyclesPerFlit: 1, latency: 1)
        }
    }

    @Test("Dead routers take their ports along, the others are reached round them")
    func faults() throws {
        let ports = MemoryPorts.sides([.west], of: Self.mesh)
        var configuration = try Self.network(ports, cyclesPerFlit: 1, latency: 1).configuration
        configuration.faults.routers = [1, 4]
        let network = try? FlitNetwork(configuration)
        #expect(network == nil, "node 0 is cut off")
        configuration.faults.routers = [4]
        let alive = try FlitNetwork(configuration)
        let message = FlitMessage(source: ports.node(ofPort: 0), destination: 8, flits: 1)
        #expect(try alive.run([message]).endCycles[0] == 4 * (5 + 1) + 2)
        #expect(throws: FlitNetworkError.deadEndpoint(17)) {
            try alive.run([FlitMessage(source: 17, destination: 8, flits: 1)])
        }
    }
}

import MeshNetwork
import Testing
import WaferSimulator

/// Collectives flit by flit, beside flows that share links fairly and beside the laws of long vectors.
@Suite struct FlitCollectiveTests {
    private static let mesh = Mesh(width: 4, height: 4)
    private static let all = Rectangle(x: 0, y: 0, width: 4, height: 4)

    private static func plans(bytes: Double) -> [(name: String, plan: CollectivePlan)] {
        let nodes = all.nodes(in: mesh)
        var plans: [(String, CollectivePlan)] = []
        for operation in Collective.Operation.allCases {
            for order in Rectangle.RingOrder.allCases {
                for bothWays in [false, true] {
                    plans.append(
                        (
                            "\(operation) ring \(order.rawValue) \(bothWays ? "both ways" : "")",
                            .ring(operation, order: all.ringOrder(order, in: mesh), bytes: bytes, bothWays: bothWays)
                        ))
                }
            }
            plans.append(
                ("\(operation) row-column", .rowColumn(operation, rectangle: all, mesh: mesh, bytes: bytes)))
            plans.append(("\(operation) halving", .halvingDoubling(operation, nodes: nodes, bytes: bytes)))
            plans.append(("\(operation) multi-tree", .multiTree(operation, rectangle: all, mesh: mesh, bytes: bytes)))
        }
        plans.append(("recursive doubling", .recursiveDoubling(nodes: nodes, bytes: bytes)))
        plans.append(("all-to-all", .allToAll(nodes: nodes, bytes: bytes)))
        plans.append(("all-to-all in rounds", .allToAll(nodes: nodes, bytes: bytes, isInRounds: true)))
        plans.append(("broadcast", .broadcast(from: 5, over: all, in: mesh, bytes: bytes, pieces: 16)))
        return plans
    }

    /// Cycles of a plan as flows: one flit a cycle over each link, out of each node and into each.
    private static func flowCycles(_ plan: CollectivePlan) throws -> Double {
        var fabric = FlowFabric(
            mesh: mesh, link: FlowFabric.LinkClass(bytesPerSecond: 1, latencySeconds: 4), messageLatencySeconds: 5)
        fabric.limitNodes(bytesPerSecond: 1)
        var simulation = FlowSimulation(try FlowGraph(plan.messages, on: fabric))
        return try simulation.play().makespanSeconds
    }

    @Test("Every collective takes as long as its flows do", arguments: plans(bytes: 8192).indices)
    func flows(_ index: Int) throws {
        let (name, plan) = Self.plans(bytes: 8192)[index]
        let network = try FlitNetwork(FlitNetworkConfiguration(mesh: Self.mesh, bufferFlits: 16))
        let run = try network.run(plan.messages, bytesPerFlit: 1, transfers: .privatePathsInClosedForm)
        let ratio = Double(run.makespanCycles) / (try Self.flowCycles(plan))
        // Flows that fill nodes and shared links at once leave nothing idle; packets that meet in the routers do.
        let isCrowded =
            name.hasPrefix("all-to-all") || name.hasSuffix("both ways") && !name.contains("hamiltonian")
        #expect(ratio > 0.97 && ratio < (isCrowded ? 1.3 : 1.05), "\(name): \(ratio)")
    }

    @Test("A ring takes 2 (n - 1) / n of a long vector, and its steps the latency of a hop each")
    func ringLaw() throws {
        let network = try FlitNetwork(FlitNetworkConfiguration(mesh: Self.mesh))
        let order = Self.all.ringOrder(in: Self.mesh)
        for flits in [64.0, 4096] {
            let plan = CollectivePlan.ring(.allReduce, order: order, bytes: 16 * flits, bothWays: false)
            let run = try network.run(plan.messages, bytesPerFlit: 1)
            #expect(run.endCycles.max() == 30 * (Int(flits) + 4 * 2 + 2 - 1))
        }
    }

    @Test("What a collective sends, the links carry")
    func conserved() throws {
        let network = try FlitNetwork(FlitNetworkConfiguration(mesh: Self.mesh))
        for (name, plan) in Self.plans(bytes: 2048) {
            let run = try network.run(plan.messages, bytesPerFlit: 1)
            var loads = LinkLoads(mesh: Self.mesh)
            for index in 0..<plan.messages.count {
                var message = plan.messages[index]
                message.bytes = message.bytes.rounded(.up)
                loads.add(message)
            }
            #expect(run.linkFlits.map { Double($0) } == loads.bytes, "\(name)")
        }
    }

    @Test("Lists that make no sense are refused")
    func refused() throws {
        let network = try FlitNetwork(FlitNetworkConfiguration(mesh: Self.mesh))
        var list = MessageList()
        list.append(from: 0, to: 1, bytes: .nan)
        #expect(throws: FlitNetworkError.self) { try network.run(list, bytesPerFlit: 1) }
        #expect(throws: FlitNetworkError.self) { try network.run(MessageList(), bytesPerFlit: 0) }
        #expect(throws: FlitNetworkError.self) { try network.run(MessageList(), bytesPerFlit: 1, delayCycles: [1]) }
        #expect(throws: FlitNetworkError.queueAcrossNodes(message: 1)) {
            try network.run([
                FlitMessage(source: 0, destination: 1, flits: 1),
                FlitMessage(source: 1, destination: 2, flits: 1, queuedBehind: 0),
            ])
        }
        #expect(throws: FlitNetworkError.unmetDependence(message: 0)) {
            try network.run([FlitMessage(source: 0, destination: 1, flits: 1, queuedBehind: 0)])
        }
    }

    @Test("A message starts in the cycle after the one that it is queued behind has left")
    func queue() throws {
        let network = try FlitNetwork(FlitNetworkConfiguration(mesh: Self.mesh))
        for transfers in FlitNetwork.Transfers.allCases {
            let run = try network.run(
                [
                    FlitMessage(source: 0, destination: 3, flits: 40),
                    FlitMessage(source: 0, destination: 3, flits: 5, queuedBehind: 0),
                    FlitMessage(source: 0, destination: 3, flits: 5, queuedBehind: 1, delayCycles: 10),
                ], transfers: transfers)
            #expect(run.startCycles == [0, 40, 55])
            #expect(run.endCycles == [4 * 4 + 2 + 39, 4 * 4 + 2 + 44, 4 * 4 + 2 + 59])
        }
    }
}

import MeshNetwork
import Testing

@testable import WaferSimulator

/// Collectives as a few flows, beside the same as messages.
@Suite struct CollectiveFlowTests {
    private static let mesh = Mesh(width: 8, height: 7)
    private static let fabric = FlowFabric(
        mesh: mesh, link: FlowFabric.LinkClass(bytesPerSecond: 1e12, latencySeconds: 2e-8))

    /// Plays the phases of collectives, each after the one before, all collectives together.
    private static func seconds(_ collectives: [Collective], fabric: FlowFabric) throws -> [Double] {
        var routes = FlowRoutes(fabric)
        var list = MessageList()
        var routeOfMessage: [Int32] = []
        var last: [Int] = []
        for collective in collectives {
            var before: [Int] = []
            for phase in collective.phases {
                let flow = try routes.append(phase, on: fabric)
                routeOfMessage.append(Int32(try #require(flow.route)))
                before = [list.append(from: 0, to: 0, bytes: flow.bytes, after: before)]
            }
            last.append(list.count - 1)
        }
        var simulation = FlowSimulation(try FlowGraph(list, routes: routes, routeOfMessage: routeOfMessage))
        let result = try simulation.play()
        return last.map { result.endSeconds[$0] }
    }

    private static func seconds(_ plans: [CollectivePlan], fabric: FlowFabric) throws -> [Double] {
        var list = MessageList()
        let ranges = plans.map { list.append($0.messages) }
        var simulation = FlowSimulation(try FlowGraph(list, on: fabric))
        let result = try simulation.play()
        return ranges.map { result.endSeconds[$0].reduce(0, max) }
    }

    @Test func alonePhasesTakeAsLongAsTheirMessages() throws {
        for (width, height) in [(8, 7), (4, 2), (2, 2), (1, 6), (3, 3), (5, 3)] {
            let rectangle = Rectangle(x: 0, y: 0, width: width, height: height)
            let order = rectangle.ringOrder(in: Self.mesh)
            for operation in Collective.Operation.allCases {
                let ring = try Self.seconds(
                    [Collective.ring(operation, order: order, bytes: 1e8, bothWays: false)], fabric: Self.fabric)
                let messages = try Self.seconds(
                    [CollectivePlan.ring(operation, order: order, bytes: 1e8, bothWays: false)], fabric: Self.fabric)
                // Messages that go ahead of the longest hop save part of its latency.
                let isEqual = rectangle.longestRingHop == 1
                #expect(abs(messages[0] / ring[0] - 1) < (isEqual ? 1e-12 : 0.01), "\(width) x \(height)")
                guard width > 1, height > 1 else { continue }
                let grid = try Self.seconds(
                    Collective.rowColumnHalves(operation, rectangle: rectangle, mesh: Self.mesh, bytes: 1e8),
                    fabric: Self.fabric)
                let gridMessages = try Self.seconds(
                    [CollectivePlan.rowColumn(operation, rectangle: rectangle, mesh: Self.mesh, bytes: 1e8)],
                    fabric: Self.fabric)
                let ratio = max(grid[0], grid[1]) / gridMessages[0]
                #expect(abs(ratio - 1) < 0.03, "\(operation), \(width) x \(height): \(ratio)")
            }
        }
    }

    /// Two rings that share some links, one of which is a slow one.
    @Test func contendingRingsTakeAsLongAsTheirMessages() throws {
        let left = Rectangle(x: 0, y: 0, width: 6, height: 4)
        let right = Rectangle(x: 2, y: 0, width: 6, height: 4)
        for isSlow in [false, true] {
            var fabric = Self.fabric
            if isSlow {
                fabric.set(
                    FlowFabric.LinkClass(bytesPerSecond: 5e11, latencySeconds: 2e-8),
                    for: [Self.mesh.link(from: Self.mesh.node(x: 3, y: 0), .east)])
            }
            let orders = [left, right].map { $0.ringOrder(in: Self.mesh) }
            let flows = try Self.seconds(
                orders.map { Collective.ring(.allReduce, order: $0, bytes: 1e8, bothWays: false) }, fabric: fabric)
            let messages = try Self.seconds(
                orders.map { CollectivePlan.ring(.allReduce, order: $0, bytes: 1e8, bothWays: false) }, fabric: fabric)
            let alone = try Self.seconds(
                [Collective.ring(.allReduce, order: orders[0], bytes: 1e8, bothWays: false)], fabric: fabric)
            #expect(flows[0] > 1.8 * alone[0])
            for (one, other) in zip(flows, messages) { #expect(abs(other / one - 1) < 0.05, "\(other / one)") }
        }
    }

    @Test func phasesThatSendNothingHaveNoRoute() throws {
        var routes = FlowRoutes(Self.fabric)
        let nothing = Collective.Phase(messages: [Message(source: 0, destination: 1, bytes: 0)], steps: 3)
        #expect(try routes.append(nothing, on: Self.fabric) == FlowRoutes.PhaseFlow(route: nil, bytes: 0))
        #expect(throws: FlowError.unknownNode(99, message: 0, nodes: 56)) {
            try routes.append(
                Collective.Phase(messages: [Message(source: 0, destination: 99, bytes: 1)], steps: 1),
                on: Self.fabric)
        }
    }
}

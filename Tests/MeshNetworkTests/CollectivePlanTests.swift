import _IngotTestSupport
import MeshNetwork
import Testing

/// Collectives carried out on sets of contributions.
@Suite struct CollectivePlanTests {
    private static let mesh = Mesh(width: 9, height: 9)
    private static let shapes = [
        (1, 1), (1, 2), (2, 1), (1, 5), (4, 1), (2, 2), (3, 2), (2, 3), (3, 3), (4, 4), (5, 3), (3, 5), (4, 3),
    ]

    private static func plans(
        _ operation: Collective.Operation, _ rectangle: Rectangle, bytes: Double
    ) -> [(name: String, plan: CollectivePlan)] {
        let nodes = rectangle.nodes(in: mesh)
        var plans: [(name: String, plan: CollectivePlan)] = []
        for order in Rectangle.RingOrder.allCases {
            for bothWays in [false, true] {
                plans.append(
                    (
                        "\(order.rawValue) ring, both ways: \(bothWays)",
                        .ring(
                            operation, order: rectangle.ringOrder(order, in: mesh), bytes: bytes, bothWays: bothWays)
                    ))
            }
        }
        plans.append(("rows and columns", .rowColumn(operation, rectangle: rectangle, mesh: mesh, bytes: bytes)))
        plans.append(("halving and doubling", .halvingDoubling(operation, nodes: nodes, bytes: bytes)))
        plans.append(("trees", .multiTree(operation, rectangle: rectangle, mesh: mesh, bytes: bytes)))
        return plans
    }

    @Test(arguments: shapes) func sumsAndPartsEndWhereTheyShould(width: Int, height: Int) throws {
        let rectangle = Rectangle(x: 2, y: 1, width: width, height: height)
        let nodes = rectangle.nodes(in: Self.mesh)
        let all = nodes.count == 64 ? UInt64.max : (1 << UInt64(nodes.count)) - 1
        var random = SplitMix(7)
        for operation in Collective.Operation.allCases {
            for (name, plan) in Self.plans(operation, rectangle, bytes: 64) {
                let execution = PlanExecution(plan, nodes: nodes) { place, part in
                    operation != .allGather || plan.owners[part] == nodes[place]
                }
                var results = [try execution.causally()]
                for _ in 0..<3 { results.append(try execution.inAnyOrder(&random)) }
                for result in results {
                    for (place, node) in nodes.enumerated() {
                        for (part, owner) in plan.owners.enumerated() {
                            let comment: Comment = "\(operation), \(name), \(width) x \(height)"
                            switch operation {
                            case .allReduce: #expect(result[place][part] == all, comment)
                            case .reduceScatter:
                                if owner == node { #expect(result[place][part] == all, comment) }
                            case .allGather:
                                let source = try #require(nodes.firstIndex(of: owner))
                                #expect(result[place][part] == 1 << UInt64(source), comment)
                            }
                        }
                    }
                }
                // Every node owns a share.
                #expect(Set(plan.owners) == Set(nodes))
            }
        }
    }

    @Test(arguments: shapes) func recursiveDoublingSumsEverywhere(width: Int, height: Int) throws {
        let nodes = Rectangle(x: 0, y: 3, width: width, height: height).nodes(in: Self.mesh)
        let plan = CollectivePlan.recursiveDoubling(nodes: nodes, bytes: 8)
        let result = try PlanExecution(plan, nodes: nodes) { _, _ in true }.causally()
        #expect(result.allSatisfy { $0 == [(1 << UInt64(nodes.count)) - 1] })
    }

    @Test func theWholeWaferIsSummed() throws {
        let rectangle = Rectangle(x: 0, y: 0, width: 8, height: 7)
        let nodes = rectangle.nodes(in: Self.mesh)
        let all: UInt64 = (1 << 56) - 1
        for (name, plan) in Self.plans(.allReduce, rectangle, bytes: 1) where !name.contains("both ways: true") {
            let result = try PlanExecution(plan, nodes: nodes) { _, _ in true }.causally()
            #expect(result.allSatisfy { $0.allSatisfy { $0 == all } }, "\(name)")
        }
    }

    /// Each node sends 2 (n - 1) / n of the vector for a sum everywhere, half of that to scatter or to gather.
    @Test(arguments: shapes) func everyNodeSendsTheLeastBytes(width: Int, height: Int) {
        let rectangle = Rectangle(x: 0, y: 0, width: width, height: height)
        let nodes = rectangle.nodes(in: Self.mesh)
        let count = Double(nodes.count)
        let isPowerOfTwo = nodes.count & (nodes.count - 1) == 0
        for operation in Collective.Operation.allCases {
            let expected = (operation == .allReduce ? 2 : 1) * (count - 1) / count * 840
            for (name, plan) in Self.plans(operation, rectangle, bytes: 840) {
                // Guests beyond a power of two cost more.
                if name.contains("halving"), !isPowerOfTwo { continue }
                #expect(abs(plan.messages.bytesSent - expected * count) < 1e-9 * max(1, expected * count), "\(name)")
                if name == "trees" { continue }
                for node in nodes {
                    let sent = (0..<plan.messages.count).reduce(0.0) {
                        $0 + (plan.messages[$1].source == node ? plan.messages[$1].bytes : 0)
                    }
                    #expect(abs(sent - expected) < 1e-9 * max(1, expected), "\(operation) \(name)")
                }
            }
        }
    }

    @Test(arguments: shapes) func messagesAreAsManyAsTheTextbookSays(width: Int, height: Int) {
        let rectangle = Rectangle(x: 0, y: 0, width: width, height: height)
        let nodes = rectangle.nodes(in: Self.mesh)
        let count = nodes.count
        let order = rectangle.ringOrder(in: Self.mesh)
        #expect(
            CollectivePlan.ring(.allReduce, order: order, bytes: 1, bothWays: false).messages.count
                == 2 * count * (count - 1))
        #expect(
            CollectivePlan.ring(.allGather, order: order, bytes: 1, bothWays: true).messages.count
                == 2 * count * (count - 1))
        #expect(
            CollectivePlan.multiTree(.allGather, rectangle: rectangle, mesh: Self.mesh, bytes: 1).messages.count
                == count * (count - 1))
        #expect(CollectivePlan.allToAll(nodes: nodes, bytes: 1).messages.count == count * (count - 1))
        if count & (count - 1) == 0 {
            let rounds = count.trailingZeroBitCount
            #expect(CollectivePlan.recursiveDoubling(nodes: nodes, bytes: 1).messages.count == count * rounds)
            #expect(
                CollectivePlan.halvingDoubling(.allReduce, nodes: nodes, bytes: 1).messages.count
                    == 2 * count * rounds)
        }
    }

    /// The same messages as the steps of the collective that has no dependences.
    @Test(arguments: shapes) func messagesAreThoseOfTheSteps(width: Int, height: Int) {
        let rectangle = Rectangle(x: 1, y: 1, width: width, height: height)
        let order = rectangle.ringOrder(in: Self.mesh)
        func sorted(_ messages: [Message]) -> [[Double]] {
            messages.map { [Double($0.source), Double($0.destination), $0.bytes] }
                .sorted { $0.lexicographicallyPrecedes($1) }
        }
        for operation in Collective.Operation.allCases {
            let pairs = [
                (
                    CollectivePlan.ring(operation, order: order, bytes: 1024, bothWays: true),
                    Collective.ring(operation, order: order, bytes: 1024, bothWays: true)
                ),
                (
                    CollectivePlan.rowColumn(operation, rectangle: rectangle, mesh: Self.mesh, bytes: 1024),
                    Collective.rowColumn(operation, rectangle: rectangle, mesh: Self.mesh, bytes: 1024)
                ),
            ]
            for (plan, collective) in pairs {
                let messages = (0..<plan.messages.count).map { plan.messages[$0] }
                let expected = collective.steps.flatMap { $0 }
                #expect(messages.count == expected.count)
                for (one, other) in zip(sorted(messages), sorted(expected)) {
                    #expect(one[0] == other[0] && one[1] == other[1] && abs(one[2] - other[2]) < 1e-9)
                }
            }
        }
    }

    @Test(arguments: shapes) func everyPairExchangesItsOwnPart(width: Int, height: Int) throws {
        let nodes = Rectangle(x: 0, y: 0, width: width, height: height).nodes(in: Self.mesh)
        let count = nodes.count
        for isInRounds in [false, true] {
            let plan = CollectivePlan.allToAll(nodes: nodes, bytes: 90, isInRounds: isInRounds)
            #expect(abs(plan.messages.bytesSent - 90 * Double(count - 1)) < 1e-9)
            let execution = PlanExecution(plan, nodes: nodes) { place, part in plan.owners[part] == nodes[place] }
            let result = try execution.causally()
            for source in 0..<count {
                for destination in 0..<count {
                    #expect(result[destination][source * count + destination] == 1 << UInt64(source))
                }
            }
        }
    }

    @Test(arguments: shapes) func broadcastsReachAll(width: Int, height: Int) throws {
        let rectangle = Rectangle(x: 1, y: 2, width: width, height: height)
        let nodes = rectangle.nodes(in: Self.mesh)
        for root in Set([nodes[0], nodes[nodes.count / 2], nodes[nodes.count - 1]]) {
            let plan = CollectivePlan.broadcast(from: root, over: rectangle, in: Self.mesh, bytes: 12, pieces: 4)
            #expect(abs(plan.messages.bytesSent - 12 * Double(nodes.count - 1)) < 1e-9)
            #expect(
                (0..<plan.messages.count).allSatisfy {
                    Self.mesh.distance(from: plan.messages[$0].source, to: plan.messages[$0].destination) == 1
                })
            let execution = PlanExecution(plan, nodes: nodes) { place, _ in nodes[place] == root }
            let place = try #require(nodes.firstIndex(of: root))
            #expect(try execution.causally().allSatisfy { $0 == [UInt64](repeating: 1 << UInt64(place), count: 4) })
        }
    }
}

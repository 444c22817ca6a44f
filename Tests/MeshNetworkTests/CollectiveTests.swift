import MeshNetwork
import Testing

@Suite struct CollectiveTests {
    private static let shapes = [(1, 1), (1, 4), (5, 1), (2, 2), (4, 2), (3, 3), (4, 4), (8, 7)]

    /// Bytes that each node sends, which for the bandwidth-optimal algorithms is 2 (n - 1) / n of the data.
    @Test(arguments: shapes) func everyAllReduceSendsTheLeastBytes(width: Int, height: Int) {
        let mesh = Mesh(width: 8, height: 8)
        let rectangle = Rectangle(x: 0, y: 0, width: width, height: height)
        let count = Double(rectangle.count)
        let order = rectangle.ringOrder(in: mesh)
        let expected = 2 * (count - 1) * 840
        for collective in [
            Collective.ring(.allReduce, order: order, bytes: 840, bothWays: false),
            Collective.ring(.allReduce, order: order, bytes: 840, bothWays: true),
            Collective.rowColumn(.allReduce, rectangle: rectangle, mesh: mesh, bytes: 840),
        ] {
            #expect(abs(collective.bytesSent - expected) < 1e-9 * max(1, expected))
        }
    }

    @Test(arguments: shapes) func allReduceIsReduceScatterThenAllGather(width: Int, height: Int) {
        let mesh = Mesh(width: 8, height: 8)
        let rectangle = Rectangle(x: 0, y: 0, width: width, height: height)
        let all = Collective.rowColumn(.allReduce, rectangle: rectangle, mesh: mesh, bytes: 64)
        let scatter = Collective.rowColumn(.reduceScatter, rectangle: rectangle, mesh: mesh, bytes: 64)
        let gather = Collective.rowColumn(.allGather, rectangle: rectangle, mesh: mesh, bytes: 64)
        #expect(all.phases == scatter.phases + gather.phases)
        #expect(all.stepCount == 2 * scatter.stepCount)
    }

    @Test(arguments: shapes) func halvesSendTheMessagesOfTheWhole(width: Int, height: Int) {
        let mesh = Mesh(width: 8, height: 8)
        let rectangle = Rectangle(x: 0, y: 0, width: width, height: height)
        for operation in Collective.Operation.allCases {
            let whole = Collective.rowColumn(operation, rectangle: rectangle, mesh: mesh, bytes: 1024)
            let halves = Collective.rowColumnHalves(operation, rectangle: rectangle, mesh: mesh, bytes: 1024)
            #expect(halves.count == 2)
            let sum = zip(halves[0].loads(on: mesh).bytes, halves[1].loads(on: mesh).bytes).map { $0 + $1 }
            for (one, other) in zip(whole.loads(on: mesh).bytes, sum) { #expect(abs(one - other) < 1e-9) }
            for half in halves {
                #expect(half.stepCount == (operation == .allReduce ? 2 : 1) * (width - 1 + height - 1))
            }
        }
    }

    @Test func rowsAndColumnsNeedFewerStepsThanTheRing() {
        let mesh = Mesh(width: 4, height: 4)
        let rectangle = Rectangle(x: 0, y: 0, width: 4, height: 4)
        let grid = Collective.rowColumn(.allReduce, rectangle: rectangle, mesh: mesh, bytes: 1600)
        #expect(grid.stepCount == 12)
        #expect(
            Collective.ring(.allReduce, order: rectangle.ringOrder(in: mesh), bytes: 1600, bothWays: true).stepCount
                == 30)
        // Each half crosses its own dimension with the whole half first: 3/4 of 800 twice, then 3/4 of 200 twice.
        let serial = grid.phases.reduce(0.0) { total, phase in
            var loads = LinkLoads(mesh: mesh)
            loads.add(phase.messages)
            return total + Double(phase.steps) * loads.maximum
        }
        #expect(abs(serial - (2 * 0.75 * 800 + 2 * 0.75 * 200)) < 1e-9)
    }

    /// After the steps every node of a ring all-gather has every part: followed by moving sets.
    @Test func gatheringRoundTheRingReachesEveryNode() {
        let mesh = Mesh(width: 4, height: 3)
        let order = Rectangle(x: 0, y: 0, width: 4, height: 3).ringOrder(in: mesh)
        var held = [Int: Set<Int>](uniqueKeysWithValues: order.map { ($0, [$0]) })
        var inFlight = [Int: Int](uniqueKeysWithValues: order.map { ($0, $0) })
        for step in Collective.ring(.allGather, order: order, bytes: 12, bothWays: false).steps {
            var next = inFlight
            for message in step { next[message.destination] = inFlight[message.source] }
            inFlight = next
            for (node, part) in inFlight { held[node]?.insert(part) }
        }
        #expect(held.values.allSatisfy { $0.count == order.count })
    }
}

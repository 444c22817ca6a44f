import MeshNetwork
import Testing
import TrainingStrategy
import WaferSimulator

/// Collectives of a tensor group in closed form, beside their messages as flows.
@Suite struct ClosedFormCollectiveTests {
    /// Seconds of a plan on links of 1 byte a second.
    private static func seconds(_ plan: CollectivePlan, mesh: Mesh, latency: Double) throws -> Double {
        let fabric = FlowFabric(
            mesh: mesh, link: FlowFabric.LinkClass(bytesPerSecond: 1, latencySeconds: latency))
        var simulation = FlowSimulation(try FlowGraph(plan.messages, on: fabric))
        return try simulation.play().makespanSeconds
    }

    @Test("All shapes up to 8 x 8 take as long as the better of ring and row-column plans, and never less")
    func shapes() throws {
        let mesh = Mesh(width: 8, height: 8)
        var worst = (least: Double.infinity, most: 0.0)
        for width in 1...8 {
            for height in 1...8 where width * height > 1 {
                let rectangle = Rectangle(x: 0, y: 0, width: width, height: height)
                let bytes = 1e6
                let latency = 1e-5 * bytes
                let order = rectangle.ringOrder(in: mesh)
                for operation in Collective.Operation.allCases {
                    let plans: [CollectivePlan] = [
                        .ring(operation, order: order, bytes: bytes, bothWays: rectangle.hasOppositeRing),
                        .rowColumn(operation, rectangle: rectangle, mesh: mesh, bytes: bytes),
                    ]
                    let played = try plans.map { try Self.seconds($0, mesh: mesh, latency: latency) }.min() ?? 0
                    let shape = TensorShape(width: width, height: height)
                    let link = LinkCost(latencySeconds: latency, bytesPerSecond: 1)
                    let closed =
                        operation == .allReduce
                        ? shape.allReduceSeconds(bytes: bytes, link: link)
                        : shape.halfReduceSeconds(bytes: bytes, link: link)
                    let ratio = closed / played
                    worst = (min(worst.least, ratio), max(worst.most, ratio))
                    #expect(ratio > 1 - 1e-9 && ratio < 1.02, "\(operation), \(width) x \(height): \(ratio)")
                }
            }
        }
        print("closed form over flows: \(worst.least) to \(worst.most)")
    }
}

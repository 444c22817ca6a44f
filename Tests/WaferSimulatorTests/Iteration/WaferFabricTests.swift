import LanguageModel
import MeshNetwork
import Testing
import TrainingStrategy
import WaferArchitecture

@testable import WaferSimulator

/// The die-to-die network and the routes of an iteration, by hand.
@Suite struct WaferFabricTests {
    @Test func wafersAreJoinedEastToWest() throws {
        var hardware = try Hardware.preset("watos-config3")
        hardware.wafer.count = 3
        let network = WaferFabric(hardware)
        func die(_ wafer: Int, _ x: Int, _ y: Int) -> Int {
            network.node(
                Placement.Site(wafer: wafer, rectangle: .init(x: x, y: y, width: 1, height: 1)), column: 0, row: 0)
        }
        var resources: [Int] = []
        network.fabric.forEachResource(from: die(0, 6, 0), to: die(2, 1, 0)) { resources.append($0) }
        // One link to the rim, the first crossing, seven across the middle wafer, the second crossing, one link in.
        #expect(resources.count == 11)
        #expect(resources.filter(network.crossings.contains) == [network.crossings[0], network.crossings[2]])
        for resource in resources {
            let expected = network.crossings.contains(resource) ? 1.8e12 : 1e12
            #expect(network.fabric.resources[resource].bytesPerSecond == expected)
        }
        #expect(network.rim(of: die(1, 3, 2)) == die(1, 0, 2))
        #expect(network.rim(of: die(1, 4, 2)) == die(1, 7, 2))
    }

    @Test func messagesOfAHandOverShareTheLinksOfTheirRow() throws {
        // Two stages of four dies side by side in one row: all four messages cross the link between the groups.
        let design = try SmallDesign.make(dies: (8, 1), tensor: 4, pipeline: 2, gigabytesPerSecond: 100)
        let work = try #require(TrainingWork(design, distribution: { RoutedDistribution($0) }))
        let plan = IterationPlan(work) { _ in 1 }
        let table = try RouteTable(plan)
        let route = plan.transferRoutes[0]
        let weights = table.shares.weights[
            Int(table.shares.starts[route])..<Int(table.shares.starts[route + 1])]
        #expect(weights.sorted() == [1, 1, 2, 2, 3, 3, 4])
        #expect(table.byteHops[route] == 16)
        #expect(abs(table.latencySeconds[route] - 4 * 20e-9) < 1e-15)
        // Alone, it takes four times its bytes a die over one link.
        var shares = FlowShares(table.shares)
        shares.add(route)
        shares.update()
        #expect(abs(shares.newRate[route] - 25e9) < 1)
    }

    @Test func narrowLinksBetweenWafersHoldUpThePipeline() throws {
        var design = TrainingDesign(
            hardware: try Hardware.preset("watos-config3"), model: try ModelShape.preset("gpt3-13b"),
            job: TrainingJob(globalBatchSequences: 512),
            strategy: Strategy(
                tensor: 4, sequenceParallel: true, pipeline: 28, data: 1, microBatchSequences: 1,
                schedule: .oneForwardOneBackward, chunks: 1, recompute: .selective))
        design.hardware.wafer.count = 2
        let fast = RoutedModel().evaluate(design)
        design.hardware.wafer.interWaferBytesPerSecond = 1e9
        // 512 micro-batches of 21 MB each way through 1 GB/s are 10.7 s at least.
        for slow in [RoutedModel().evaluate(design), DetailedModel().evaluate(design)] {
            #expect(fast.iterationSeconds < 5 && slow.iterationSeconds > 10.7 && slow.iterationSeconds < 14)
        }
    }
}

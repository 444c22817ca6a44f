import LanguageModel
import Testing
import TrainingStrategy
import _IngotTestSupport
import WaferArchitecture

@testable import WaferSimulator

@Suite struct DetailedModelTests {
    private static func design(
        _ model: String, tensor: Int = 4, pipeline: Int = 14, data: Int = 1, batch: Int = 512,
        schedule: Schedule = .oneForwardOneBackward, chunks: Int = 1, recompute: Recompute = .selective
    ) throws -> TrainingDesign {
        TrainingDesign(
            hardware: try Hardware.preset("watos-config3"), model: try ModelShape.preset(model),
            job: TrainingJob(globalBatchSequences: batch),
            strategy: Strategy(
                tensor: tensor, sequenceParallel: true, pipeline: pipeline, data: data, microBatchSequences: 1,
                schedule: schedule, chunks: chunks, recompute: recompute))
    }

    @Test(arguments: ["gpt3-13b", "gpt3-175b"]) func publishedShapesReachPlausibleUtilisation(model: String) throws {
        let result = DetailedModel().evaluate(try Self.design(model))
        #expect(result.modelUtilisation > 0.2 && result.modelUtilisation < 0.8)
        #expect(result.hardwareUtilisation > result.modelUtilisation)
    }

    @Test func partsAddUpOverRandomDesigns() throws {
        var generator = DesignGenerator(seed: 11, model: try ModelShape.preset("gpt3-13b"))
        for _ in 0..<150 {
            let design = generator.next()
            let result = DetailedModel().evaluate(design)
            let parts = [
                result.time.compute, result.time.memory, result.time.communication, result.time.bubble,
                result.time.recompute, result.time.optimizer,
            ]
            #expect(result.iterationSeconds == result.time.total)
            #expect(parts.allSatisfy { $0 >= -1e-9 * result.iterationSeconds && $0.isFinite }, "\(design.strategy)")
            #expect(result.energyJoules == result.energy.total)
            #expect(result.memoryLimit.value == result.memory.total)
            #expect(result.tokensPerSecond > 0 && result.powerWatts > 0)
        }
    }

    @Test func theSameDesignGivesTheSameFigures() throws {
        var generator = DesignGenerator(seed: 12, model: try ModelShape.preset("gpt3-13b"))
        for _ in 0..<30 {
            let design = generator.next()
            #expect(DetailedModel().evaluate(design) == DetailedModel().evaluate(design))
        }
    }

    @Test func flowsThatShareALinkTakeTheSum() throws {
        let network = RoutedNetwork(try Hardware.preset("watos-config3"))
        var builder = FlowBuilder(linkCount: network.linkCount)
        // Two flows eastwards along the first row share the link from die 1 to die 2.
        builder.add(network, fromWafer: 0, die: 0, toWafer: 0, die: 2, bytes: 1e9)
        builder.add(network, fromWafer: 0, die: 1, toWafer: 0, die: 3, bytes: 1e9)
        let shared = builder.finish()
        builder.add(network, fromWafer: 0, die: 0, toWafer: 0, die: 2, bytes: 1e9)
        builder.add(network, fromWafer: 0, die: 8, toWafer: 0, die: 10, bytes: 1e9)
        let apart = builder.finish()
        let idle = [Double](repeating: 0, count: network.linkCount)
        #expect(abs(network.seconds(shared, busy: idle) - (2e-3 + 400e-9)) < 1e-12)
        #expect(abs(network.seconds(apart, busy: idle) - (1e-3 + 400e-9)) < 1e-12)
        #expect(shared.byteHops == 4e9)
        let busy = [Double](repeating: 0.5, count: network.linkCount)
        #expect(abs(network.seconds(apart, busy: busy) - (1.5e-3 + 400e-9)) < 1e-12)
    }

    @Test func wafersAreJoinedEastToWest() throws {
        var hardware = try Hardware.preset("watos-config3")
        hardware.wafer.count = 3
        let network = RoutedNetwork(hardware)
        var links: [Int] = []
        network.forEachLink(fromWafer: 0, die: 6, toWafer: 2, die: 1) { links.append($0) }
        // One link to the rim, the first crossing, seven across the middle wafer, the second crossing, one link in.
        #expect(links.count == 11)
        #expect(links.filter { $0 >= 3 * 4 * 56 } == [3 * 4 * 56, 3 * 4 * 56 + 2])
    }

    @Test func contentionSlowsNeighbouringTransfersDown() throws {
        // With interleaving the last stage sends back to the first across the links of all stages between.
        let narrow = try Self.design("gpt3-13b", pipeline: 4, data: 1, schedule: .interleaved, chunks: 5)
        var wide = narrow
        wide.hardware.die.dieToDieBytesPerSecondPerEdge *= 1000
        var slow = narrow
        slow.hardware.die.dieToDieBytesPerSecondPerEdge /= 20
        let times = [wide, narrow, slow].map { DetailedModel().evaluate($0).time.communication }
        #expect(times[0] < times[1] && times[1] < times[2])
    }

    @Test func portsAndDetoursNeverBeatTheIdealDistribution() throws {
        var hardware = try Hardware.preset("watos-config3")
        for kind in MemoryKind.allCases {
            for stacks in 1...6 {
                hardware.memory.kind = kind
                hardware.memory.stacksPerDie = stacks
                let die = DieModel(hardware)
                let routed = RoutedDistribution(hardware)
                let ideal = IdealDistribution(hardware)
                for (batch, m, n, k) in [(1, 2048, 12288, 12288), (24, 2048, 2048, 128), (1, 100, 64, 4096)] {
                    let tiling = die.tile(batch: Double(batch), m: Double(m), n: Double(n), k: Double(k))
                    #expect(routed.busiestLinkBytes(tiling) >= 0.999 * ideal.busiestLinkBytes(tiling))
                }
            }
        }
    }

    @Test func theClosedFormOfPortsIsWhatRoutesGive() throws {
        var hardware = try Hardware.preset("watos-config3")
        for kind in MemoryKind.allCases {
            for stacks in 1...8 {
                hardware.memory.kind = kind
                hardware.memory.stacksPerDie = stacks
                let die = DieModel(hardware)
                let routed = RoutedDistribution(hardware)
                let closed = PortDistribution(hardware)
                for (batch, m, n, k) in [
                    (1, 2048, 12288, 12288), (24, 2048, 2048, 128), (1, 100, 64, 4096), (7, 9, 9, 9),
                ] {
                    let tiling = die.tile(batch: Double(batch), m: Double(m), n: Double(n), k: Double(k))
                    let (one, other) = (routed.busiestLinkBytes(tiling), closed.busiestLinkBytes(tiling))
                    // Of three stacks a side, 18 rows divide evenly, of four they do not.
                    #expect(abs(one - other) <= (stacks < 7 ? 1e-9 : 0.1) * max(one, 1))
                }
            }
        }
    }

    @Test func anIllegalShapeGetsItsReasonAndNoFigures() throws {
        let result = DetailedModel().evaluate(try Self.design("gpt3-13b", tensor: 3))
        #expect(result.violations.contains { $0.limit == .strategyShape })
        #expect(result.iterationSeconds == 0)
        #expect(result.memoryLimit.allowed == 70e9)
    }

    @Test func stagesThatCrossWafersPayForIt() throws {
        var together = try Self.design("gpt3-13b", pipeline: 28)
        together.hardware.wafer.count = 2
        let fast = DetailedModel().evaluate(together)
        together.hardware.wafer.interWaferBytesPerSecond = 1e9
        let slow = DetailedModel().evaluate(together)
        #expect(fast.violations.allSatisfy { $0.limit != .devices })
        // 512 micro-batches of 21 MB each way through 1 GB/s are 10.7 s at least.
        #expect(fast.iterationSeconds < 5 && slow.iterationSeconds > 10.7)
    }
}

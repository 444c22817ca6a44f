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

}

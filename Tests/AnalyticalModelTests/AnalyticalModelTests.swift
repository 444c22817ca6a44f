import AnalyticalModel
import LanguageModel
import Testing
import TrainingStrategy
import _IngotTestSupport
import WaferArchitecture

@Suite struct AnalyticalModelTests {
    private static let model = AnalyticalModel()

    private static func design(_ name: String) throws -> TrainingDesign {
        TrainingDesign(
            hardware: try Hardware.preset("watos-config3"), model: try ModelShape.preset(name),
            job: TrainingJob(globalBatchSequences: 512),
            strategy: Strategy(
                tensor: 4, sequenceParallel: true, pipeline: 14, data: 1, microBatchSequences: 1,
                schedule: .oneForwardOneBackward, chunks: 1, recompute: .selective))
    }

    @Test(arguments: ["gpt3-13b", "gpt3-175b"]) func publishedShapesReachPlausibleUtilisation(name: String) throws {
        for dataflow in Dataflow.allCases {
            var design = try Self.design(name)
            design.hardware.core.dataflow = dataflow
            let result = Self.model.evaluate(design)
            #expect(result.modelUtilisation > 0.2 && result.modelUtilisation < 0.8)
        }
    }

    /// Utilisations count what the model's own operation count says.
    @Test func utilisationsFollowThePublishedOperationCount() throws {
        for recompute in Recompute.allCases {
            var design = try Self.design("gpt3-175b")
            design.strategy.recompute = recompute
            let result = Self.model.evaluate(design)
            let figures = WaferFigures(of: design.hardware)
            let peak = 56 * figures.peakFlopsPerSecondPerDie * result.iterationSeconds
            let policy: ActivationPolicy = recompute == .none ? .none : recompute == .selective ? .selective : .full
            #expect(
                abs(design.model.trainingFlops(sequences: 512, policy: .none) / peak / result.modelUtilisation - 1)
                    < 1e-9)
            #expect(
                abs(design.model.trainingFlops(sequences: 512, policy: policy) / peak / result.hardwareUtilisation - 1)
                    < 1e-9)
        }
    }

    @Test func partsAddUpOverRandomDesigns() throws {
        var generator = DesignGenerator(seed: 21, model: try ModelShape.preset("gpt3-13b"))
        for _ in 0..<500 {
            let design = generator.next()
            let result = Self.model.evaluate(design)
            let parts = [
                result.time.compute, result.time.memory, result.time.communication, result.time.bubble,
                result.time.recompute, result.time.optimizer, result.energy.compute, result.energy.sram,
                result.energy.noc, result.energy.dieToDie, result.energy.dram, result.energy.idle,
            ]
            #expect(result.iterationSeconds == result.time.total)
            #expect(parts.allSatisfy { $0 >= 0 && $0.isFinite })
            #expect(result.energyJoules == result.energy.total)
            #expect(abs(result.powerWatts * result.iterationSeconds - result.energyJoules) < 1e-9 * result.energyJoules)
            #expect(result.memoryLimit.value == result.memory.total)
            #expect(result.powerLimit.allowed == 30_000)
            #expect(result.violations.contains(result.memoryLimit) == result.memoryLimit.isViolated)
            #expect(result.violations.contains(result.powerLimit) == result.powerLimit.isViolated)
            #expect(result.violations.contains(result.powerDensityLimit) == result.powerDensityLimit.isViolated)
            // Heat of the dies: all energy but that of DRAM which is not on them.
            let heat = result.energyJoules - (design.hardware.memory.kind == .stacked ? 0 : result.energy.dram)
            let area = WaferFigures(of: design.hardware).dieAreaSquareMillimetres * Double(design.hardware.deviceCount)
            #expect(abs(result.powerDensityLimit.value / (heat / result.iterationSeconds / area) - 1) < 1e-9)
            #expect(result.powerDensityLimit.allowed == 1)
        }
    }

    @Test func fasterPartsNeverSlowADesignDown() throws {
        var generator = DesignGenerator(seed: 22, model: try ModelShape.preset("gpt3-13b"))
        let changes: [(inout Hardware) -> Void] = [
            { $0.core.frequencyHertz *= 1.5 }, { $0.die.dieToDieBytesPerSecondPerEdge *= 2 },
            { $0.die.dieToDieLatencySeconds /= 2 }, { $0.memory.bytesPerSecondPerStack *= 2 },
            { $0.core.sramBitsPerCycle *= 2 }, { $0.core.nocBitsPerCycle *= 2 },
        ]
        for _ in 0..<300 {
            let design = generator.next()
            let before = Self.model.evaluate(design).iterationSeconds
            for change in changes {
                var faster = design
                change(&faster.hardware)
                #expect(Self.model.evaluate(faster).iterationSeconds <= before * (1 + 1e-12))
            }
        }
    }

    @Test func halvingTheMicroBatchNeverRaisesMemory() throws {
        var generator = DesignGenerator(seed: 23, model: try ModelShape.preset("gpt3-13b"))
        var halved = 0
        for _ in 0..<400 {
            var design = generator.next()
            guard design.strategy.microBatchSequences > 1 else { continue }
            let before = Self.model.evaluate(design).memory.total
            design.strategy.microBatchSequences /= 2
            guard design.strategyViolations().isEmpty else { continue }
            #expect(Self.model.evaluate(design).memory.total <= before * (1 + 1e-12))
            halved += 1
        }
        #expect(halved > 100)
    }

    @Test func zeroDividesTheStateAndRecomputationTheActivations() throws {
        var design = try Self.design("gpt3-13b")
        design.strategy.pipeline = 7
        design.strategy.data = 2
        var totals: [Double] = []
        for zero in 0...3 {
            design.strategy.zeroStage = zero
            totals.append(Self.model.evaluate(design).memory.total)
        }
        #expect(totals == totals.sorted(by: >) && Set(totals).count == 4)
        design.strategy.zeroStage = 0
        var activations: [Double] = []
        for recompute in [Recompute.none, .selective, .full] {
            design.strategy.recompute = recompute
            activations.append(Self.model.evaluate(design).memory.activations)
        }
        #expect(activations == activations.sorted(by: >))
    }

    /// With links that cost nothing and equal stages the bubble is `(p - 1) / (v m)` of the ideal time.
    @Test(arguments: [1, 2, 4]) func theBubbleIsThePublishedOne(chunks: Int) throws {
        var design = try Self.design("megatron-18.4b")
        design.model.vocabulary = 4
        design.model.layers = 56
        design.strategy.pipeline = 14
        design.job.globalBatchSequences = 56
        design.strategy.chunks = chunks
        design.strategy.schedule = chunks > 1 ? .interleaved : .oneForwardOneBackward
        design.hardware.die.dieToDieBytesPerSecondPerEdge = 1e30
        design.hardware.die.dieToDieLatencySeconds = 0
        let time = Self.model.evaluate(design).time
        let ideal = time.compute + time.memory + time.recompute
        #expect(abs(time.bubble / ideal / (13 / (56 * Double(chunks))) - 1) < 0.01)
    }

    @Test func brokenLimitsAreNamedWithTheirFigures() throws {
        var design = try Self.design("gpt3-175b")
        design.hardware.memory.bytesPerStack = 1e9
        design.hardware.limits.powerWatts = 100
        design.hardware.limits.reticleWidthMetres = 10e-3
        design.hardware.wafer.widthMetres = 100e-3
        let limits = Self.model.evaluate(design).violations.map(\.limit)
        for limit in [
            TrainingEvaluation.Limit.memoryBytesPerDevice, .powerWatts, .dieWidthMillimetres, .gridWidthMillimetres,
        ] {
            #expect(limits.contains(limit))
        }
        design.strategy.tensor = 5
        let illegal = Self.model.evaluate(design)
        #expect(illegal.violations.contains { $0.limit == .strategyShape })
        #expect(illegal.iterationSeconds == 0 && illegal.tokensPerSecond == 0)
        #expect(illegal.powerLimit.allowed == 100 && illegal.waferAreaSquareMillimetres > 0)
    }
}

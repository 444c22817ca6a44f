import AnalyticalModel
import LanguageModel
import Testing
import TrainingStrategy
import WaferArchitecture

/// Inference on dies with DRAM, against expressions that stand here.
@Suite struct WaferInferenceTests {
    private static let model = InferenceModel()

    /// Llama 2 of 70 billion parameters on some dies of the WATOS wafer.
    private static func design(
        tensor: Int = 4, pipeline: Int = 1, data: Int = 1, batch: Int = 1, prompt: Int = 512, output: Int = 2
    ) throws -> InferenceDesign {
        InferenceDesign(
            hardware: try Hardware.preset("watos-config3"), model: try ModelShape.preset("llama2-70b"),
            job: InferenceJob(batch: batch, promptTokens: prompt, outputTokens: output),
            strategy: Strategy(
                tensor: tensor, sequenceParallel: false, pipeline: pipeline, data: data, microBatchSequences: 1,
                schedule: .oneForwardOneBackward, chunks: 1, recompute: .none))
    }

    /// Parameters of the matrices of all layers: 8 of 64 heads have keys and values, three matrices in the block.
    private static let matrices: Double = {
        let attention: Double = 2 * 8192 * (8192 + 1024)
        let block: Double = 3 * 8192 * 28672
        return 80 * (attention + block)
    }()
    private static let head = 32_000.0 * 8192

    /// Columns are dealt out over the cores wherever that is faster, not only while rows of cores stay idle.
    @Test func oneMoreRequestCostsHardlyAnyThroughput() throws {
        var last = 0.0
        for batch in 12...24 {
            var design = try Self.design(tensor: 8, batch: batch, output: 256)
            design.model = try ModelShape.preset("llama3-8b")
            let rate = Self.model.evaluate(design).figures.tokensPerSecond
            #expect(rate > 0.98 * last, "\(batch)")
            last = rate
        }
    }

    @Test func weightsKeysAndValuesComeFromDRAMOnceAToken() throws {
        var design = try Self.design()
        // Everything else is as good as free.
        design.hardware.core.frequencyHertz = 1e11
        design.hardware.core.sramBitsPerCycle = 1 << 20
        design.hardware.core.nocBitsPerCycle = 1 << 20
        design.hardware.core.macs = 65_536
        design.hardware.die.dieToDieBytesPerSecondPerEdge = 1e18
        design.hardware.die.dieToDieLatencySeconds = 0
        let result = Self.model.evaluate(design)
        let cache: Double = 327_680 * 513
        let read: Double = 2 * Self.matrices + 2 * Self.head + cache
        let expected = read / 4 / 2e12
        #expect(abs(result.tokenSeconds / expected - 1) < 1e-3)
        #expect(result.cacheBytes == 327_680 * 514)
    }

    /// Four dies of a row, folded to a ring: three steps of two links, with a quarter of the vector each.
    @Test func collectivesAreThoseOfTheGroup() throws {
        let design = try Self.design()
        let result = Self.model.evaluate(design)
        func half(tokens: Double) -> Double {
            let bytes: Double = 2 * 8192 * tokens
            return 1200e-9 + 0.75 * bytes / 1e12
        }
        let halves: Double = 4 * 80 + 2
        let expected = halves * (half(tokens: 512) + half(tokens: 1))
        #expect(abs(result.figures.time.communication / expected - 1) < 1e-9)
    }

    @Test func aWaferOfDRAMHoldsWhatItsSRAMDoesNot() throws {
        for (tensor, pipeline) in [(1, 1), (4, 1), (8, 7), (4, 14), (56, 1)] {
            let result = Self.model.evaluate(try Self.design(tensor: tensor, pipeline: pipeline))
            #expect(!result.figures.violations.contains { $0.limit == .memoryBytesPerDevice })
            #expect(!result.figures.violations.contains { $0.limit == .strategyShape })
            #expect(result.tokenSeconds > 0)
        }
        // One die of 70 GB does not hold 140 GB, but the degrees of one mean the whole wafer; two dies are too few.
        let few = Self.model.evaluate(try Self.design(tensor: 1, pipeline: 2, batch: 64))
        #expect(few.figures.violations.contains { $0.limit == .memoryBytesPerDevice })
        let odd = Self.model.evaluate(try Self.design(tensor: 3))
        #expect(odd.figures.violations.contains { $0.limit == .strategyShape })
    }

    @Test func twoWafersServeTwiceAsMany() throws {
        let one = Self.model.evaluate(try Self.design(tensor: 8, data: 7, batch: 56))
        var both = try Self.design(tensor: 8, data: 14, batch: 112)
        both.hardware.wafer.count = 2
        let two = Self.model.evaluate(both)
        #expect(abs(two.figures.tokensPerSecond / one.figures.tokensPerSecond - 2) < 1e-9)
        #expect(two.tokenSeconds == one.tokenSeconds)
        #expect(abs(two.figures.powerWatts / one.figures.powerWatts - 1) < 1e-9)
    }

    /// 70 billion weights of two bytes fit the SRAM of four WSE-3 and not of one, which has them from outside at 150
    /// GB/s.
    @Test func stagesOnSeveralWafersKeepAModelInSRAM() throws {
        var design = try Self.design(batch: 1, prompt: 128)
        design.hardware = try Hardware.preset("wse-3")
        design.strategy.tensor = 84
        let one = Self.model.evaluate(design)
        #expect(one.tokenSeconds > 137e9 / 150e9)
        design.hardware.wafer.count = 4
        design.strategy.pipeline = 4
        let four = Self.model.evaluate(design)
        #expect(four.figures.energy.dram == 0 && four.tokenSeconds < one.tokenSeconds / 100)
        #expect(four.figures.isFeasible)
        design.hardware.wafer.interWaferBytesPerSecond /= 1000
        // Three hand-overs of 8,192 numbers of two bytes.
        let more = Self.model.evaluate(design).tokenSeconds - four.tokenSeconds
        #expect(abs(more / (3 * 16_384 * (1 / 150e6 - 1 / 150e9)) - 1) < 1e-6)
    }

    /// Whatever limits a step, twice as much of it helps by close to two.
    @Test func moreOfTheBottleneckHelps() throws {
        func gain(
            _ design: InferenceDesign, isPrefill: Bool, _ change: (inout Hardware) -> Void
        ) -> Double {
            var better = design
            change(&better.hardware)
            let (before, after) = (Self.model.evaluate(design), Self.model.evaluate(better))
            return isPrefill
                ? before.firstTokenSeconds / after.firstTokenSeconds : before.tokenSeconds / after.tokenSeconds
        }
        #expect(gain(try Self.design(), isPrefill: false) { $0.memory.bytesPerSecondPerStack *= 2 } > 1.5)
        #expect(
            gain(try Self.design(prompt: 4096), isPrefill: true) {
                $0.core.frequencyHertz *= 2
                $0.core.sramBitsPerCycle *= 2
            } > 1.5)
        var slowLinks = try Self.design(tensor: 8, prompt: 2048)
        slowLinks.hardware.die.dieToDieBytesPerSecondPerEdge = 1e9
        #expect(gain(slowLinks, isPrefill: true) { $0.die.dieToDieBytesPerSecondPerEdge *= 2 } > 1.5)
        var narrow = try Self.design(prompt: 2048)
        narrow.hardware.core.nocBitsPerCycle = 2
        #expect(gain(narrow, isPrefill: true) { $0.core.nocBitsPerCycle *= 2 } > 1.5)
        var far = try Self.design(tensor: 56, pipeline: 2, prompt: 2048)
        (far.hardware.wafer.count, far.hardware.wafer.interWaferBytesPerSecond) = (2, 1e6)
        #expect(gain(far, isPrefill: true) { $0.wafer.interWaferBytesPerSecond *= 2 } > 1.5)
    }
}

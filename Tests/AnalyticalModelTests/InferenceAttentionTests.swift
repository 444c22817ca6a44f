import AnalyticalModel
import LanguageModel
import Testing
import TrainingStrategy
import WaferArchitecture

/// The kinds of attention of inference on wafers: limit cases, and counts that are made by hand here.
@Suite struct InferenceAttentionTests {
    private static let model = InferenceModel()

    private static func design(
        _ name: String = "llama2-7b", on hardware: String = "watos-config3", tensor: Int = 4, batch: Int = 1,
        prompt: Int, output: Int = 2
    ) throws -> InferenceDesign {
        InferenceDesign(
            hardware: try Hardware.preset(hardware), model: try ModelShape.preset(name),
            job: InferenceJob(batch: batch, promptTokens: prompt, outputTokens: output),
            strategy: Strategy(
                tensor: tensor, sequenceParallel: false, pipeline: 1, data: 1, microBatchSequences: 1,
                schedule: .oneForwardOneBackward, chunks: 1, recompute: .none))
    }

    private static func evaluate(
        _ design: InferenceDesign, _ kind: InferenceJob.Attention, _ selection: SparseSelection = .init()
    ) -> InferenceEvaluation {
        var design = design
        (design.job.attention, design.job.selection) = (kind, selection)
        return model.evaluate(design)
    }

    /// Seeded designs of models with all, few and latent heads of keys, every third one on a whole wafer.
    private static func designs() throws -> [InferenceDesign] {
        var all: [InferenceDesign] = []
        for (seed, name) in [(31, "llama2-7b"), (32, "llama3-8b"), (33, "deepseek-v3")] as [(UInt64, String)] {
            var random = InferenceDesigns(seed: seed, model: try ModelShape.preset(name))
            for count in 0..<60 {
                var design = random.next()
                if count % 3 == 0 {
                    (design.strategy.tensor, design.strategy.pipeline, design.strategy.data) = (1, 1, 1)
                    design.strategy.expert = 1
                    design.hardware.core.sramBytes *= 16
                }
                if design.strategyViolations().isEmpty { all.append(design) }
            }
        }
        return all
    }

    @Test func keepingAllForNothingIsFlash() throws {
        var onMesh = 0
        for design in try Self.designs() {
            let flash = Self.model.evaluate(design)
            #expect(design.job.attention == .flash)
            #expect(Self.evaluate(design, .star, .free(keepRatio: 1)) == flash, "\(design)")
            if flash.decode.seconds > 0, flash.decode.memoryBytes == 0 { onMesh += 1 }
        }
        #expect(onMesh > 10)
    }

    /// Costs of a prediction never help, nor do more keys.
    @Test func whatIsDoneTakesTime() throws {
        for design in try Self.designs() {
            let flash = Self.model.evaluate(design).figures.iterationSeconds
            var last = 0.0
            for keep in [0.05, 0.25, 0.5, 1] {
                let free = Self.evaluate(design, .star, .free(keepRatio: keep)).figures
                let star = Self.evaluate(design, .star, SparseSelection(keepRatio: keep)).figures
                // Few keys may spread worse over the cores than many.
                #expect(free.iterationSeconds >= 0.98 * last && free.iterationSeconds <= 1.02 * flash, "\(design)")
                #expect(star.iterationSeconds >= free.iterationSeconds)
                #expect(star.hardwareUtilisation <= 1 && star.modelUtilisation <= star.hardwareUtilisation * 1.0001)
                last = free.iterationSeconds
            }
        }
    }

    /// Unfused attention is never faster, and the same where scores of one head are small.
    @Test func denseIsFlashWhereScoresFit() throws {
        var same = 0
        for design in try Self.designs() {
            let (flash, dense) = (Self.model.evaluate(design), Self.evaluate(design, .dense))
            #expect(dense.figures.iterationSeconds >= flash.figures.iterationSeconds)
            if dense == flash { same += 1 }
        }
        #expect(same > 100)
    }

    /// 32 heads of 65,536 queries that see half of the tokens in the mean: scores and weights are written and read.
    @Test func denseScoresGoThroughMemory() throws {
        let design = try Self.design(prompt: 65_536)
        let (flash, dense) = (Self.evaluate(design, .flash), Self.evaluate(design, .dense))
        let scores: Double = 2 * 65_536 * 32_769
        #expect(
            abs((dense.prefill.memoryBytes - flash.prefill.memoryBytes) / (4 * 32 * 32 * scores) - 1) < 1e-9)
        #expect(dense.firstTokenSeconds > flash.firstTokenSeconds)
        #expect(dense.decode == flash.decode)
    }

    /// A decode step reads the chosen keys and values, one byte of each key's elements, and the weights.
    @Test(arguments: [0.05, 0.25, 0.5, 1])
    func aDecodeStepReadsChosenKeysAndCodes(keep: Double) throws {
        let design = try Self.design(batch: 8, prompt: 32_768)
        let weights: Double = 2 * (32 * (4 * 4096 * 4096 + 3 * 4096 * 11_008) + 32_000 * 4096)
        let tokens: Double = 32 * 8 * 32_769
        let star = Self.evaluate(design, .star, SparseSelection(keepRatio: keep))
        #expect(abs(star.decode.memoryBytes / (weights + tokens * (4 * 4096 * keep + 4096)) - 1) < 1e-9)
        let codes = Self.evaluate(design, .star, SparseSelection(keepRatio: keep, codeBits: 4))
        #expect(abs(codes.decode.memoryBytes / (weights + tokens * (4 * 4096 * keep + 2048)) - 1) < 1e-9)
    }

    /// Four query heads share keys: 1 - 0.75^4 of them are chosen by one at least.
    @Test func queryHeadsThatShareKeysReadTheirUnion() throws {
        let design = try Self.design("llama3-8b", batch: 4, prompt: 16_384)
        let flash = Self.evaluate(design, .flash).decode.memoryBytes
        let free = Self.evaluate(design, .star, .free(keepRatio: 0.25)).decode.memoryBytes
        let keys: Double = 32 * 4 * 1024 * 4 * 16_385
        #expect(abs((flash - free) / (keys * 0.31640625) - 1) < 1e-9)
    }

    @Test func moreThanFlashAndCodesIsNeverRead() throws {
        var compared = 0
        for design in try Self.designs() where !design.isWholeWafer && design.job.outputTokens > 1 {
            let flash = Self.evaluate(design, .flash).decode.memoryBytes
            let none = Self.evaluate(design, .star, .free(keepRatio: 1e-12)).decode.memoryBytes
            guard none > 0 else { continue }
            let elements = design.model.latentAttention == nil ? 0.5 : 1
            let codes = (flash - none) * elements / design.job.keyValueBytes
            for keep in [0.01, 0.25, 0.9, 1] {
                let star = Self.evaluate(design, .star, SparseSelection(keepRatio: keep)).decode.memoryBytes
                #expect(star <= (flash + codes) * (1 + 1e-9), "\(design)")
                #expect(star >= none + codes * (1 - 1e-6))
            }
            compared += 1
        }
        #expect(compared > 30)
    }

    /// With four million tokens a decode step without costs takes the kept share of the time, beside what does not grow
    /// with tokens; codes, prediction and choice add a quarter, 1 / 17 and 6 / 17 / 256 of flash at most.
    @Test func longContextsTakeTheKeptShare() throws {
        let design = try Self.design(prompt: 1 << 22)
        // What a step takes with next to no keys.
        let rest = Self.evaluate(try Self.design(prompt: 1), .flash).tokenSeconds
        let flash = Self.evaluate(design, .flash).tokenSeconds - rest
        #expect(rest < 0.01 * flash)
        for keep in [0.05, 0.1, 0.25, 0.5] {
            let free = Self.evaluate(design, .star, .free(keepRatio: keep)).tokenSeconds - rest
            #expect(abs(free / flash / keep - 1) < 0.01, "\(free / flash)")
            let star = Self.evaluate(design, .star, SparseSelection(keepRatio: keep)).tokenSeconds - rest
            #expect(star / flash > keep && star / flash < keep + 0.25 + 0.09, "\(star / flash)")
        }
    }

    /// A long prompt's attention takes a quarter of the products, and about that of the time where little else is done.
    @Test func aPrefillMultipliesKeptKeysOnly() throws {
        let design = try Self.design(prompt: 1 << 20)
        let (flash, star) = (Self.evaluate(design, .flash), Self.evaluate(design, .star))
        let pairs: Double = 4 * 32 * 4096 * 1_048_576 * 524_289
        #expect(abs((flash.prefill.flops - star.prefill.flops) / (0.75 * pairs) - 1) < 1e-5)
        #expect(star.firstTokenSeconds > 0.25 * flash.firstTokenSeconds)
        #expect(star.firstTokenSeconds < 0.5 * flash.firstTokenSeconds)
    }

    /// SRAM of a whole wafer is read for weights, chosen keys and values, and codes.
    @Test func aMeshReadsChosenKeysAndCodes() throws {
        let design = try Self.design(on: "wse-2", tensor: 1, prompt: 16_384)
        let (flash, star) = (Self.evaluate(design, .flash), Self.evaluate(design, .star))
        let weights = 2 * design.model.parameterCount
        let keys: Double = 32 * 4 * 4096 * 16_385
        #expect(flash.decode.memoryBytes == 0 && star.decode.memoryBytes == 0)
        let ratio = (weights + keys * 0.5) / (weights + keys)
        #expect(abs(star.decode.energy.sram / flash.decode.energy.sram / ratio - 1) < 1e-9)
        // Predicted scores cross the mesh once more, so that a decode step of few tokens is slower.
        #expect(star.decode.time.communication > flash.decode.time.communication)
        #expect(star.firstTokenSeconds < flash.firstTokenSeconds)
    }

    @Test(arguments: [0, -0.5, 1.5, Double.nan, .infinity])
    func aShareThatIsNoneIsAViolation(keep: Double) throws {
        var design = try Self.design(prompt: 128)
        (design.job.attention, design.job.selection) = (.star, SparseSelection(keepRatio: keep))
        #expect(design.strategyViolations().map(\.rule) == [.servedAttention])
        #expect(Self.model.evaluate(design).figures.violations.count == 1)
        design.job.attention = .flash
        #expect(design.strategyViolations().isEmpty)
    }

    @Test func aClusterHasNoSparseAttention() throws {
        var design = try Self.design(prompt: 128)
        design.hardware = try Hardware.cluster("a100-80gb-cluster", devices: 4)
        #expect(Self.evaluate(design, .dense) == Self.evaluate(design, .flash))
        design.job.attention = .star
        #expect(design.strategyViolations().map(\.rule) == [.servedAttention])
    }
}

import AnalyticalModel
import LanguageModel
import Testing
import TrainingStrategy
import WaferArchitecture
import _IngotTestSupport

/// Inference of mixtures of experts and of latent attention, against published figures and counts made here.
@Suite struct MixtureInferenceTests {
    private static let model = InferenceModel()

    private static func design(
        _ shape: ModelShape, devices: Int = 1, tensor: Int = 1, data: Int = 1, expert: Int = 1, batch: Int = 1,
        prompt: Int = 128, output: Int = 2, precision: InferenceJob.Precision = .bf16
    ) throws -> InferenceDesign {
        InferenceDesign(
            hardware: try Hardware.cluster("h100-80gb-cluster", devices: devices), model: shape,
            job: InferenceJob(batch: batch, promptTokens: prompt, outputTokens: output, precision: precision),
            strategy: Strategy(
                tensor: tensor, sequenceParallel: false, pipeline: 1, data: data, microBatchSequences: 1,
                schedule: .oneForwardOneBackward, chunks: 1, recompute: .none, expert: expert))
    }

    /// DeepSeek-AI, "Insights into DeepSeek-V3" (ISCA 2025), Table 1: kilobytes of cache a token in bfloat16, for
    /// latent attention of DeepSeek-V3 and for the grouped queries of Qwen-2.5 72B and LLaMA-3.1 405B.
    @Test func cachesHaveTheirPublishedSizes() throws {
        let qwen = ModelShape(
            layers: 80, hidden: 8192, heads: 64, keyValueHeads: 8, feedForward: 29_568, isGated: true,
            vocabulary: 152_064, sequenceLength: 4096)
        let cases: [(ModelShape, Double)] = [
            (try ModelShape.preset("deepseek-v3"), 70_272), (qwen, 327_680),
            (try ModelShape.preset("llama3-405b"), 516_096),
        ]
        for (shape, bytes) in cases {
            let design = try Self.design(shape, batch: 3, prompt: 100, output: 28)
            #expect(Self.model.evaluate(design).cacheBytes == 3 * 128 * bytes)
        }
        // All devices of a tensor group keep the vector, and none a part of it.
        let shape = try ModelShape.preset("deepseek-v3")
        let memory = { (tensor: Int, prompt: Int) in
            Self.model.evaluate(try Self.design(shape, devices: 16, tensor: tensor, prompt: prompt, output: 1)).figures
                .memory.activations
        }
        let grown = try memory(16, 2000) - memory(16, 1000)
        #expect(grown > 1000 * 70_272)
    }

    /// The number of distinct experts, by drawing them.
    @Test func expectedExpertsAreThoseOfDraws() {
        var generator = DesignGenerator(
            seed: 5,
            model: ModelShape(
                layers: 1, hidden: 1, heads: 1, keyValueHeads: 1, feedForward: 1, isGated: false, vocabulary: 1,
                sequenceLength: 1))
        for (experts, chosen, tokens) in [(16, 3, 1), (16, 3, 2), (16, 3, 9), (64, 2, 20), (8, 8, 3), (256, 8, 64)] {
            let mixture = Mixture(experts: experts, expertsPerToken: chosen, expertFeedForward: 1)
            let expected = mixture.expectedExperts(tokens: Double(tokens))
            var (sum, squares) = (0.0, 0.0)
            let draws = 400
            for _ in 0..<draws {
                var hit = Set<Int>()
                for _ in 0..<tokens {
                    var own = Set<Int>()
                    while own.count < chosen { own.insert(generator.pick(Array(0..<experts))) }
                    hit.formUnion(own)
                }
                sum += Double(hit.count)
                squares += Double(hit.count * hit.count)
            }
            let mean = sum / Double(draws)
            let deviation = max(1e-9, squares / Double(draws) - mean * mean).squareRoot()
            #expect(abs(mean - expected) <= 4 * deviation / Double(draws).squareRoot() + 1e-9)
        }
    }

    /// DeepSeek-V3 Technical Report: 671 billion parameters, of which 37 billion are at work for a token; here without
    /// the token table, of which a token reads one row.
    @Test func oneTokenTakesTheParametersAtWork() throws {
        let shape = try ModelShape.preset("deepseek-v3")
        let table: Double = 129_280 * 7168
        let atWork: Double = 2 * (37e9 - table)
        let one = Self.model.evaluate(try Self.design(shape, prompt: 1))
        #expect(abs(one.decode.flops / atWork - 1) < 0.02)
        #expect(abs(one.decode.memoryBytes / atWork - 1) < 0.02)
        #expect(abs(one.figures.memory.weights / (2 * 671e9) - 1) < 0.01)
        // Many requests need every expert.
        let many = Self.model.evaluate(try Self.design(shape, batch: 4096, prompt: 1))
        #expect(many.decode.memoryBytes > 1.98 * (671e9 - table))
        #expect(abs(many.decode.flops / one.decode.flops / 4096 - 1) < 1e-9)
        // With few of them, twice as many read less than twice as much.
        let (two, four) = (
            Self.model.evaluate(try Self.design(shape, batch: 2, prompt: 1)),
            Self.model.evaluate(try Self.design(shape, batch: 4, prompt: 1))
        )
        #expect(two.decode.memoryBytes < four.decode.memoryBytes)
        #expect(four.decode.memoryBytes < 2 * two.decode.memoryBytes)
    }

    /// A decode step works on the cached vectors: for each head and token seen 2 (576 + 512) operations, where a
    /// prefill has 2 (192 + 128) for each of half the square.
    @Test func latentAttentionWorksOnWhatIsCached() throws {
        let shape = try ModelShape.preset("deepseek-v3")
        func step(_ context: Int) throws -> InferenceStep {
            Self.model.evaluate(try Self.design(shape, prompt: context, output: 2)).decode
        }
        let (near, far) = (try step(1000), try step(3000))
        let flops: Double = 61 * 128 * 2000 * 2 * (576 + 512)
        let bytes: Double = 2000 * 70_272
        #expect(abs((far.flops - near.flops) / flops - 1) < 1e-9)
        #expect(abs((far.memoryBytes - near.memoryBytes) / bytes - 1) < 1e-9)
        func prefill(_ tokens: Int) throws -> Double {
            Self.model.evaluate(try Self.design(shape, prompt: tokens, output: 1)).prefill.flops
        }
        // Second differences leave the square alone.
        let square = try prefill(3000) - 2 * prefill(2000) + prefill(1000)
        let expected: Double = 61 * 128 * 1e6 * 2 * (192 + 128)
        #expect(abs(square / expected - 1) < 1e-6)
    }

    /// One expert that every token goes to is the dense block, on clusters, dies and a mesh.
    @Test func aMixtureOfOneIsTheDenseModel() throws {
        for name in ["llama2-13b", "gpt3-13b"] {
            let dense = try ModelShape.preset(name)
            var mixed = dense
            mixed.mixture = Mixture(experts: 1, expertsPerToken: 1, expertFeedForward: dense.feedForward)
            var (wafer, seed) = (try Self.design(dense, batch: 4, output: 8), UInt64(3))
            wafer.hardware = try Hardware.preset("wse-2")
            var designs = [try Self.design(dense, devices: 4, tensor: 4, batch: 8, output: 8), wafer]
            for _ in 0..<10 {
                var random = InferenceDesigns(seed: seed, model: dense)
                designs.append(random.next())
                seed += 1
            }
            for design in designs {
                var same = design
                same.model = mixed
                let (first, second) = (Self.model.evaluate(design), Self.model.evaluate(same))
                #expect(abs(second.firstTokenSeconds / first.firstTokenSeconds - 1) < 1e-9, "\(design)")
                #expect(abs(second.figures.iterationSeconds / first.figures.iterationSeconds - 1) < 1e-9, "\(design)")
                #expect(abs(second.figures.energyJoules / first.figures.energyJoules - 1) < 1e-9)
                #expect(abs(second.figures.memory.weights / first.figures.memory.weights - 1) < 1e-9)
            }
        }
    }

    /// Experts dealt out to 32 groups: each holds 8 of 256, and tokens go there and back.
    @Test func expertsAreDealtOut() throws {
        let shape = try ModelShape.preset("deepseek-v3")
        let (alone, dealt) = (
            Self.model.evaluate(try Self.design(shape, devices: 32, data: 32, batch: 1024)),
            Self.model.evaluate(try Self.design(shape, devices: 32, data: 32, expert: 32, batch: 1024))
        )
        let experts: Double = 58 * 256 * 3 * 7168 * 2048
        let saved = alone.figures.memory.weights - dealt.figures.memory.weights
        #expect(abs(saved / (2 * experts * 31 / 32) - 1) < 1e-9)
        #expect(alone.decode.time.communication == 0 && dealt.decode.time.communication > 0)
        // 32 tokens of a group want most of 256 experts; of 1,024 a group reads the eight that it has.
        #expect(dealt.decode.memoryBytes < alone.decode.memoryBytes / 3)
        #expect(dealt.decode.flops == alone.decode.flops)
        // Eight copies of 7,168 numbers go to other nodes and back at no more than 50 GB/s.
        let sent: Double = 2 * 58 * 32 * 8 * 7168 * 2 * 24 / 32
        #expect(dealt.decode.time.communication > sent / 50e9)
    }

    /// Wafers: weights in DRAM bound a decode step from below; as many wafers as hold the model in SRAM beat one.
    @Test func wafersServeAMixture() throws {
        let shape = try ModelShape.preset("deepseek-v3")
        var design = try Self.design(shape, prompt: 512, output: 8, precision: .fp8)
        design.hardware = try Hardware.preset("watos-config3")
        design.hardware.wafer.count = 2
        (design.strategy.tensor, design.strategy.pipeline) = (8, 10)
        let dies = Self.model.evaluate(design)
        #expect(dies.figures.violations.filter { $0.limit == .memoryBytesPerDevice }.isEmpty)
        let atWork: Double = 37e9 - 129_280 * 7168
        let rate = 8 * design.hardware.memory.bytesPerSecondPerDie
        #expect(dies.tokenSeconds > 0.98 * atWork / rate && dies.decode.memoryBytes > 0.98 * atWork)
        design.hardware = try Hardware.preset("wse-3")
        (design.strategy.tensor, design.strategy.pipeline) = (84, 1)
        let one = Self.model.evaluate(design)
        #expect(one.figures.violations.contains { $0.limit == .memoryBytesPerDevice } == false)
        // Three layers of 11.5 GB on each.
        (design.hardware.wafer.count, design.strategy.pipeline) = (21, 21)
        let many = Self.model.evaluate(design)
        #expect(many.decode.memoryBytes == 0 && one.decode.memoryBytes > 0)
        #expect(many.tokenSeconds < one.tokenSeconds / 10)
    }
}

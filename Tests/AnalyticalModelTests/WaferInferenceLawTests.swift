import AnalyticalModel
import LanguageModel
import Testing
import TrainingStrategy
import WaferArchitecture

/// What inference on wafers keeps, and counts that are made by hand here.
@Suite struct WaferInferenceLawTests {
    private static let model = InferenceModel()

    private static func design(
        _ name: String = "llama2-7b", on hardware: String = "watos-config3", tensor: Int, pipeline: Int = 1,
        data: Int = 1, batch: Int, prompt: Int, output: Int = 2, precision: InferenceJob.Precision = .bf16
    ) throws -> InferenceDesign {
        InferenceDesign(
            hardware: try Hardware.preset(hardware), model: try ModelShape.preset(name),
            job: InferenceJob(batch: batch, promptTokens: prompt, outputTokens: output, precision: precision),
            strategy: Strategy(
                tensor: tensor, sequenceParallel: false, pipeline: pipeline, data: data, microBatchSequences: 1,
                schedule: .oneForwardOneBackward, chunks: 1, recompute: .none))
    }

    /// Keys and values of a long prompt come from DRAM in about the time that the cores work on them: two heads of each
    /// die, 128 wide, of eight in all.
    @Test func decodeAttentionUsesAllCores() throws {
        for (prompt, batch) in [(8192, 4), (32_768, 1), (32_768, 8), (131_072, 1)] {
            let design = try Self.design("llama3-8b", tensor: 4, batch: batch, prompt: prompt)
            let read = 2 * 2 * 2 * 128 * Double(batch) * Double(prompt + 1) / 2e12
            var seconds = 0.0
            for point in Self.model.rooflinePoints(of: design) where point.pass == .decode {
                if [.scores, .softmax, .values].contains(point.kind) { seconds += point.seconds }
            }
            #expect(seconds >= read && seconds < 2 * read, "\(seconds / read) \(prompt) \(batch)")
        }
    }

    @Test func moreSRAMNeverSlowsABatch() throws {
        var compared = 0
        for (seed, name) in [(21, "llama2-13b"), (22, "gpt3-13b"), (23, "deepseek-v3")] as [(UInt64, String)] {
            var designs = InferenceDesigns(seed: seed, model: try ModelShape.preset(name))
            for count in 0..<80 {
                var design = designs.next()
                if count % 2 == 0 {
                    let wafer = design.hardware.wafer
                    (design.strategy.tensor, design.strategy.pipeline) = (wafer.diesX * wafer.diesY, wafer.count)
                    (design.strategy.data, design.strategy.expert) = (1, 1)
                    guard design.strategyViolations().isEmpty else { continue }
                }
                var last = Double.infinity
                for _ in 0..<8 {
                    let result = Self.model.evaluate(design).figures
                    if !result.memoryLimit.isViolated {
                        #expect(result.iterationSeconds <= last * (1 + 1e-12), "\(design)")
                        if last < .infinity { compared += 1 }
                        last = result.iterationSeconds
                    }
                    design.hardware.core.sramBytes = design.hardware.core.sramBytes * 8 / 5
                }
            }
        }
        #expect(compared > 500)
    }

    /// A prompt alone is faster on dies, many tokens on the mesh, on the same wafer.
    @Test func theFasterWayServesTheBatch() throws {
        var design = try Self.design(tensor: 56, batch: 8, prompt: 2048, output: 1)
        design.hardware.core.sramBytes = 800 << 10
        let small = Self.model.evaluate(design)
        design.hardware.core.sramBytes = 1280 << 10
        let prompt = Self.model.evaluate(design)
        #expect(prompt.firstTokenSeconds <= small.firstTokenSeconds && prompt.prefill.memoryBytes > 0)
        design.job.outputTokens = 128
        let many = Self.model.evaluate(design)
        #expect(many.decode.memoryBytes == 0 && many.firstTokenSeconds > prompt.firstTokenSeconds)
        // Points of the roofline are those of the way that is taken.
        #expect(Self.model.rooflinePoints(of: design).allSatisfy { $0.memoryBytes == 0 })
        design.job.outputTokens = 1
        #expect(Self.model.rooflinePoints(of: design).contains { $0.memoryBytes > 0 })
    }

    /// Fourteen replicas hand over from one wafer to the other at once, each 4,096 numbers of two bytes.
    @Test func replicasShareTheLinkBetweenWafers() throws {
        var design = try Self.design(tensor: 4, pipeline: 2, data: 14, batch: 14, prompt: 64)
        (design.hardware.wafer.count, design.hardware.wafer.interWaferBytesPerSecond) = (2, 1e9)
        let near = Self.model.evaluate(design).tokenSeconds
        design.hardware.wafer.interWaferBytesPerSecond = 1e8
        let more = Self.model.evaluate(design).tokenSeconds - near
        #expect(abs(more / (14 * 8192 * (1e-8 - 1e-9)) - 1) < 1e-6)
    }

    /// Four of 56 dies are in use: of a pool off the wafer each has fourteen times its part.
    @Test func diesInUseShareAPool() throws {
        var design = try Self.design("llama2-70b", tensor: 4, batch: 1, prompt: 512)
        // Everything but DRAM is as good as free.
        design.hardware.core.frequencyHertz = 1e11
        design.hardware.core.sramBitsPerCycle = 1 << 20
        design.hardware.core.nocBitsPerCycle = 1 << 20
        design.hardware.core.macs = 65_536
        design.hardware.die.dieToDieBytesPerSecondPerEdge = 1e18
        design.hardware.die.dieToDieLatencySeconds = 0
        let own = Self.model.evaluate(design)
        design.hardware.memory.kind = .offWafer
        design.hardware.memory.bytesPerSecondPerStack /= 14
        let pool = Self.model.evaluate(design)
        #expect(abs(pool.tokenSeconds / own.tokenSeconds - 1) < 1e-3)
        #expect(abs(RooflineLimits(design).memoryBytesPerSecond / 2e12 - 1) < 1e-12)
        #expect(abs(pool.figures.memoryLimit.allowed / own.figures.memoryLimit.allowed - 14) < 1e-9)
        design.strategy.data = 14
        design.job.batch = 14
        let all = Self.model.evaluate(design)
        #expect(all.figures.memoryLimit.allowed == own.figures.memoryLimit.allowed)
        #expect(abs(all.tokenSeconds / own.tokenSeconds - 14) < 0.02)
    }

    /// 32 heads on 56 dies leave 24 without any, which count for nothing.
    @Test func idleDiesDoNoWork() throws {
        var design = try Self.design(tensor: 56, batch: 8, prompt: 2048)
        design.hardware.core.sramBytes = 800 << 10
        let result = Self.model.evaluate(design)
        let matrices: Double = 32 * (4 * 4096 * 4096 + 3 * 4096 * 11_008)
        let head: Double = 32_000 * 4096
        let (tokens, pairs): (Double, Double) = (8 * 2048, 8 * 2048 * (2048 - 1023))
        let attention: Double = 4 * 32 * 4096
        #expect(abs(result.prefill.flops / (2 * tokens * matrices + attention * pairs + 16 * head) - 1) < 1e-9)
        #expect(abs(result.decode.flops / (16 * (matrices + head) + attention * 8 * 2049) - 1) < 1e-9)
        let keys: Double = 32 * 2 * 2 * 4096 * 8 * 2049
        #expect(abs(result.decode.memoryBytes / (2 * (matrices + head) + keys) - 1) < 1e-9)
    }

    /// A mesh holds sixteen bits of the token table and the head, one layer's prefill, and the fullest stage.
    @Test func aMeshHoldsAllThatDiesHold() throws {
        let layer: Double = 4 * 4096 * 4096 + 3 * 4096 * 11_008
        let table: Double = 32_000 * 4096
        let design = try Self.design(on: "wse-2", tensor: 1, batch: 2, prompt: 1024, precision: .int8)
        let one = Self.model.evaluate(design)
        let dies = 84.0
        #expect(one.decode.memoryBytes == 0)
        #expect(abs(one.figures.memory.weights * dies / (32 * layer + 4 * table) - 1) < 1e-3)
        let keys: Double = 2 * 2 * 32 * 2 * 4096 * 1026
        let held: Double = 2 * 2 * 1024 * (2 * 4096 + 2 * 11_008)
        #expect(abs(one.figures.memory.activations * dies / (keys + held) - 1) < 1e-9)
        var three = design
        (three.hardware.wafer.count, three.strategy.tensor, three.strategy.pipeline) = (3, 84, 3)
        let fullest = Self.model.evaluate(three).figures.memory.weights * dies
        #expect(abs(fullest / (11 * layer + 2 * table) - 1) < 1e-3)
    }
}

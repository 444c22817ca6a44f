import AnalyticalModel
import LanguageModel
import Testing
import TrainingStrategy
import WaferArchitecture

@Suite struct InferenceModelTests {
    private static let model = InferenceModel()

    private static func design(
        _ name: String = "llama2-70b", devices: Int = 4, batch: Int = 1, prompt: Int = 2048, output: Int = 128
    ) throws -> InferenceDesign {
        InferenceDesign(
            hardware: try Hardware.cluster("a100-80gb-cluster", devices: devices), model: try ModelShape.preset(name),
            job: InferenceJob(batch: batch, promptTokens: prompt, outputTokens: output),
            strategy: Strategy(
                tensor: devices, sequenceParallel: false, pipeline: 1, data: 1, microBatchSequences: 1,
                schedule: .oneForwardOneBackward, chunks: 1, recompute: .none))
    }

    /// 80 layers with 8 heads of 128 keep 320 KiB of keys and values a token.
    @Test func keysAndValuesHaveTheirKnownSize() throws {
        let result = try #require(Self.model.evaluate(try Self.design()))
        #expect(result.cacheBytes == Double(2048 + 128) * 327_680)
    }

    /// A token cannot come before the weights have been read once, nor take ten times as long.
    @Test func aTokenTakesAtLeastOneReadingOfTheWeights() throws {
        let design = try Self.design()
        let result = try #require(Self.model.evaluate(design))
        let read = 2 * design.model.parameterCount / 4 / 2039e9
        #expect(result.tokenSeconds > read && result.tokenSeconds < 3 * read)
        #expect(result.firstTokenSeconds > 2 * 68e9 * 2048 / 4 / 312e12)
    }

    @Test func partsAddUpAndMoreWorkTakesLonger() throws {
        var last = 0.0
        for batch in [1, 2, 8, 32] {
            let result = try #require(Self.model.evaluate(try Self.design(devices: 8, batch: batch)))
            let figures = result.figures
            #expect(figures.isFeasible)
            #expect(figures.iterationSeconds == figures.time.total)
            let steps = 127 * result.tokenSeconds
            #expect(abs(figures.iterationSeconds / (result.firstTokenSeconds + steps) - 1) < 1e-9)
            #expect(figures.energyJoules == figures.energy.total)
            #expect(figures.memory.total == figures.memoryLimit.value)
            #expect(result.firstTokenSeconds > last && figures.time.memory >= 0)
            last = result.firstTokenSeconds
        }
    }

    @Test func whatDoesNotFitSaysSo() throws {
        let result = try #require(Self.model.evaluate(try Self.design(devices: 1)))
        #expect(result.figures.violations.map(\.limit) == [.memoryBytesPerDevice])
        var wafer = try Self.design()
        wafer.hardware = try Hardware.preset("watos-config3")
        #expect(Self.model.evaluate(wafer) == nil)
        let odd = try #require(Self.model.evaluate(try Self.design(devices: 3)))
        #expect(odd.figures.violations.contains { $0.limit == .strategyShape })
    }
}

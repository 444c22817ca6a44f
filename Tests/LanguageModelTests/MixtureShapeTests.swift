import LanguageModel
import Testing

struct MixtureShapeTests {
    /// DeepSeek-AI 2024: 671 B parameters, of which 37 B work on each token.
    @Test func `DeepSeek-V3 has its published parameters`() throws {
        let shape = try #require(MixturePreset.named("deepseek-v3")).shape
        #expect(abs(shape.parameterCount / 671e9 - 1) < 0.001)
        #expect(abs(shape.activeParameterCount / 37e9 - 1) < 0.02)
        #expect(shape.expertLayers == 58)
    }

    @Test func `GShard has about its 137 B parameters`() throws {
        let shape = try #require(MixturePreset.named("gshard-137b")).shape
        #expect(abs(shape.parameterCount / 137e9 - 1) < 0.01)
        #expect(shape.expertLayers == 18)
    }

    /// With one expert of the dense width, always used, a mixture is the dense model and its routers.
    @Test func `one expert makes the dense model`() throws {
        let dense = try ModelShape.preset("llama2-7b")
        let shape = MixtureShape(
            dense: dense, headWidth: dense.headDimension, latentAttention: nil, experts: 1, expertsPerToken: 1,
            sharedExperts: 0, expertFeedForward: dense.feedForward, firstDenseLayers: 0, every: 1)
        let norms = Double(2 * dense.layers + 1) * dense.normParameters
        let routers = Double(dense.layers * dense.hidden)
        #expect(shape.parameterCount == dense.parameterCount - norms + routers)
        #expect(shape.activeParameterCount == shape.parameterCount)
        let tokens = Double(dense.sequenceLength)
        let flops = Double(dense.layers) * dense.layerForwardFlops(sequences: 1) + dense.headForwardFlops(sequences: 1)
        #expect(abs(shape.forwardFlopsPerToken * tokens / (flops + 2 * routers * tokens) - 1) < 1e-12)
    }

    @Test func `tokens stay where there is one device and mostly leave where there are many`() throws {
        let shape = try #require(MixturePreset.named("deepseek-v3")).shape
        #expect(shape.exchangeBytesPerToken(expertDevices: 1) == 0)
        #expect(shape.exchangeBytesPerToken(expertDevices: 64) == 4 * 8 * 7168 * 63.0 / 64)
    }
}

import LanguageModel
import Testing

struct ModelShapeFlopsTests {
    @Test(arguments: ModelPreset.gpt)
    func `an iteration has the published operations`(_ name: String) throws {
        let shape = try ModelShape.preset(name)
        let h = Double(shape.hidden)
        let s = Double(shape.sequenceLength)
        let layers = Double(shape.layers)
        let words = Double(shape.vocabulary)
        let batch = 1536.0
        let full = 96 * batch * s * layers * h * h * (1 + s / (6 * h) + words / (16 * layers * h))
        let none = 72 * batch * s * layers * h * h * (1 + s / (6 * h) + words / (12 * layers * h))
        let selective = 72 * batch * s * layers * h * h * (1 + 2 * s / (9 * h) + words / (12 * layers * h))
        #expect(abs(shape.trainingFlops(sequences: 1536, policy: .full) / full - 1) < 1e-13)
        #expect(abs(shape.trainingFlops(sequences: 1536, policy: .none) / none - 1) < 1e-13)
        #expect(abs(shape.trainingFlops(sequences: 1536, policy: .selective) / selective - 1) < 1e-13)
    }

    @Test(arguments: ModelPreset.dense, [1, 2, 4])
    func `devices together do exactly the operations of the layer and of the head`(_ name: String, _ tensor: Int) throws
    {
        let shape = try ModelShape.preset(name)
        // Devices that cannot share the heads evenly do more: the fullest one is counted.
        guard shape.heads.isMultiple(of: tensor) else {
            #expect(name == "theseus-34t" && tensor == 4)
            return
        }
        var layer = 0.0
        shape.forEachOperator(microBatch: 3, tensor: tensor, sequenceParallel: false) { layer += $0.matrixFlops }
        #expect(abs(layer * Double(tensor) / shape.layerForwardFlops(sequences: 3) - 1) < 1e-13)
        var head = 0.0
        shape.forEachHeadOperator(microBatch: 3, tensor: tensor, sequenceParallel: false) { head += $0.matrixFlops }
        #expect(abs(head * Double(tensor) / shape.headForwardFlops(sequences: 3) - 1) < 1e-13)
    }

    @Test func `a Llama iteration needs six operations a parameter and token, and the attention core`() throws {
        let shape = try ModelShape.preset("llama3-8b")
        let tokens = Double(shape.sequenceLength)
        let matrices =
            shape.parameterCount - shape.embeddingParameters() - shape.normParameters * Double(2 * shape.layers + 1)
        let core = 12 * Double(shape.layers) * Double(shape.hidden) * tokens * tokens
        let expected = 6 * matrices * tokens + core
        #expect(abs(shape.trainingFlops(sequences: 1, policy: .none) / expected - 1) < 1e-13)
    }
}

import LanguageModel
import Testing

struct ModelShapeActivationsTests {
    /// GiB on a device of the first stage.
    ///
    /// source: Korthikanti et al., MLSys 2023 (arXiv 2205.05198), Figure 1.
    struct Row: Sendable {
        var heads: Int
        var hidden: Int
        var layers: Int
        var tensor: Int
        var pipeline: Int
        var chunks: Int
        var microBatch: Int
        var state: Double
        var none: Double
        var selective: Double
    }

    static let figure1 = [
        Row(
            heads: 64, hidden: 6144, layers: 48, tensor: 8, pipeline: 1, chunks: 1, microBatch: 4, state: 45.5625,
            none: 59.25, selective: 9.5625),
        Row(
            heads: 96, hidden: 12288, layers: 96, tensor: 8, pipeline: 8, chunks: 3, microBatch: 1, state: 45.5625,
            none: 66.84375, selective: 12.3515625),
        Row(
            heads: 128, hidden: 20480, layers: 105, tensor: 8, pipeline: 35, chunks: 3, microBatch: 1,
            state: 31.640625, none: 114.0234375, selective: 23.076171875),
        Row(
            heads: 160, hidden: 25600, layers: 128, tensor: 8, pipeline: 64, chunks: 1, microBatch: 1,
            state: 32.958984375, none: 131.25, selective: 26.5625),
    ]

    private func shape(_ row: Row) -> ModelShape {
        ModelShape(
            layers: row.layers, hidden: row.hidden, heads: row.heads, keyValueHeads: row.heads,
            feedForward: 4 * row.hidden, isGated: false, vocabulary: 51_200, sequenceLength: 2048)
    }

    @Test(arguments: figure1.indices)
    func `activations of the first stage equal the published figure to all digits`(_ index: Int) {
        let row = Self.figure1[index]
        let gibibyte = 1_073_741_824.0
        let none = shape(row).firstStageActivationBytes(
            microBatch: row.microBatch, tensor: row.tensor, sequenceParallel: false, policy: .none,
            pipeline: row.pipeline, chunks: row.chunks)
        let selective = shape(row).firstStageActivationBytes(
            microBatch: row.microBatch, tensor: row.tensor, sequenceParallel: true, policy: .selective,
            pipeline: row.pipeline, chunks: row.chunks)
        #expect(abs(none / gibibyte - row.none) < 1e-10)
        #expect(abs(selective / gibibyte - row.selective) < 1e-10)
    }

    @Test(arguments: figure1.indices)
    func `eighteen bytes a parameter give the published state`(_ index: Int) {
        let row = Self.figure1[index]
        let h = Double(row.hidden)
        let parameters = 12 * Double(row.layers) * h * h / Double(row.tensor * row.pipeline)
        let bytes = TrainingStateBytes.singlePrecisionGradients.total * parameters
        #expect(abs(bytes / 1_073_741_824 - row.state) < 1e-10)
        #expect(TrainingStateBytes.halfPrecisionGradients.total == 16)
    }

    @Test(arguments: [1, 2, 4, 8], [1, 4])
    func `a GPT layer keeps the bytes of the published table`(_ tensor: Int, _ microBatch: Int) throws {
        let shape = try ModelShape.preset("gpt3-175b")
        let unit = Double(shape.sequenceLength * microBatch * shape.hidden)
        let t = Double(tensor)
        let core = 5.0 * Double(shape.heads) * Double(shape.sequenceLength) / Double(shape.hidden)
        let expected: [(Bool, ActivationPolicy, Double)] = [
            (false, .none, unit * (10 + 24 / t + core / t)), (true, .none, unit / t * (34 + core)),
            (false, .selective, unit * (10 + 24 / t)), (true, .selective, unit * 34 / t),
            (false, .full, 2 * unit), (true, .full, 2 * unit / t),
        ]
        for (sequenceParallel, policy, bytes) in expected {
            let found = shape.activationBytesPerLayer(
                microBatch: microBatch, tensor: tensor, sequenceParallel: sequenceParallel, policy: policy)
            #expect(abs(found / bytes - 1) < 1e-13)
        }
    }

    @Test func `a grouped, gated layer keeps its tensors without dropout`() throws {
        let shape = try ModelShape.preset("llama3-8b")
        let tokens = 8192.0
        // Four inputs; queries, their product with values; keys and values of 8 heads; gate, up and product; softmax.
        let elements =
            4 * 4096 * tokens + 2 * 4096 * tokens + 2 * 1024 * tokens + 3 * 14336 * tokens + 32 * tokens * tokens
        let found = shape.activationBytesPerLayer(microBatch: 1, tensor: 1, sequenceParallel: false, policy: .none)
        #expect(found == 2 * elements)
        // Sixteen devices hold one of eight key heads each, twice over.
        let split = shape.activationBytesPerLayer(microBatch: 1, tensor: 16, sequenceParallel: true, policy: .selective)
        let inner: Double = (2 * 4096 + 3 * 14336) / 16
        let expected = 2 * tokens * (4 * 4096 / 16 + inner + 2 * 128)
        #expect(abs(split / expected - 1) < 1e-13)
    }

    @Test func `embedding and head keep what the published accounting says`() throws {
        let shape = try ModelShape.preset("gpt3-175b")
        let unit = 2048.0 * 12_288
        #expect(shape.embeddingActivationBytes(microBatch: 1, tensor: 8, sequenceParallel: true) == unit / 8)
        let head = shape.headActivationBytes(microBatch: 1, tensor: 8, sequenceParallel: true)
        #expect(abs(head / (4 * unit / 8 * (1 + 51_200.0 / 12_288)) - 1) < 1e-13)
        #expect(ModelShape.interleavingFactor(pipeline: 8, chunks: 1) == 1)
        #expect(ModelShape.interleavingFactor(pipeline: 8, chunks: 2) == 1 + 7.0 / 16)
    }
}

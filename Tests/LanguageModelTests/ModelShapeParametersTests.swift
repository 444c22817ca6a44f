import LanguageModel
import Testing

struct ModelShapeParametersTests {
    /// Parameters of the published checkpoints, as their model cards count them.
    static let checkpoints: [(name: String, parameters: Double)] = [
        ("llama2-7b", 6_738_415_616), ("llama2-13b", 13_015_864_320), ("llama2-70b", 68_976_648_192),
        ("llama3-8b", 8_030_261_248), ("llama3-70b", 70_553_706_496), ("llama3-405b", 405_853_388_800),
    ]

    @Test(arguments: checkpoints.indices)
    func `Llama shapes have exactly the parameters of the published checkpoints`(_ index: Int) throws {
        let row = Self.checkpoints[index]
        #expect(try ModelShape.preset(row.name).parameterCount == row.parameters)
    }

    @Test(arguments: ModelPreset.gpt)
    func `GPT shapes follow the equation of Narayanan et al. and add the final norm`(_ name: String) throws {
        let shape = try ModelShape.preset(name)
        let h = Double(shape.hidden)
        let layers = Double(shape.layers)
        let words = Double(shape.vocabulary + shape.sequenceLength)
        let published = 12 * layers * h * h * (1 + 13 / (12 * h) + words / (12 * layers * h))
        #expect(abs(shape.parameterCount - 2 * h - published) <= 1e-12 * published)
    }

    /// Published counts in billions, with half of the last digit printed.
    ///
    /// source: Narayanan et al., SC 2021, Table 1; below it the training workloads of Theseus, from their shapes.
    static let tables: [(name: String, billions: Double, rounding: Double)] = [
        ("megatron-1.7b", 1.7, 0.05), ("megatron-3.6b", 3.6, 0.05), ("megatron-7.5b", 7.5, 0.05),
        ("megatron-18.4b", 18.4, 0.05), ("megatron-39.1b", 39.1, 0.05), ("megatron-76.1b", 76.1, 0.05),
        ("megatron-145.6b", 145.6, 0.05), ("megatron-310.1b", 310.1, 0.05), ("megatron-529.6b", 529.6, 0.05),
        ("megatron-1008b", 1008, 0.5), ("theseus-2.4t", 2360, 5), ("theseus-4.3t", 4300, 5),
        ("theseus-10t", 10_400, 50), ("theseus-19t", 18_700, 50), ("theseus-34t", 33_700, 50),
        ("theseus-95t", 95_200, 50),
    ]

    @Test(arguments: tables.indices)
    func `counts equal the published tables to every digit printed`(_ index: Int) throws {
        let row = Self.tables[index]
        #expect(abs(try ModelShape.preset(row.name).parameterCount / 1e9 - row.billions) <= row.rounding)
    }

    @Test(arguments: ModelPreset.all.map(\.name), [1, 2, 4, 8])
    func `the operators of a layer hold exactly its parameters on every device`(_ name: String, _ tensor: Int) throws {
        let shape = try ModelShape.preset(name)
        var weights = 0.0
        shape.forEachOperator(microBatch: 1, tensor: tensor, sequenceParallel: true) { weights += $0.weightElements }
        #expect(weights == shape.layerParameters(tensor: tensor))
    }

    @Test func `splitting a layer keeps its matrices once and its norms everywhere`() throws {
        let shape = try ModelShape.preset("gpt3-175b")
        let h = Double(shape.hidden)
        let replicated = 4 * h + 2 * h
        let whole = shape.layerParameters()
        #expect(shape.layerParameters(tensor: 8) == (whole - replicated) / 8 + replicated)
    }

    @Test func `key and value heads fewer than devices are replicated`() throws {
        let shape = try ModelShape.preset("llama3-70b")
        #expect(shape.keyValueHeadsPerDevice(tensor: 4) == 2)
        #expect(shape.keyValueHeadsPerDevice(tensor: 8) == 1)
        #expect(shape.keyValueHeadsPerDevice(tensor: 32) == 1)
        let keys = 2.0 * 128 * 8192
        let sixteenth = (shape.layerParameters() - 2 * 8192 - 8 * keys) / 16 + keys + 2 * 8192
        #expect(shape.layerParameters(tensor: 16) == sixteenth)
    }
}

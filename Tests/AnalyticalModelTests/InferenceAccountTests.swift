import AnalyticalModel
import LanguageModel
import Testing
import TrainingStrategy
import WaferArchitecture

/// What inference on clusters counts, against counts by hand: rules, bytes over links, memory of stages, operations.
@Suite struct InferenceAccountTests {
    private static let model = InferenceModel()

    private static func design(
        _ name: String, devices: Int, tensor: Int = 1, pipeline: Int = 1, data: Int = 1, expert: Int = 1,
        context: Int = 1, batch: Int = 8, prompt: Int = 200, output: Int = 11
    ) throws -> InferenceDesign {
        InferenceDesign(
            hardware: try Hardware.cluster("a100-80gb-cluster", devices: devices), model: try ModelShape.preset(name),
            job: InferenceJob(batch: batch, promptTokens: prompt, outputTokens: output),
            strategy: Strategy(
                tensor: tensor, sequenceParallel: false, pipeline: pipeline, data: data, microBatchSequences: 1,
                schedule: .oneForwardOneBackward, chunks: 1, recompute: .none, expert: expert, context: context))
    }

    /// Parts of a sequence would share out experts, but nothing here works on parts of a sequence.
    @Test func partsOfASequenceAreRefused() throws {
        let design = try Self.design("deepseek-v3", devices: 64, tensor: 8, expert: 8, context: 8)
        let found = design.strategyViolations()
        #expect(found.map(\.rule) == [.contextDividesSequence, .expertDivides])
        #expect(found.first?.description.contains("context degree is 8") == true)
        #expect(found.allSatisfy { $0.limitCheck.isViolated })
        #expect(!Self.model.evaluate(design).figures.isFeasible)
        #expect(Self.model.rooflinePoints(of: design).isEmpty)
        var dense = try Self.design("llama3-8b", devices: 8, tensor: 4, context: 2)
        #expect(dense.strategyViolations().map(\.rule) == [.contextDividesSequence])
        dense.strategy.context = 1
        #expect(dense.strategyViolations().isEmpty)
        dense.hardware = try Hardware.preset("watos-config3")
        #expect(Self.model.evaluate(dense).figures.violations.allSatisfy { $0.limit != .strategyShape })
        dense.strategy.context = 2
        #expect(Self.model.evaluate(dense).figures.violations.contains { $0.limit == .strategyShape })
    }

    @Test func whatIsOfTrainingOnlyPlaysNoPart() throws {
        let design = try Self.design("llama2-13b", devices: 16, tensor: 4, pipeline: 4)
        var other = design
        other.strategy.schedule = .interleaved
        other.strategy.chunks = 3
        other.strategy.sequenceParallel = true
        other.strategy.zeroStage = 3
        other.strategy.microBatchSequences = 7
        other.strategy.recompute = .full
        other.model.sequenceLength += 1
        #expect(Self.model.evaluate(other) == Self.model.evaluate(design))
    }

    /// In half an all-reduce of `t` devices each sends `(t - 1) / t` of the stream.
    ///
    /// A dense layer has four halves and the token table two; each later stage gets the stream once and gathers it.
    @Test(arguments: [(1, 1, 1), (4, 1, 1), (1, 2, 1), (4, 2, 1), (8, 4, 2), (32, 2, 4)])
    func linksTakeTheBytesThatDevicesSend(tensor: Int, pipeline: Int, data: Int) throws {
        let name = tensor > 8 ? "llama3-8b" : "llama2-13b"
        let design = try Self.design(
            name, devices: tensor * pipeline * data, tensor: tensor, pipeline: pipeline, data: data)
        let result = Self.model.evaluate(design)
        #expect(!result.figures.violations.contains { $0.limit == .strategyShape })
        let (layers, width) = tensor > 8 ? (32.0, 4096.0) : (40.0, 5120.0)
        let later = Double(pipeline - 1)
        for (step, tokens) in [(result.prefill, 8 * 200.0), (result.decode, 8.0)] {
            // Of all replicas together.
            let stream = 2 * tokens * width
            let bytes = (4 * layers + 2 + later) * Double(tensor - 1) * stream + later * stream
            let expected = bytes * 8 * Constants.packagedLinkEnergyPerBit.value
            #expect(abs(step.energy.dieToDie - expected) <= 1e-9 * expected)
            #expect((step.time.communication > 0) == (bytes > 0))
        }
    }

    /// Three dense layers and 58 with eight of 256 experts for a token: two halves for attention, two for each copy,
    /// two for the shared expert, and two exchanges of the copies, of which an eighth stays.
    @Test func linksTakeTheCopiesForExperts() throws {
        let design = try Self.design("deepseek-v3", devices: 64, tensor: 8, data: 8, expert: 8, batch: 16)
        let result = Self.model.evaluate(design)
        for (step, tokens) in [(result.prefill, 16 * 200.0), (result.decode, 16.0)] {
            let stream = 2 * tokens * 7168
            let halves: Double = 3 * 4 + 58 * 20 + 2
            let exchanged = 58 * 2 * 8 * stream * 7 / 8
            let expected = (halves * 7 * stream + exchanged) * 8 * Constants.packagedLinkEnergyPerBit.value
            #expect(abs(step.energy.dieToDie / expected - 1) < 1e-9)
        }
    }

    /// `4 L + 2` halves of all-reduces in a step of `L` layers, all alike.
    @Test func theTokenTableTakesAnAllReduce() throws {
        let one = try Self.design("llama2-13b", devices: 4, tensor: 4)
        var two = one
        two.model.layers *= 2
        let (short, long) = (Self.model.evaluate(one), Self.model.evaluate(two))
        for (a, b) in [(short.prefill, long.prefill), (short.decode, long.decode)] {
            let halves = 160 * a.time.communication / (b.time.communication - a.time.communication)
            #expect(abs(halves - 162) < 1e-6)
        }
    }

    /// All stages together hold the model once, with a second copy of a tied head, and its cache.
    @Test(arguments: ["gpt3-13b", "llama2-70b", "gshard-137b", "deepseek-v3"])
    func stagesHoldTheModelOnce(name: String) throws {
        for pipeline in [1, 2, 3, 5, 7] {
            let design = try Self.design(name, devices: 2 * pipeline, pipeline: pipeline, data: 2)
            let stages = (0..<pipeline).map { design.memory(stage: $0, tensor: 1) }
            let model = design.model
            var parameters = model.parameterCount
            if model.isHeadTied, pipeline > 1 { parameters += Double(model.vocabulary * model.hidden) }
            let weights = stages.reduce(0) { $0 + $1.weights }
            #expect(abs(weights / (2 * parameters) - 1) < 1e-12)
            #expect(abs(2 * stages.reduce(0) { $0 + $1.cache } / design.cacheBytes - 1) < 1e-12)
            let fullest = design.fullestStage(tensor: 1)
            #expect(fullest == stages[fullest.stage])
            #expect(stages.allSatisfy { $0.total <= fullest.total })
            let figures = Self.model.evaluate(design).figures
            #expect(figures.memory.weights == fullest.weights)
            #expect(abs(figures.memory.total / fullest.total - 1) < 1e-12)
        }
    }

    /// 96 layers in 14 stages: twelve stages in the middle have seven, the two with the ends six.
    ///
    /// Seven have `7 * 12 h h / 4` matrix elements on each of four devices, which is more than six and a table have.
    @Test func theFullestStageOfManyIsInTheMiddle() throws {
        var design = try Self.design("gpt3-175b", devices: 56, tensor: 4, pipeline: 14)
        let held = design.fullestStage(tensor: 4)
        #expect((1...12).contains(held.stage))
        let matrices = 2.0 * 7 * 12 * 12_288 * 12_288 / 4
        #expect(held.weights > matrices && held.weights < 1.001 * matrices)
        #expect(held.cache == 2 * 7 * 2 * 12_288 / 4 * 211 * 8)
        #expect(Self.model.evaluate(design).figures.memory.weights == held.weights)
        // The same on 56 dies.
        design.hardware = try Hardware.preset("watos-config3")
        let memory = Self.model.evaluate(design).figures.memory
        #expect(memory.weights == held.weights && memory.activations == held.cache + held.activations)
    }

    /// Two operations for each matrix element that a token goes through, and attention over what it sees, whatever
    /// devices do alike: with eight key heads on 32 devices each head is made four times.
    @Test func modelUtilisationCountsTheModelOnce() throws {
        let wide = try Self.design("llama3-8b", devices: 64, tensor: 32, data: 2)
        let narrow = try Self.design("llama3-8b", devices: 2, tensor: 1, data: 2)
        let (layers, heads, width, hidden, words) = (32.0, 32.0, 128.0, 4096.0, 128_256.0)
        let matrices = layers * (hidden * (2 * heads + 2 * 8) * width + 3 * hidden * 14_336)
        let tokens = 200.0 + 10
        // Queries see keys, then weigh values: in a prefill half of the square and the diagonal, later 205 in the mean.
        let seen = 200.0 * 201 / 2 + 10 * 205
        let each = 2 * matrices * tokens + 4 * layers * heads * width * seen + 11 * 2 * hidden * words
        for design in [wide, narrow] {
            let figures = Self.model.evaluate(design).figures
            let peak = 312e12 * Double(design.strategy.tensor * 2)
            #expect(abs(figures.modelUtilisation * figures.iterationSeconds * peak / (8 * each) - 1) < 1e-9)
        }
        let (many, few) = (Self.model.evaluate(wide).figures, Self.model.evaluate(narrow).figures)
        let copies = many.hardwareUtilisation / many.modelUtilisation
        #expect(copies > 1.05 && copies < 1.2)
        #expect(abs(few.hardwareUtilisation / few.modelUtilisation - 1) < 1e-9)
    }

    /// DeepSeek-V3: parameters at work without table and norms; a decode step works on the 576 cached elements of a
    /// token and gives back 512 for each of 128 heads, a prefill has keys of 192 and values of 128.
    @Test func modelOperationsOfLatentAttention() throws {
        let design = try Self.design("deepseek-v3", devices: 64, tensor: 8, data: 8, expert: 8, batch: 16)
        let norms = 61.0 * (2 * 7168 + 1536 + 512) + 7168
        let table = 129_280.0 * 7168
        let matrices = design.model.activeParameterCount - norms - 2 * table
        let decode = 2 * (matrices + table) + 2 * 61 * 128 * (576 + 512) * 205
        #expect(abs(design.modelFlops(newTokens: 1, context: 205) / (16 * decode) - 1) < 1e-9)
        let prefill = 2 * (200 * matrices + table) + 2 * 61 * 128 * (192 + 128) * 200 * 201 / 2
        #expect(abs(design.modelFlops(newTokens: 200, context: 200) / (16 * prefill) - 1) < 1e-9)
    }
}

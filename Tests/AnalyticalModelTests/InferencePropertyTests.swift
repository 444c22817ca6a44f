import AnalyticalModel
import LanguageModel
import Testing
import TrainingStrategy
import WaferArchitecture

/// Properties of inference over random designs, against counts that are made here.
@Suite struct InferencePropertyTests {
    private static let model = InferenceModel()

    private static func forEachDesign(_ count: Int = 150, _ body: (InferenceDesign) throws -> Void) throws {
        for (seed, name) in [(1, "llama2-13b"), (2, "llama2-70b"), (3, "gpt3-13b")] as [(UInt64, String)] {
            var designs = InferenceDesigns(seed: seed, model: try ModelShape.preset(name))
            for _ in 0..<count { try body(designs.next()) }
        }
    }

    @Test func partsAddUpAndAreNotNegative() throws {
        try Self.forEachDesign { design in
            let result = Self.model.evaluate(design)
            let figures = result.figures
            let time = figures.time
            let energy = figures.energy
            #expect([time.compute, time.memory, time.communication].allSatisfy { $0 >= -1e-12 * time.total })
            #expect(time.bubble == 0 && time.recompute == 0 && time.optimizer == 0)
            let steps = Double(design.job.outputTokens - 1)
            let sum = result.firstTokenSeconds + steps * result.tokenSeconds
            #expect(abs(figures.iterationSeconds / sum - 1) < 1e-9)
            let joules = energy.compute + energy.sram + energy.noc + energy.dieToDie + energy.dram + energy.idle
            #expect(abs(joules / figures.energyJoules - 1) < 1e-12)
            #expect(energy.noc > 0 && energy.sram > 0 && energy.compute > 0 && energy.idle > 0)
            #expect(figures.memory.weights > 0 && figures.memory.total == figures.memoryLimit.value)
            #expect(figures.hardwareUtilisation <= 1 && result.cacheBytes > 0)
        }
    }

    /// Operations: two for each weight and token, four for each query, key it sees and element of a head.
    @Test func operationsAreThoseOfTheModel() throws {
        try Self.forEachDesign { design in
            let (shape, job) = (design.model, design.job)
            let queries = Double(shape.heads * shape.headDimension)
            let keys = Double(shape.keyValueHeads * shape.headDimension)
            let blocks = Double(shape.isGated ? 3 : 2) * Double(shape.hidden) * Double(shape.feedForward)
            let matrices = Double(shape.hidden) * (2 * queries + 2 * keys) + blocks
            func flops(new: Int, context: Int) -> Double {
                let seen = Double(context - (new - 1) / 2)
                let layer = 2 * Double(new) * matrices + 4 * Double(new) * seen * queries
                return Double(job.batch)
                    * (Double(shape.layers) * layer + 2 * Double(shape.vocabulary) * Double(shape.hidden))
            }
            var expected = flops(new: job.promptTokens, context: job.promptTokens)
            if job.outputTokens > 1 {
                expected +=
                    Double(job.outputTokens - 1) * flops(new: 1, context: job.promptTokens + job.outputTokens / 2)
            }
            let figures = Self.model.evaluate(design).figures
            let counted =
                figures.flopsPerSecondPerDevice * figures.iterationSeconds * Double(design.hardware.deviceCount)
            // Heads that keep keys and values are copied where they are fewer than dies, and counted where they work;
            // so are columns of the vocabulary that do not divide.
            #expect(counted / expected > 1 - 1e-9 && counted / expected < 1.35, "\(counted / expected) \(design)")
            if shape.keyValueHeads % design.strategy.tensor == 0, shape.vocabulary % design.strategy.tensor == 0 {
                #expect(abs(counted / expected - 1) < 1e-9)
            }
        }
    }

    /// No step is faster than its weights come from DRAM or its operations run at peak.
    @Test func noStepBeatsItsBounds() throws {
        try Self.forEachDesign { design in
            let result = Self.model.evaluate(design)
            let figures = WaferFigures(of: design.hardware)
            guard design.job.outputTokens > 1, !result.figures.memoryLimit.isViolated else { return }
            let dies = Double(design.strategy.tensor)
            let weights =
                design.job.precision.weightBytes * Double(design.model.layers) * design.model.layerMatrixParameters()
            let rate = design.hardware.memory.bytesPerSecondPerDie * dies
            let inSRAM = figures.sramBytesPerDie * dies * Double(design.strategy.pipeline) > weights
            if !inSRAM { #expect(result.tokenSeconds >= weights / rate * (1 - 1e-12), "\(design)") }
            let perReplica = Double(design.job.batch / design.strategy.data)
            let flops = 2 * perReplica * Double(design.model.layers) * design.model.layerMatrixParameters()
            #expect(result.tokenSeconds >= flops / dies / figures.peakFlopsPerSecondPerDie * (1 - 1e-12))
        }
    }

    /// Keys and values in eight bits are half as many bytes; a smaller batch never takes more memory.
    @Test func memoryFollowsFormatsAndBatch() throws {
        try Self.forEachDesign(40) { design in
            var (wide, narrow, half) = (design, design, design)
            wide.job.keyValuePrecision = .fp16
            narrow.job.keyValuePrecision = .fp8
            let (first, second) = (Self.model.evaluate(wide), Self.model.evaluate(narrow))
            #expect(second.cacheBytes * 2 == first.cacheBytes)
            #expect(second.figures.memory.activations < first.figures.memory.activations)
            #expect(second.figures.memory.weights == first.figures.memory.weights)
            if design.job.batch % (2 * design.strategy.data) == 0 {
                half.job.batch /= 2
                let smaller = Self.model.evaluate(half).figures.memory
                #expect(smaller.total <= Self.model.evaluate(design).figures.memory.total)
            }
        }
    }

    /// DRAM energy of a step: every weight once, and the keys and values so far, when nothing fits in SRAM.
    @Test func energyOfDRAMIsThatOfItsBytes() throws {
        var checked = 0
        try Self.forEachDesign { design in
            var design = design
            (design.job.promptTokens, design.job.outputTokens) = (1, 2)
            design.job.batch = design.strategy.data
            guard design.model.keyValueHeads % design.strategy.tensor == 0,
                design.model.vocabulary % design.strategy.tensor == 0
            else { return }
            let figures = WaferFigures(of: design.hardware)
            let weights =
                design.job.precision.weightBytes * Double(design.model.layers) * design.model.layerMatrixParameters()
            let group = Double(design.strategy.tensor * design.strategy.pipeline)
            guard weights > figures.sramBytesPerDie * group else { return }
            checked += 1
            let head = 2.0 * Double(design.model.vocabulary * design.model.hidden)
            let keys =
                2 * design.job.keyValueBytes * Double(design.model.layers)
                * Double(design.model.keyValueHeads * design.model.headDimension)
            // A prefill of one token writes one; the step after it reads two.
            let bytes = Double(design.strategy.data) * (2 * (weights + head) + 3 * keys)
            let expected = bytes * figures.energy.joulesPerDRAMByte
            let found = Self.model.evaluate(design).figures.energy.dram
            #expect(abs(found / expected - 1) < 1e-6, "\(found / expected) \(design)")
        }
        #expect(checked > 20)
    }

    /// The same on graphics processors: bytes a token at least, parts add up, eight bits are never slower.
    @Test(arguments: ["a100-80gb-cluster", "h100-80gb-cluster"]) func clustersKeepTheSameProperties(name: String) throws
    {
        for devices in [1, 2, 4, 8] {
            for batch in [1, 4, 32] {
                var design = InferenceDesign(
                    hardware: try Hardware.cluster(name, devices: devices), model: try ModelShape.preset("llama2-13b"),
                    job: InferenceJob(batch: batch, promptTokens: 512, outputTokens: 64),
                    strategy: Strategy(
                        tensor: devices, sequenceParallel: false, pipeline: 1, data: 1, microBatchSequences: 1,
                        schedule: .oneForwardOneBackward, chunks: 1, recompute: .none))
                let result = Self.model.evaluate(design)
                let device = try #require(design.hardware.cluster).device
                let share = Double(devices)
                let weights = 80 * design.model.layerMatrixParameters() / share
                let perToken: Double = 2 * 2 * 40 * 5120
                let keys = perToken * Double(batch) * 544 / share
                #expect(result.tokenSeconds >= (weights + keys) / device.memoryBytesPerSecond)
                let flops = 80 * Double(batch * 512) * design.model.layerMatrixParameters() / share
                #expect(result.firstTokenSeconds >= flops / device.matrixFlopsPerSecond)
                let tables: Double = 4 * 32_000 * 5120
                #expect(abs(result.figures.memory.weights / (weights + tables / share) - 1) < 1e-3)
                #expect(result.cacheBytes == perToken * Double(batch) * 576)
                design.job.precision = .int8
                let narrow = Self.model.evaluate(design)
                #expect(narrow.tokenSeconds < result.tokenSeconds)
                #expect(narrow.cacheBytes == result.cacheBytes)
                design.job.precision = .fp8
                #expect(Self.model.evaluate(design).cacheBytes * 2 == result.cacheBytes)
            }
        }
    }
}

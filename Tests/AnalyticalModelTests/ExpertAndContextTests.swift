import AnalyticalModel
import LanguageModel
import Testing
import TrainingStrategy
import WaferArchitecture
import _IngotTestSupport

/// Experts dealt out to replicas, and sequences shared by devices.
@Suite struct ExpertAndContextTests {
    private static let model = AnalyticalModel()

    private static func cluster(_ shape: ModelShape, data: Int, expert: Int = 1, context: Int = 1) throws
        -> TrainingDesign
    {
        TrainingDesign(
            hardware: try Hardware.cluster("h100-80gb-cluster", devices: 4 * data * context), model: shape,
            job: TrainingJob(globalBatchSequences: 256, precision: .bf16),
            strategy: Strategy(
                tensor: 1, sequenceParallel: false, pipeline: 4, data: data, microBatchSequences: 1,
                schedule: .oneForwardOneBackward, chunks: 1, recompute: .selective, zeroStage: 1, expert: expert,
                context: context))
    }

    private static func relative(_ first: TrainingEvaluation, _ second: TrainingEvaluation) -> Double {
        let pairs = [
            (first.iterationSeconds, second.iterationSeconds), (first.energyJoules, second.energyJoules),
            (first.memory.total, second.memory.total), (first.modelUtilisation, second.modelUtilisation),
        ]
        return pairs.map { abs($0 / $1 - 1) }.max() ?? .infinity
    }

    @Test func oneExpertIsTheDenseModelOnWafersAndClusters() throws {
        let dense = try ModelShape.preset("llama2-13b")
        var mixed = dense
        mixed.mixture = Mixture(
            experts: 1, expertsPerToken: 1, expertFeedForward: dense.feedForward, firstDenseLayers: 3, every: 2)
        var generator = DesignGenerator(seed: 5, model: dense)
        for _ in 0..<200 {
            let design = generator.next()
            var other = design
            other.model = mixed
            #expect(Self.relative(Self.model.evaluate(other), Self.model.evaluate(design)) < 1e-9)
        }
        for data in [1, 4, 16] {
            let plain = Self.model.evaluate(try Self.cluster(dense, data: data))
            #expect(Self.relative(Self.model.evaluate(try Self.cluster(mixed, data: data)), plain) < 1e-9)
        }
    }

    /// State of routed experts has a copy on every so many replicas only; nothing else changes in memory.
    @Test func dealingExpertsOutDividesTheirState() throws {
        let shape = try ModelShape.preset("deepseek-v3")
        let base = TrainingMemory(try Self.cluster(shape, data: 64)).memory(stage: 1)
        for expert in [2, 4, 16, 64] {
            let design = try Self.cluster(shape, data: 64, expert: expert)
            let memory = TrainingMemory(design).memory(stage: 1)
            // Stage 1 holds layers 15 to 29: 15 times 256 experts of 3 x 7168 x 2048 weights of two bytes.
            let held = 15.0 * 256 * 3 * 7168 * 2048 * 2
            let gone = held * (1 - 1 / Double(expert))
            #expect(abs((base.weights - memory.weights) / gone - 1) < 1e-12)
            #expect(memory.activations == base.activations)
            // Moments and master weights are shared out over all copies, so that their number does not matter.
            #expect(abs(memory.optimizer / base.optimizer - 1) < 1e-9)
            let result = Self.model.evaluate(design)
            #expect(result.time.compute > 0 && result.iterationSeconds == result.time.total)
        }
    }

    /// Uniform traffic over XY routes, counted link by link.
    @Test(arguments: [(4, 4), (8, 2), (2, 8), (5, 3), (1, 7), (6, 1)])
    func allToAllLoadsTheLinksOfAMesh(width: Int, height: Int) throws {
        var hardware = try Hardware.preset("watos-config3")
        (hardware.wafer.diesX, hardware.wafer.diesY) = (width, height)
        let count = width * height
        let shape = try #require(TensorShape(tensor: 1, diesX: width, diesY: height))
        let placement = try #require(
            Placement(shape: shape, columns: width, rows: height, wafers: 1, stages: 1, replicas: count))
        guard placement.blocksAcross > 0 else { return }
        let link = ExpertLink(placement: placement, hardware: hardware, expert: count)
        var right = [Double](repeating: 0, count: count)
        var down = right
        var hops = 0
        for source in 0..<count {
            for target in 0..<count {
                let (x, y) = (source % width, source / width)
                let (toX, toY) = (target % width, target / width)
                hops += abs(x - toX) + abs(y - toY)
                for column in x..<max(x, toX) { right[y * width + column] += 1 / Double(count) }
                for row in y..<max(y, toY) { down[row * width + toX] += 1 / Double(count) }
            }
        }
        #expect(abs(link.load - max(right.max() ?? 0, down.max() ?? 0)) < 1e-12)
        #expect(abs(link.meanHops - Double(hops) / Double(count * count)) < 1e-12)
        let bytes = 1e9
        let seconds = link.load * bytes / hardware.die.dieToDieBytesPerSecondPerEdge
        #expect(link.seconds(bytes: bytes) >= seconds && link.seconds(bytes: bytes) < seconds + 1e-4)
    }

    /// Every part of a sequence keeps its part of the activations, and all parts add up gradients.
    @Test func sharingSequencesDividesActivations() throws {
        var shape = try ModelShape.preset("llama3-8b")
        shape.sequenceLength = 32_768
        let whole = Self.model.evaluate(try Self.cluster(shape, data: 1))
        for context in [2, 4, 16] {
            let result = Self.model.evaluate(try Self.cluster(shape, data: 1, context: context))
            let parts = Double(context)
            #expect(abs(result.memory.activations * parts / whole.memory.activations - 1) < 1e-12)
            #expect(result.memory.weights == whole.memory.weights)
            #expect(abs(result.memory.optimizer * parts / whole.memory.optimizer - 1) < 1e-12)
            #expect(result.iterationSeconds < whole.iterationSeconds)
            #expect(result.iterationSeconds > whole.iterationSeconds / parts)
            // The operations are the same, over more devices.
            let flops = { (evaluation: TrainingEvaluation, devices: Double) in
                evaluation.flopsPerSecondPerDevice * evaluation.iterationSeconds * devices
            }
            #expect(abs(flops(result, 4 * parts) / flops(whole, 4) - 1) < 1e-9)
        }
    }

    @Test func wafersShareSequencesAndExpertsToo() throws {
        let hardware = try Hardware.preset("watos-config3")
        let shape = try ModelShape.preset("gshard-137b")
        func evaluate(expert: Int, context: Int) -> TrainingEvaluation {
            Self.model.evaluate(
                TrainingDesign(
                    hardware: hardware, model: shape, job: TrainingJob(globalBatchSequences: 64),
                    strategy: Strategy(
                        tensor: 1, sequenceParallel: false, pipeline: 7, data: 8 / context, microBatchSequences: 1,
                        schedule: .oneForwardOneBackward, chunks: 1, recompute: .none, expert: expert,
                        context: context)))
        }
        let plain = evaluate(expert: 1, context: 1)
        let dealt = evaluate(expert: 8, context: 1)
        #expect(dealt.memory.weights < plain.memory.weights / 4)
        #expect(dealt.memory.activations == plain.memory.activations)
        let shared = evaluate(expert: 8, context: 4)
        #expect(abs(shared.memory.activations * 4 / dealt.memory.activations - 1) < 1e-12)
        for result in [plain, dealt, shared] {
            #expect(result.iterationSeconds > 0 && result.iterationSeconds == result.time.total)
            #expect(!result.violations.contains { $0.limit == .strategyShape || $0.limit == .devices })
        }
        #expect(evaluate(expert: 3, context: 1).violations.map(\.limit) == [.strategyShape])
    }
}

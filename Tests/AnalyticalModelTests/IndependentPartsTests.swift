import AnalyticalModel
import LanguageModel
import Testing
import TrainingStrategy
import WaferArchitecture
import _IngotTestSupport

/// Parts of memory, time and energy over random designs, each against an expression of its own.
@Suite struct IndependentPartsTests {
    private static let model = AnalyticalModel()

    private static func designs(_ count: Int, seed: UInt64, batch: Int = 256) throws -> [TrainingDesign] {
        var generator = DesignGenerator(seed: seed, model: try ModelShape.preset("gpt3-13b"))
        return (0..<count).map { _ in generator.next(globalBatch: batch) }
    }

    @Test func halvingTheBatchNeverRaisesMemory() throws {
        var compared = 0
        for design in try Self.designs(600, seed: 31) {
            let whole = Self.model.evaluate(design).memory
            var half = design
            while half.job.globalBatchSequences.isMultiple(of: 2) {
                half.job.globalBatchSequences /= 2
                guard half.strategyViolations().isEmpty else { break }
                let memory = Self.model.evaluate(half).memory
                #expect(memory.total <= whole.total)
                let stages = zip(TrainingMemory(half).stages, TrainingMemory(design).stages)
                #expect(stages.allSatisfy { $0.memory.activations <= $1.memory.activations })
                compared += 1
            }
        }
        #expect(compared > 600)
    }

    /// State of all stages of one die each is that of the parameters, a tied head's second copy included.
    @Test func stateIsThatOfTheParameters() throws {
        var count = 0
        for design in try Self.designs(600, seed: 32) where design.strategy.tensor == 1 {
            let (strategy, shape) = (design.strategy, design.model)
            let copies = Double(strategy.data)
            let parameters =
                shape.parameterCount + (strategy.pipeline > 1 ? shape.headParameters() : 0)
            let stages = TrainingMemory(design).stages
            let optimizer = stages.reduce(0) { $0 + $1.memory.optimizer }
            let gradients = stages.reduce(0) { $0 + $1.memory.gradients }
            #expect(abs(optimizer * (strategy.zeroStage >= 1 ? copies : 1) / (12 * parameters) - 1) < 1e-12)
            #expect(abs(gradients * (strategy.zeroStage >= 2 ? copies : 1) / (4 * parameters) - 1) < 1e-12)
            if strategy.zeroStage < 3 {
                let weights = stages.reduce(0) { $0 + $1.memory.weights }
                #expect(abs(weights / (2 * parameters) - 1) < 1e-12)
            }
            count += 1
        }
        #expect(count > 40)
    }

    /// Moments in bfloat16 are four bytes where they were eight, beside four of the master weight.
    @Test func smallMomentsTakeTwoThirdsOfTheState() throws {
        for var design in try Self.designs(50, seed: 33) {
            let usual = Self.model.evaluate(design)
            design.job.optimizerState = .bf16
            let small = Self.model.evaluate(design)
            let states = (TrainingMemory(design).stages, usual.memory.optimizer)
            #expect(states.0.contains { abs($0.memory.optimizer * 1.5 / states.1 - 1) < 1e-12 })
            #expect(small.time.optimizer <= usual.time.optimizer && small.time.compute == usual.time.compute)
        }
    }

    @Test func energyFollowsOperationsAndSeconds() throws {
        for design in try Self.designs(300, seed: 34) {
            let result = Self.model.evaluate(design)
            let figures = WaferFigures(of: design.hardware)
            let policy = try #require(design.strategy.recompute.policy)
            let flops = design.model.trainingFlops(sequences: 256, policy: policy)
            let products = flops * figures.energy.joulesPerFlop
            // Element-wise operations and the optimiser's are a few for each thousand of products.
            #expect(result.energy.compute > products && result.energy.compute < 1.1 * products)
            let idle = figures.energy.idleWattsPerWafer * result.iterationSeconds
            #expect(abs(result.energy.idle / idle - 1) < 1e-12)
            // All dies at their peak would be no slower than the slowest stage.
            let used = Double(design.strategy.tensor * design.strategy.pipeline * design.strategy.data)
            let once = design.model.trainingFlops(sequences: 256, policy: .none)
            #expect(result.time.compute * used * figures.peakFlopsPerSecondPerDie > once * (1 - 1e-9))
        }
    }

    /// What is left of a device's design power beside memory, links and idling, over its peak, is a product's energy.
    @Test func energyOfClustersFollowsOperations() throws {
        for (devices, recompute) in [(8, Recompute.full), (64, .none), (128, .selective)] {
            let hardware = try Hardware.cluster("a100-80gb-cluster", devices: devices)
            let cluster = try #require(hardware.cluster)
            let shape = try ModelShape.preset("megatron-18.4b")
            let design = TrainingDesign(
                hardware: hardware, model: shape, job: TrainingJob(globalBatchSequences: 128),
                strategy: Strategy(
                    tensor: 8, sequenceParallel: true, pipeline: 1, data: devices / 8, microBatchSequences: 1,
                    schedule: .oneForwardOneBackward, chunks: 1, recompute: recompute))
            let result = Self.model.evaluate(design)
            let device = cluster.device
            let memory = device.memoryBytesPerSecond * 8 * Constants.edgeDRAMEnergyPerBit.value
            let links =
                (cluster.nodeBytesPerSecond + cluster.networkBytesPerSecond) * 8
                * Constants.packagedLinkEnergyPerBit.value
            let joules = (device.powerWatts - device.idleWatts - memory - links) / device.matrixFlopsPerSecond
            let flops = shape.trainingFlops(sequences: 128, policy: try #require(recompute.policy))
            #expect(abs(result.energy.compute / (flops * joules) - 1) < 1e-9)
            #expect(
                abs(result.energy.idle / (device.idleWatts * Double(devices) * result.iterationSeconds) - 1) < 1e-12)
        }
    }

    /// 45.5625 GiB of state and 59.25 GiB of activations of 22 B parameters (Korthikanti et al., MLSys 2023, Figure 1).
    @Test func theSplitByStageHasThePublishedBars() throws {
        let gibibyte = 1_073_741_824.0
        let shape = ModelShape(
            layers: 48, hidden: 6144, heads: 64, keyValueHeads: 64, feedForward: 24_576, isGated: false,
            vocabulary: 51_200, sequenceLength: 2048)
        let design = TrainingDesign(
            hardware: try Hardware.cluster("a100-80gb-cluster", devices: 8), model: shape,
            job: TrainingJob(globalBatchSequences: 4),
            strategy: Strategy(
                tensor: 8, sequenceParallel: false, pipeline: 1, data: 1, microBatchSequences: 4,
                schedule: .oneForwardOneBackward, chunks: 1, recompute: .none))
        let stage = try #require(TrainingMemory(design).stages.first)
        #expect(stage.layerMatrixStateBytes == 45.5625 * gibibyte)
        #expect(stage.layerActivationBytes == 59.25 * gibibyte)
        #expect(stage.memory == TrainingMemory(design).fullest)
    }

    /// An all-reduce of gradients sends `2 (d - 1) / d` of them; a ring of keys and values all but a device's own part.
    @Test func collectivesHaveTheirVolume() throws {
        var shape = try ModelShape.preset("llama3-8b")
        shape.sequenceLength = 8192
        let design = TrainingDesign(
            hardware: try Hardware.cluster("h100-80gb-cluster", devices: 64), model: shape,
            job: TrainingJob(globalBatchSequences: 32),
            strategy: Strategy(
                tensor: 2, sequenceParallel: true, pipeline: 4, data: 2, microBatchSequences: 1,
                schedule: .oneForwardOneBackward, chunks: 1, recompute: .none, context: 4))
        let list = Self.model.communication(of: design).filter { $0.firstStage == 0 }
        let by = Dictionary(uniqueKeysWithValues: list.map { ($0.group, $0) })
        #expect(Set(by.keys) == [.tensor, .pipeline, .data, .context])
        let parameters = TrainingMemory(design).parameters(stage: 0).total
        let sent = try #require(by[.data]?.bytes)
        let gradients = 2.0 * parameters
        #expect(abs(sent / (2 * gradients * 7 / 8) - 1) < 1e-12)
        #expect(by[.data]?.size == 8 && by[.context]?.size == 4)
        // 8 layers, 16 micro-batches, 4 heads of 128: keys and values forward, and both with their gradients backward.
        let block = 2.0 * 2048 * 4 * 128 * 2
        let rings = 16.0 * 8 * 3 * 3 * block
        #expect(by[.context]?.bytes == rings)
        let stream = 2.0 * 2048 * 4096
        #expect(by[.pipeline]?.bytes == 16 * stream / 2)
        #expect(list.allSatisfy { $0.seconds > 0 && $0.count > 0 })
    }

    @Test func fusedAttentionKeepsNoScoresAndMakesThemAgain() throws {
        for name in ["a100-80gb-cluster", "h100-80gb-cluster"] {
            var design = TrainingDesign(
                hardware: try Hardware.cluster(name, devices: 8), model: try ModelShape.preset("gpt3-13b"),
                job: TrainingJob(globalBatchSequences: 16),
                strategy: Strategy(
                    tensor: 8, sequenceParallel: true, pipeline: 1, data: 1, microBatchSequences: 1,
                    schedule: .oneForwardOneBackward, chunks: 1, recompute: .none))
            let plain = Self.model.evaluate(design)
            design.job.attention = .fused
            let fused = Self.model.evaluate(design)
            // 40 layers: five bytes a score, against four for each row of scores.
            let rows = 2048.0 * 40 / 8
            let dropped = 40 * rows * (5 * 2048 - 4)
            #expect(plain.memory.activations - fused.memory.activations == dropped)
            #expect(fused.iterationSeconds < plain.iterationSeconds)
            let useful = fused.modelUtilisation * fused.iterationSeconds
            let plainUseful = plain.modelUtilisation * plain.iterationSeconds
            #expect(abs(useful / plainUseful - 1) < 1e-9)
            // Queries times keys once more, of 40 layers and 16 sequences.
            let scores = 16.0 * 2048 * 2048
            let again = 2 * scores * 40 * 5120
            let executed = { (result: TrainingEvaluation) in
                result.flopsPerSecondPerDevice * result.iterationSeconds * 8
            }
            #expect(abs((executed(fused) - executed(plain)) / again - 1) < 1e-6)
        }
    }

    @Test func repeatedOperatorsCostTheirForwardPass() throws {
        var design = try #require(try Self.designs(40, seed: 36).first { $0.strategy.tensor > 1 })
        design.strategy.recompute = .none
        let none = Self.model.evaluate(design)
        design.strategy.recompute = Recompute([.up, .activation])
        let some = Self.model.evaluate(design)
        #expect(some.memory.activations < none.memory.activations && some.time.recompute > 0)
        let executed = { (result: TrainingEvaluation) in
            result.flopsPerSecondPerDevice * result.iterationSeconds * Double(design.hardware.deviceCount)
        }
        let tokens = 256 * 2048.0
        let up = 2 * tokens * 5120 * 20_480 * 40
        #expect(abs((executed(some) - executed(none)) / up - 1) < 1e-6)
        // The core by its operators is the named policy, and so is everything.
        #expect(Recompute([.values, .scores, .softmax]) == .selective)
        let layers: [LayerOperator.Kind] = [
            .attentionNorm, .queryKeyValue, .scores, .softmax, .values, .projection, .attentionResidual,
            .feedForwardNorm, .up, .activation, .down, .feedForwardResidual,
        ]
        design.strategy.recompute = Recompute(layers)
        let all = Self.model.evaluate(design)
        design.strategy.recompute = .full
        let full = Self.model.evaluate(design)
        #expect(abs(all.memory.total / full.memory.total - 1) < 1e-9)
        #expect(abs(all.time.recompute / full.time.recompute - 1) < 1e-9)
    }
}

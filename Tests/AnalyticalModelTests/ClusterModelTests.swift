import _IngotTestSupport
import AnalyticalModel
import LanguageModel
import Testing
import TrainingStrategy
import WaferArchitecture

/// Training on clusters over random legal designs.
@Suite struct ClusterModelTests {
    private static let model = AnalyticalModel()

    private static func designs(_ count: Int, seed: UInt64) throws -> [TrainingDesign] {
        var generator = SplitMix(seed)
        let shapes = try ["gpt3-13b", "llama2-70b", "megatron-145.6b"].map { try ModelShape.preset($0) }
        var found: [TrainingDesign] = []
        func pick<Value>(_ values: [Value]) -> Value { values[Int(generator.next() % UInt64(values.count))] }
        while found.count < count {
            let (tensor, pipeline, data) = (pick([1, 2, 4, 8, 16]), pick([1, 2, 4, 8, 10]), pick([1, 2, 4, 16]))
            let schedule = pick(Schedule.allCases)
            let preset = pick(GPUClusterPreset.all)
            let design = TrainingDesign(
                hardware: preset.hardware(devices: tensor * pipeline * data), model: pick(shapes),
                job: TrainingJob(globalBatchSequences: 320, precision: pick(TrainingJob.Precision.allCases)),
                strategy: Strategy(
                    tensor: tensor, sequenceParallel: pick([true, false]), pipeline: pipeline, data: data,
                    microBatchSequences: pick([1, 2, 4]), schedule: schedule,
                    chunks: schedule == .interleaved ? pick([2, 4]) : 1, recompute: pick(Recompute.allCases),
                    zeroStage: pick([0, 1, 2, 3])))
            if design.strategyViolations().isEmpty { found.append(design) }
        }
        return found
    }

    @Test func partsAddUpAndStayFinite() throws {
        for design in try Self.designs(400, seed: 7) {
            let result = Self.model.evaluate(design)
            let parts = [
                result.time.compute, result.time.memory, result.time.communication, result.time.bubble,
                result.time.recompute, result.time.optimizer, result.energy.compute, result.energy.dram,
                result.energy.dieToDie, result.energy.idle, result.memory.weights, result.memory.gradients,
                result.memory.optimizer, result.memory.activations,
            ]
            #expect(parts.allSatisfy { $0 >= 0 && $0.isFinite })
            #expect(result.iterationSeconds == result.time.total && result.iterationSeconds > 0)
            #expect(result.energyJoules == result.energy.total)
            #expect(result.memoryLimit.value == result.memory.total)
            #expect(result.modelUtilisation > 0 && result.modelUtilisation <= result.hardwareUtilisation)
            #expect(result.hardwareUtilisation < 1)
            #expect(result.isFeasible == result.violations.isEmpty)
        }
    }

    /// The operations counted are those of the publication's formula.
    @Test func executedOperationsFollowThePublishedCount() throws {
        // With more devices than key heads these are copied, and their products run more than once.
        for design in try Self.designs(60, seed: 8) where design.strategy.tensor <= design.model.keyValueHeads {
            let result = Self.model.evaluate(design)
            let policy: ActivationPolicy =
                design.strategy.recompute == .none
                ? .none : design.strategy.recompute == .selective ? .selective : .full
            let executed =
                result.flopsPerSecondPerDevice * result.iterationSeconds * Double(design.hardware.deviceCount)
            // A vocabulary that does not divide is counted at the fullest device.
            #expect(abs(executed / design.model.trainingFlops(sequences: 320, policy: policy) - 1) < 1e-3)
        }
    }

    @Test func fasterPartsNeverSlowDown() throws {
        let changes: [@Sendable (inout GPUCluster) -> Void] = [
            { $0.device.matrixFlopsPerSecond *= 1.3 }, { $0.device.memoryBytesPerSecond *= 1.3 },
            { $0.nodeBytesPerSecond *= 1.3 }, { $0.networkBytesPerSecond *= 1.3 },
            { $0.device.efficiency.sustainedClockShare = 1 },
        ]
        for design in try Self.designs(200, seed: 9) {
            let before = Self.model.evaluate(design).iterationSeconds
            for change in changes {
                var faster = design
                guard var cluster = faster.hardware.cluster else { continue }
                change(&cluster)
                faster.hardware.cluster = cluster
                #expect(Self.model.evaluate(faster).iterationSeconds <= before * (1 + 1e-12))
            }
        }
    }

    @Test func halvingTheBatchNeverRaisesMemory() throws {
        for design in try Self.designs(300, seed: 10) {
            var half = design
            half.job.globalBatchSequences /= 2
            guard half.strategyViolations().isEmpty else { continue }
            #expect(Self.model.evaluate(half).memory.total <= Self.model.evaluate(design).memory.total)
        }
    }

    @Test func anInfeasibleDesignSaysWhichLimitBrokeAndByHowMuch() throws {
        var design = try #require(try Self.designs(1, seed: 11).first)
        design.hardware = GPUClusterPreset.a100.hardware(devices: 1)
        design.model = try ModelShape.preset("gpt3-175b")
        design.strategy = Strategy(
            tensor: 1, sequenceParallel: false, pipeline: 1, data: 1, microBatchSequences: 1,
            schedule: .oneForwardOneBackward, chunks: 1, recompute: .full)
        let result = Self.model.evaluate(design)
        let broken = try #require(result.violations.first)
        #expect(broken.limit == .memoryBytesPerDevice)
        // 18 bytes for each of 175 billion parameters at least.
        #expect(broken.value > 18 * 174e9 && broken.allowed < 86e9)
        design.strategy.data = 2
        #expect(Self.model.evaluate(design).violations.contains { $0.limit == .devices && $0.value == 2 })
        design.strategy.data = 1
        design.strategy.tensor = 3
        #expect(!Self.model.evaluate(design).isFeasible)
    }

    /// Devices at work take no more than their design power.
    @Test func powerStaysBelowTheDesignPower() throws {
        for design in try Self.designs(200, seed: 12) {
            let result = Self.model.evaluate(design)
            let device = try #require(design.hardware.cluster?.device)
            #expect(result.powerWatts > device.idleWatts && result.powerWatts <= device.powerWatts)
        }
    }

    /// The points of a layer hold its operations; all lie under the roof.
    @Test func operatorsOfALayerLieUnderTheRoof() throws {
        for design in try Self.designs(40, seed: 13) {
            let device = try #require(design.hardware.cluster?.device)
            let points = Self.model.rooflinePoints(of: design)
            // Twelve of a layer, the embedding and the three of the head, in both directions.
            #expect(points.count == 32)
            let ends: Set<LayerOperator.Kind> = [.embedding, .finalNorm, .logits, .loss]
            let forward = points.filter { $0.pass == .forward && !ends.contains($0.kind) }.reduce(0) { $0 + $1.flops }
            var counted = 0.0
            design.model.forEachOperator(
                microBatch: design.strategy.microBatchSequences, tensor: design.strategy.tensor,
                sequenceParallel: design.strategy.sequenceParallel
            ) { counted += $0.forwardFlops }
            #expect(abs(forward / counted - 1) < 1e-12)
            for point in points where point.seconds > 0 {
                #expect(point.memoryBytes / point.seconds <= device.memoryBytesPerSecond)
            }
        }
    }
}

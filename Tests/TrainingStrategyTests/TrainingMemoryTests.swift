import LanguageModel
import Testing
import TrainingStrategy
import WaferArchitecture

@Suite struct TrainingMemoryTests {
    /// The short cut over stages against all of them, over every pipeline of 105 layers.
    @Test func theFullestStageIsTheFullestOfAll() throws {
        let model = try ModelShape.preset("megatron-529.6b")
        for schedule in Schedule.allCases {
            for pipeline in 1...105 {
                for micros in [1, 2, 7] {
                    let design = TrainingDesign(
                        hardware: try Hardware.cluster("a100-80gb-cluster", devices: 8 * pipeline), model: model,
                        job: TrainingJob(globalBatchSequences: micros * pipeline),
                        strategy: Strategy(
                            tensor: 8, sequenceParallel: false, pipeline: pipeline, data: 1, microBatchSequences: 1,
                            schedule: schedule, chunks: schedule == .interleaved ? 2 : 1, recompute: .selective))
                    guard design.strategyViolations().isEmpty else { continue }
                    let memory = TrainingMemory(design)
                    var fullest = memory.memory(stage: 0)
                    for stage in 0..<pipeline where memory.memory(stage: stage).total > fullest.total {
                        fullest = memory.memory(stage: stage)
                    }
                    #expect(memory.fullest == fullest)
                }
            }
        }
    }

    /// ZeRO 3 trained 530 B parameters on 640 devices of 80 GB, four sequences a device.
    ///
    /// Narayanan et al. (SC 2021), Table 2. A layer of 5e9 parameters is more than DeepSpeed fetches ahead, so that one
    /// is there at a time.
    @Test func zero3HoldsNoMoreThanDeepSpeedFetchesAhead() throws {
        let hardware = try Hardware.cluster("a100-80gb-cluster", devices: 640)
        let design = TrainingDesign(
            hardware: hardware, model: try ModelShape.preset("megatron-529.6b"),
            job: TrainingJob(globalBatchSequences: 2560),
            strategy: Strategy(
                tensor: 1, sequenceParallel: false, pipeline: 1, data: 640, microBatchSequences: 4,
                schedule: .oneForwardOneBackward, chunks: 1, recompute: .full, zeroStage: 3))
        let memory = TrainingMemory(design)
        #expect(memory.fullest.total < (hardware.cluster?.device.memoryBytes ?? 0))
        let own = 2 * memory.parameters(stage: 0).total / 640
        let hidden = 20_480.0
        let parameters = 12 * hidden * hidden + 13 * hidden
        let layer = 2 * parameters * 639 / 640
        #expect(abs(memory.fullest.weights / (own + layer) - 1) < 1e-12)
    }

    /// ZeRO divides the optimiser's state, then the gradients, then the weights by the replicas.
    @Test func zeroDividesStateByTheReplicas() throws {
        var design = TrainingDesign(
            hardware: try Hardware.cluster("a100-80gb-cluster", devices: 64),
            model: try ModelShape.preset("gpt3-13b"), job: TrainingJob(globalBatchSequences: 64),
            strategy: Strategy(
                tensor: 1, sequenceParallel: false, pipeline: 1, data: 64, microBatchSequences: 1,
                schedule: .oneForwardOneBackward, chunks: 1, recompute: .full))
        let plain = TrainingMemory(design).fullest
        for (zero, parts) in [(1, [1.0, 1, 64]), (2, [1, 64, 64]), (3, [0, 64, 64])] {
            design.strategy.zeroStage = zero
            let memory = TrainingMemory(design).fullest
            if parts[0] > 0 { #expect(memory.weights == plain.weights / parts[0]) }
            #expect(memory.gradients == plain.gradients / parts[1])
            #expect(memory.optimizer == plain.optimizer / parts[2])
            #expect(memory.activations == plain.activations)
        }
        // ZeRO 3 also holds two gathered layers of forty, which are less than 1e9 parameters.
        design.strategy.zeroStage = 3
        let weights = TrainingMemory(design).fullest.weights
        #expect(weights > plain.weights / 64 && weights < plain.weights / 64 + plain.weights / 19)
    }
}

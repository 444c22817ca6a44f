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
        // ZeRO 3 also holds two gathered layers of forty.
        design.strategy.zeroStage = 3
        let weights = TrainingMemory(design).fullest.weights
        #expect(weights > plain.weights / 64 && weights < plain.weights / 64 + plain.weights / 19)
    }
}

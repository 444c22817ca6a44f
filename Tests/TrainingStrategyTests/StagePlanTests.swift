import Testing
import TrainingStrategy

@Suite struct StagePlanTests {
    @Test func everyLayerIsSomewhereOnce() {
        for layers in [1, 7, 40, 96, 105] {
            for stages in 1...min(layers, 20) {
                for chunks in 1...4 where stages * chunks <= layers {
                    let plan = StagePlan(
                        layers: layers, stages: stages, chunks: chunks,
                        schedule: chunks > 1 ? .interleaved : .oneForwardOneBackward, microBatches: 2 * stages)
                    var sum = 0
                    for stage in 0..<stages {
                        let inChunks = (0..<chunks).reduce(0) { $0 + plan.layers(stage: stage, chunk: $1) }
                        #expect(inChunks == plan.layers(stage: stage), "\(layers) \(stages) \(chunks)")
                        sum += inChunks
                    }
                    #expect(sum == layers)
                    // The stage with the head has no extra layer, and counts differ by one at most in a chunk.
                    #expect(plan.layers(stage: stages - 1, chunk: chunks - 1) == plan.layersAtLeast)
                }
            }
        }
    }

    @Test func extraLayersStandJustBeforeTheLastStage() {
        let plan = StagePlan(
            layers: 96, stages: 14, chunks: 1, schedule: .oneForwardOneBackward, microBatches: 512)
        #expect((0..<14).map { plan.layers(stage: $0) } == [6] + Array(repeating: 7, count: 12) + [6])
    }

    /// Live micro-batches: all for GPipe, `min(m, p - s)` for 1F1B, `p (1 + (p - 1)/(p v))` for the first interleaved
    /// stage.
    @Test func liveMicroBatchesFollowThePublishedRules() {
        for stages in [1, 2, 8, 35] {
            for batches in [1, 4, 8, 280] {
                for stage in 0..<stages {
                    let gpipe = StagePlan(
                        layers: 105, stages: stages, chunks: 1, schedule: .gpipe, microBatches: batches)
                    let single = StagePlan(
                        layers: 105, stages: stages, chunks: 1, schedule: .oneForwardOneBackward,
                        microBatches: batches)
                    #expect(gpipe.liveMicroBatches(stage: stage) == Double(batches))
                    #expect(single.liveMicroBatches(stage: stage) == Double(min(batches, stages - stage)))
                }
            }
        }
        let interleaved = StagePlan(layers: 105, stages: 35, chunks: 3, schedule: .interleaved, microBatches: 280)
        #expect(abs(interleaved.liveMicroBatches(stage: 0) - 35 * (1 + 34.0 / (35 * 3))) < 1e-12)
    }
}

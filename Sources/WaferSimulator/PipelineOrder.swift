import TrainingStrategy

/// The passes of one stage in the order in which it runs them.
struct PipelineOrder {
    /// One pass of one micro-batch through one chunk.
    struct Pass: Equatable {
        var isForward: Bool
        var chunk: Int
        var microBatch: Int
    }

    /// All passes of a stage: warm-up, one forward and one backward in turn, then what is left.
    ///
    /// For the interleaved schedule micro-batches go through a chunk in groups of as many as there are stages
    /// (Narayanan et al., SC'21, section 2.2); with one chunk the same rule is 1F1B, and with everything as warm-up
    /// GPipe.
    static func passes(_ plan: StagePlan, stage: Int) -> [Pass] {
        let count = plan.microBatches * plan.chunks
        let warmUp = plan.warmUpPasses(stage: stage)
        var passes: [Pass] = []
        passes.reserveCapacity(2 * count)
        for index in 0..<warmUp { passes.append(pass(plan, index: index, isForward: true)) }
        for index in 0..<(count - warmUp) {
            passes.append(pass(plan, index: index + warmUp, isForward: true))
            passes.append(pass(plan, index: index, isForward: false))
        }
        for index in (count - warmUp)..<count { passes.append(pass(plan, index: index, isForward: false)) }
        return passes
    }

    private static func pass(_ plan: StagePlan, index: Int, isForward: Bool) -> Pass {
        guard plan.chunks > 1 else { return Pass(isForward: isForward, chunk: 0, microBatch: index) }
        let round = plan.stages * plan.chunks
        let inRound = index % round
        let chunk = inRound / plan.stages
        return Pass(
            isForward: isForward, chunk: isForward ? chunk : plan.chunks - 1 - chunk,
            microBatch: index / round * plan.stages + inRound % plan.stages)
    }
}

import TrainingStrategy

/// What follows the last backward passes of a stage: gradients, a tied head's gradient, the optimiser, weights.
struct StageEnd {
    /// How far it is.
    enum Phase {
        /// Passes are under way.
        case passes
        /// Passes are done, and gradients on their way.
        case gradients
        /// Gradients are added up, and the tied head's are not.
        case tiedHead
        /// The optimiser works.
        case optimizer
        /// New weights are on their way.
        case weights
        /// Everything is done.
        case done
    }

    var phase = Phase.passes
    /// By chunk, replicas that have not finished its last backward pass.
    var replicasLeft: [Int]
    /// Replicas that have not been through the first segment of their last pass.
    var replicasBeforeFirst: Int
    /// Bytes that a die is to send round the ring, which is still busy.
    var waiting = 0.0
    /// Whether most of the last chunk's gradients went before its last pass ended.
    var hasSentEarly = false
    /// Bytes that a die sends round the ring: gradients of all chunks.
    let gradientBytes: Double
    /// The same of new weights.
    let weightBytes: Double
    /// Of the optimiser's step.
    let optimizerSeconds: Double
    /// Steps of the ring for gradients and for weights.
    let gradientSteps: Double
    let weightSteps: Double
    /// Layers of a chunk.
    let layers: Double

    init(_ plan: IterationPlan, stage: Int) {
        let work = plan.work
        let parameters = work.parameters(stage: stage)
        let isAlone = plan.replicas == 1
        replicasLeft = [Int](repeating: plan.replicas, count: plan.chunks)
        replicasBeforeFirst = plan.replicas
        gradientBytes = isAlone ? 0 : work.gradientRingBytes(parameters: parameters)
        weightBytes = isAlone ? 0 : work.weightRingBytes(parameters: parameters)
        optimizerSeconds = work.optimizerSeconds(
            parameters: parameters, dramBytesPerSecond: work.reachedDRAMBytesPerSecondPerDie)
        let steps = Double(plan.replicas - 1)
        weightSteps = steps
        gradientSteps = work.design.strategy.zeroStage == 0 ? 2 * steps : steps
        layers = Double(work.plan.layersAtLeast)
    }
}

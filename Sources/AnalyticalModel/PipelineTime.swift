import TrainingStrategy

/// One micro-batch on one stage, by part.
struct StageTime {
    var compute = 0.0
    var memory = 0.0
    var communication = 0.0
    var again = 0.0
    /// The backward pass with what is made again, behind which gradients may hide.
    var backward = 0.0
    /// What replicas exchange after the last backward pass and nothing hides, while other stages' links are idle.
    var exchange = 0.0
    /// The optimiser's step.
    var optimizer = 0.0
    /// The parts of every micro-batch.
    var total: Double { compute + memory + communication + again }
}

/// The stages of a pipeline together: `m T + (sum of stages - T) / v` with the slowest stage's time `T` for a
/// micro-batch (Narayanan et al., SC'21).
struct PipelineTime {
    /// The slowest stage.
    private(set) var slowest = StageTime()
    /// Seconds of one micro-batch on all stages.
    private(set) var sum = 0.0
    /// The longest exchange of replicas.
    private(set) var exchange = 0.0
    /// Seconds of the backward pass of one micro-batch through all stages.
    private(set) var backward = 0.0
    /// The longest step of the optimiser.
    private(set) var optimizer = 0.0
    private let plan: StagePlan

    /// Goes through the stages of a plan.
    ///
    /// - Parameters:
    ///   - plan: Whose stages they are.
    ///   - allDiffer: Whether stages differ in more than their number of layers.
    ///   - timeOfStage: The time of one.
    @inline(__always)
    init(_ plan: StagePlan, allDiffer: Bool = false, time timeOfStage: (Int) -> StageTime) {
        self.plan = plan
        var stage = 0
        var time = StageTime()
        var layers = LayerCount(dense: -1)
        let last = plan.stages - 1
        while stage <= last {
            // Stages between the ends differ in their number of layers only, and neighbours mostly not even in that.
            let count = plan.layerCount(stage: stage)
            if count != layers || allDiffer || stage <= 1 || stage == last {
                time = timeOfStage(stage)
                layers = count
                exchange = max(exchange, time.exchange)
                optimizer = max(optimizer, time.optimizer)
            }
            sum += time.total
            backward += time.backward
            if time.total > slowest.total { slowest = time }
            stage += 1
        }
    }

    /// The time of the iteration by part, with what is not for every micro-batch of the slowest stage beside.
    ///
    /// Micro-batches follow each other no faster than at a pace that links which all stages share may set.
    ///
    /// Stages end one after the other, a backward pass apart, so that those which share links for what replicas
    /// exchange, which carry it for `shared` seconds, start on it before the last one ends.
    func time(
        pace: Double = 0, transfers: Double, tiedHead: Double, shared: Double = 0, stagesTogether: Double = 1
    ) -> TrainingEvaluation.Time {
        let batches = Double(plan.microBatches)
        let ahead = stagesTogether / Double(plan.stages) * backward / Double(plan.chunks)
        let exchange = max(exchange, shared - ahead)
        var result = TrainingEvaluation.Time()
        result.compute = batches * slowest.compute
        result.memory = batches * slowest.memory
        result.recompute = batches * slowest.again
        result.bubble = (sum - slowest.total) / Double(plan.chunks)
        result.communication =
            batches * (slowest.communication + max(0, pace - slowest.total)) + transfers + exchange + tiedHead
        result.optimizer = optimizer
        return result
    }
}

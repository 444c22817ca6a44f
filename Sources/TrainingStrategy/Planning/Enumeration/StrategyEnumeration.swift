import LanguageModel
import WaferArchitecture

/// All strategies of a family, of which the best is taken.
///
/// Degrees, micro-batch, schedule, recomputation and ZeRO stage go through every legal combination; with several
/// numbers of chunks whose largest chunk has equally many layers only the fewest count. Nothing is left out on a guess:
/// a strategy is passed over only where one is known that fits and is at least as fast as it could be at the peak of
/// all its devices (``Strategy/leastTime(tensor:context:pipeline:data:microBatches:chunks:)``), or where its memory
/// alone is further beyond the limit than what is known.
struct StrategyEnumeration: Sendable {
    /// The degrees that decide which devices have work.
    struct Degrees: Sendable {
        var tensor: Int
        var context: Int
        var pipeline: Int
        var data: Int
        /// The least part of one device's seconds that they allow.
        var least: Double
        /// Groups that share the gradients.
        var replicas: Int { data * context }
    }

    /// ZeRO stages, by whether there is a pipeline.
    var zeroStages: @Sendable (_ pipeline: Int) -> [Int]
    /// Whether there may be more than one stage.
    var hasPipelines = true
    /// Schedules of a pipeline.
    var schedules = Schedule.allCases
    /// Whether sequences may be cut into parts.
    var cutsSequences = true
    /// What runs again.
    var recomputations = Recompute.allCases
    /// What every strategy has beside its degrees.
    var plan: StrategyPlan?

    /// The best strategy for a task; where none fits, the one nearest to it.
    func best(
        _ task: PlanningTask, costs: some TrainingCostModel, planner: String
    ) throws(PlanningError) -> TrainingDesign {
        let legal = LegalDegrees(task)
        let onOne = task.secondsAtPeakOfOne
        var best = BestPlan()
        for degrees in degrees(legal) {
            // They come in the order of the least time, so that no later one can win either.
            if best.fits, degrees.least * onOne >= best.seconds { break }
            consider(degrees, legal, task, onOne: onOne, costs: costs, best: &best)
        }
        return try best.found(
            planner: planner,
            reason: "no tensor degree divides the heads and the feed-forward width, tiles the machine and leaves a "
                + "micro-batch")
    }

    /// All combinations of degrees, those that may be fastest first.
    private func degrees(_ legal: LegalDegrees) -> [Degrees] {
        var all: [Degrees] = []
        for tensor in legal.tensors {
            for context in cutsSequences ? legal.contexts : [1] where tensor * context <= legal.devices {
                let most = hasPipelines ? min(legal.layers, legal.devices / (tensor * context)) : 1
                for pipeline in 1...max(1, most) {
                    for data in legal.datas where tensor * context * pipeline * data <= legal.devices {
                        let chunks =
                            schedules.contains(.interleaved) && pipeline > 1 ? max(1, legal.layers / pipeline) : 1
                        let least = Strategy.leastTime(
                            tensor: tensor, context: context, pipeline: pipeline, data: data,
                            microBatches: legal.batch / data, chunks: chunks)
                        all.append(
                            Degrees(tensor: tensor, context: context, pipeline: pipeline, data: data, least: least))
                    }
                }
            }
        }
        // A stable sort, so that equal ones stay in the order of the degrees.
        return all.sorted { $0.least < $1.least }
    }

    private func consider(
        _ degrees: Degrees, _ legal: LegalDegrees, _ task: PlanningTask, onOne: Double,
        costs: some TrainingCostModel, best: inout BestPlan
    ) {
        let zero = zeroStages(degrees.pipeline)
        let pair = legal.allowsSequenceParallel(tensor: degrees.tensor, context: degrees.context)
        var strategy = Strategy(tensor: degrees.tensor)
        strategy.pipeline = degrees.pipeline
        strategy.data = degrees.data
        strategy.context = degrees.context
        strategy.plan = plan
        for expert in legal.expertDegrees(replicas: degrees.replicas) {
            strategy.expert = expert
            // Without replicas all ZeRO stages are the same.
            for stage in degrees.replicas > 1 ? zero : Array(zero.prefix(1)) {
                strategy.zeroStage = stage
                for isParallel in pair ? [true, false] : [false] {
                    strategy.sequenceParallel = isParallel
                    for (schedule, chunks) in variants(legal, pipeline: degrees.pipeline) {
                        strategy.schedule = schedule
                        strategy.chunks = chunks
                        for recompute in recomputations {
                            strategy.recompute = recompute
                            tryMicroBatches(strategy, legal, task, onOne: onOne, costs: costs, best: &best)
                        }
                    }
                }
            }
        }
    }

    /// Schedules with their numbers of chunks; one stage has but one order.
    private func variants(_ legal: LegalDegrees, pipeline: Int) -> [(Schedule, Int)] {
        if pipeline == 1 { return [(.oneForwardOneBackward, 1)] }
        var all: [(Schedule, Int)] = []
        for schedule in schedules {
            if schedule == .interleaved {
                all += legal.chunkCounts(pipeline: pipeline).map { (schedule, $0) }
            } else {
                all.append((schedule, 1))
            }
        }
        return all
    }

    private func tryMicroBatches(
        _ base: Strategy, _ legal: LegalDegrees, _ task: PlanningTask, onOne: Double,
        costs: some TrainingCostModel, best: inout BestPlan
    ) {
        let share = legal.batch / base.data
        var design = task.design(base)
        for microBatch in LegalDegrees.divisors(of: share) {
            let microBatches = share / microBatch
            if base.schedule == .interleaved, microBatches % base.pipeline != 0 { continue }
            let least = Strategy.leastTime(
                tensor: base.tensor, context: base.context, pipeline: base.pipeline, data: base.data,
                microBatches: microBatches, chunks: base.chunks)
            // Larger micro-batches only have more of a bubble, and need more memory.
            if best.fits, least * onOne >= best.seconds { break }
            design.strategy.microBatchSequences = microBatch
            let excess = task.memoryExcess(design)
            if let rank = best.rank, excess > rank.excess { break }
            best.offer(design, costs: costs)
        }
    }
}

import TrainingStrategy
import WaferArchitecture

/// The time of an iteration from the times of its stages.
///
/// The work is handed to each function rather than kept: it is large, and its copies would take as long as the sums.
struct ClosedFormSchedule {
    private let links: ClosedFormLinks
    private let dramBytesPerSecond: Double

    init(_ work: TrainingWork, links: ClosedFormLinks) {
        self.links = links
        dramBytesPerSecond = work.reachedDRAMBytesPerSecondPerDie
    }

    /// One micro-batch on one stage, and what follows its last backward pass.
    private func time(_ work: TrainingWork, stage: Int) -> StageTime {
        let parameters = work.parameters(stage: stage)
        let passes = work.work(stage: stage)
        // What goes to the memory of other dies, or comes back, runs beside the pass.
        let loan = work.loans?.seconds[stage] ?? 0
        let forward = max(loan, passes.forward.seconds(dramBytesPerSecond: dramBytesPerSecond))
        let backward = max(loan, passes.backward.seconds(dramBytesPerSecond: dramBytesPerSecond))
        var time = StageTime()
        time.compute = passes.forward.computeSeconds + passes.backward.computeSeconds
        time.memory = forward + backward - time.compute
        time.again =
            passes.again.seconds(dramBytesPerSecond: dramBytesPerSecond) + passes.againHalves * links.halfSeconds
        time.communication = (passes.forwardHalves + passes.backwardHalves) * links.halfSeconds
        time.backward = backward + time.again + passes.backwardHalves * links.halfSeconds
        var exchange = TrainingWork.ExchangeTime()
        if passes.forwardExchanges + passes.forwardRings > 0 {
            exchange = work.exchangeTime(passes, ring: links.replica, dramBytesPerSecond: dramBytesPerSecond)
            time.again += exchange.again
            time.communication += exchange.forward + exchange.backward
            time.backward += exchange.backward + exchange.again
        }
        if work.design.strategy.zeroStage >= 2 {
            // They run beside whole passes, but for the group's collectives, which hold the links that they pass; so do
            // rings of keys and values.
            let steps = work.design.strategy.replicas - 1
            let gather = links.ringSeconds(bytes: work.forwardRingBytes(parameters: parameters), steps: steps)
            let scatter = links.ringSeconds(bytes: work.backwardRingBytes(parameters: parameters), steps: steps)
            let backwardHalves = (passes.backwardHalves + passes.againHalves) * links.halfSeconds
            time.communication +=
                max(0, gather + exchange.forwardRingSeconds - (forward + exchange.forward))
                + max(0, scatter + exchange.backwardRingSeconds - (time.backward - backwardHalves))
        }
        finish(&time, work, parameters: parameters)
        return time
    }

    /// Adds what follows a stage's last backward pass.
    private func finish(_ time: inout StageTime, _ work: TrainingWork, parameters: HeldParameters) {
        // The ring of the last chunk alone can be late: the others' gradients are complete rounds before.
        let chunks = Double(work.plan.chunks)
        let hidden = work.exposedSeconds(
            ringSeconds: links.gradientRing(work, parameters: parameters) / chunks,
            lastBackwardSeconds: time.backward / chunks, layers: Double(work.plan.layersAtLeast))
        time.exchange = hidden + links.weightRing(work, parameters: parameters)
        time.optimizer = work.optimizerSeconds(parameters: parameters, dramBytesPerSecond: dramBytesPerSecond)
    }

    /// The time of the iteration by part.
    func time(_ work: TrainingWork) -> TrainingEvaluation.Time {
        let allDiffer = !work.memory.runs.isEmpty || work.loans != nil
        let stages = PipelineTime(work.plan, allDiffer: allDiffer) { time(work, stage: $0) }
        let pace = max(stages.slowest.total, links.sharedPassSeconds(work))
        return stages.time(
            pace: pace, transfers: transfers(work.plan, pace: pace, sum: stages.sum), tiedHead: links.tiedHeadSeconds,
            shared: links.sharedEndSeconds(work), stagesTogether: links.replica.stagesTogether)
    }

    /// What transfers between stages add.
    ///
    /// A stage may have only so many micro-batches under way; each goes forward through all stages and back, so the
    /// pace is at best the round trip divided by their number, which passes the slowest stage's time once transfers
    /// count; and a link between two stages carries one transfer each way for every micro-batch and chunk.
    private func transfers(_ plan: StagePlan, pace: Double, sum: Double) -> Double {
        guard plan.stages > 1 else { return 0 }
        let fill = 2 * links.pipelineSeconds
        guard plan.schedule != .gpipe else { return fill }
        let chunks = Double(plan.chunks)
        let wraps = (chunks - 1) * links.transferSeconds
        let roundTrip = sum + 2 * (chunks * links.pipelineSeconds + wraps)
        let underWay = plan.liveMicroBatches(stage: 0)
        let slower = max(0, roundTrip / underWay - pace, chunks * links.slowestTransferSeconds - pace)
        return fill + slower * max(0, Double(plan.microBatches) - underWay)
    }
}

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
        if work.ringsBesidePasses {
            // They run beside whole passes, but for the group's collectives, which hold the links that they pass; so do
            // rings of keys and values.
            let steps = work.design.strategy.replicas - 1
            let gather = links.ringSeconds(bytes: work.forwardRingBytes(parameters: parameters), steps: steps)
            let scatter = links.ringSeconds(bytes: work.backwardRingBytes(parameters: parameters), steps: steps)
            let backwardHalves = (passes.backwardHalves + passes.againHalves) * links.halfSeconds
            let late = lateStreams(work, passes)
            time.communication +=
                max(late.forward, gather + exchange.forwardRingSeconds - (forward + exchange.forward))
                + max(late.backward, scatter + exchange.backwardRingSeconds - (time.backward - backwardHalves))
        }
        finish(&time, work, parameters: parameters)
        return time
    }

    /// Seconds of a micro-batch for which weights that are streamed come in late, and gradients go out; 0 where they
    /// are on the dies.
    ///
    /// While one layer is at work on all micro-batches of a sub-batch the next one comes in, which is late by what it
    /// takes longer than the work: that of a layer of the same kind.
    private func lateStreams(_ work: TrainingWork, _ all: StageWork) -> (forward: Double, backward: Double) {
        guard let streaming = work.memory.streaming else { return (0, 0) }
        let count = work.plan.layerCount
        var rest = seconds(work, all)
        var (forward, backward) = (0.0, 0.0)
        func add(_ parameters: HeldParameters, times: Double, beside seconds: (forward: Double, backward: Double)) {
            forward += times * max(0, streaming.share * work.streamInSeconds(parameters) - seconds.forward)
            backward += times * max(0, streaming.share * work.streamBackSeconds(parameters) - seconds.backward)
        }
        let layers = [
            (LayerCount(dense: 1), Double(count.dense), work.memory.dense.parameters),
            (LayerCount(dense: 0, experts: 1), Double(count.experts), work.memory.mixed.parameters),
        ]
        for (one, times, parameters) in layers where times > 0 {
            let each = seconds(work, work.work(layers: one, isFirst: false, isLast: false))
            add(parameters, times: times, beside: each)
            rest.forward -= times * each.forward
            rest.backward -= times * each.backward
        }
        let ends = work.memory.streamedParts.suffix(2).reduce(0) { $0 + $1.parameters.common }
        add(HeldParameters(common: ends), times: 1, beside: rest)
        return (forward, backward)
    }

    /// Seconds of a forward pass, and of a backward one with what is made again before it.
    private func seconds(_ work: TrainingWork, _ passes: StageWork) -> (forward: Double, backward: Double) {
        var forward = passes.forward.seconds(dramBytesPerSecond: dramBytesPerSecond)
        var backward =
            passes.backward.seconds(dramBytesPerSecond: dramBytesPerSecond)
            + passes.again.seconds(dramBytesPerSecond: dramBytesPerSecond)
        forward += passes.forwardHalves * links.halfSeconds
        backward += (passes.backwardHalves + passes.againHalves) * links.halfSeconds
        if passes.forwardExchanges + passes.forwardRings > 0 {
            let exchange = work.exchangeTime(passes, ring: links.replica, dramBytesPerSecond: dramBytesPerSecond)
            forward += exchange.forward
            backward += exchange.backward + exchange.again
        }
        return (forward, backward)
    }

    /// Adds what follows a stage's last backward pass.
    private func finish(_ time: inout StageTime, _ work: TrainingWork, parameters: HeldParameters) {
        time.optimizer = work.optimizerSeconds(parameters: parameters, dramBytesPerSecond: dramBytesPerSecond)
        // Streamed gradients have left.
        guard work.memory.streaming == nil else { return }
        // The ring of the last chunk alone can be late: the others' gradients are complete rounds before.
        let chunks = Double(work.plan.chunks)
        let hidden = work.exposedSeconds(
            ringSeconds: links.gradientRing(work, parameters: parameters) / chunks,
            lastBackwardSeconds: time.backward / chunks, layers: Double(work.plan.layersAtLeast))
        time.exchange = hidden + links.weightRing(work, parameters: parameters)
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

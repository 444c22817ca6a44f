import TrainingStrategy
import WaferArchitecture

/// The time of an iteration from the times of its stages.
struct ClosedFormSchedule {
    private let work: TrainingWork
    private let links: ClosedFormLinks
    private let dramBytesPerSecond: Double

    init(_ work: TrainingWork, links: ClosedFormLinks) {
        self.work = work
        self.links = links
        dramBytesPerSecond = work.reachedDRAMBytesPerSecondPerDie
    }

    /// One micro-batch on one stage, by part.
    private struct StageTime {
        var compute = 0.0
        var memory = 0.0
        var communication = 0.0
        var again = 0.0
        /// The backward pass with what is made again, behind which gradients hide.
        var backward = 0.0
        var total: Double { compute + memory + communication + again }
    }

    private func time(stage: Int, parameters: HeldParameters) -> StageTime {
        let passes = work.work(stage: stage)
        let forward = passes.forward.seconds(dramBytesPerSecond: dramBytesPerSecond)
        let backward = passes.backward.seconds(dramBytesPerSecond: dramBytesPerSecond)
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
            let steps = work.design.strategy.replicas - 1
            let gather = links.ringSeconds(bytes: work.forwardRingBytes(parameters: parameters), steps: steps)
            let scatter = links.ringSeconds(bytes: work.backwardRingBytes(parameters: parameters), steps: steps)
            // Rings of keys and values use the same links.
            time.communication +=
                max(0, gather + exchange.forwardRingSeconds - (forward + exchange.forward))
                + max(0, scatter + exchange.backwardRingSeconds - (backward + exchange.backward))
        }
        return time
    }

    /// What follows a stage's last backward pass.
    private struct AfterTime {
        /// What replicas exchange and nothing hides.
        var exchange = 0.0
        var optimizer = 0.0
    }

    private func after(_ time: StageTime, parameters: HeldParameters) -> AfterTime {
        let steps = work.design.strategy.replicas - 1
        let ring = links.ringSeconds(
            bytes: work.gradientRingBytes(parameters: parameters),
            steps: work.design.strategy.zeroStage == 0 ? 2 * steps : steps)
        let gather = links.ringSeconds(bytes: work.weightRingBytes(parameters: parameters), steps: steps)
        // The ring of the last chunk alone can be late: the others' gradients are complete rounds before.
        let chunks = Double(work.plan.chunks)
        let hidden = work.exposedSeconds(
            ringSeconds: ring / chunks, lastBackwardSeconds: time.backward / chunks,
            layers: Double(work.plan.layersAtLeast))
        return AfterTime(
            exchange: hidden + gather,
            optimizer: work.optimizerSeconds(parameters: parameters, dramBytesPerSecond: dramBytesPerSecond))
    }

    /// The time of the iteration by part.
    func time() -> TrainingEvaluation.Time {
        let plan = work.plan
        var slowest = StageTime()
        var sum = 0.0
        var exposed = 0.0
        var optimizer = 0.0
        var stage = 0
        var time = StageTime()
        var after = AfterTime()
        var layers = LayerCount(dense: -1)
        let last = plan.stages - 1
        while stage <= last {
            // Stages between the ends differ in their number of layers only, and neighbours mostly not even in that.
            let count = plan.layerCount(stage: stage)
            if count != layers || stage <= 1 || stage == last {
                let parameters = work.parameters(stage: stage)
                time = self.time(stage: stage, parameters: parameters)
                after = self.after(time, parameters: parameters)
                layers = count
            }
            sum += time.total
            if time.total > slowest.total { slowest = time }
            exposed = max(exposed, after.exchange)
            optimizer = max(optimizer, after.optimizer)
            stage += 1
        }
        let batches = Double(plan.microBatches)
        var result = TrainingEvaluation.Time()
        result.compute = batches * slowest.compute
        result.memory = batches * slowest.memory
        result.recompute = batches * slowest.again
        result.bubble = (sum - slowest.total) / Double(plan.chunks)
        result.communication =
            batches * slowest.communication + transfers(pace: slowest.total, sum: sum) + exposed + tiedHead
        result.optimizer = optimizer
        return result
    }

    /// What transfers between stages add.
    ///
    /// A stage may have only so many micro-batches under way; each goes forward through all stages and back, so the
    /// pace is at best the round trip divided by their number, which passes the slowest stage's time once transfers
    /// count.
    private func transfers(pace: Double, sum: Double) -> Double {
        let plan = work.plan
        guard plan.stages > 1 else { return 0 }
        let fill = 2 * links.pipelineSeconds
        guard plan.schedule != .gpipe else { return fill }
        let chunks = Double(plan.chunks)
        let wraps = (chunks - 1) * links.transferSeconds
        let roundTrip = sum + 2 * (chunks * links.pipelineSeconds + wraps)
        let underWay = plan.liveMicroBatches(stage: 0)
        let slower = max(0, roundTrip / underWay - pace)
        return fill + slower * max(0, Double(plan.microBatches) - underWay)
    }

    /// The exchange of a tied head's gradient between the first stage and the last.
    private var tiedHead: Double {
        let bytes = work.tiedHeadBytes
        guard bytes > 0 else { return 0 }
        let link = LinkCost(dieToDieOf: work.design.hardware)
        return link.seconds(bytes: bytes, links: links.pipelineHops)
    }
}

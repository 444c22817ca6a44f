import LanguageModel
import TrainingStrategy
import WaferArchitecture

/// The time of an iteration on a cluster, from the times of its stages.
///
/// `m T + (sum of stages - T) / v` with the slowest stage's time `T` for a micro-batch (Narayanan et al., SC'21). Each
/// chunk of each micro-batch waits for its transfer in both directions. Replicas add up gradients after the last
/// backward pass; with ZeRO 2 and 3 they exchange at every micro-batch. None of it is hidden, as in the libraries
/// measured.
struct ClusterSchedule {
    let work: ClusterWork
    private let transferSeconds: Double
    private let halfSeconds: Double

    init(_ work: ClusterWork) {
        self.work = work
        transferSeconds = work.network.transferSeconds(streamBytes: work.streamBytes)
        halfSeconds = work.network.tensorHalf(bytes: work.streamBytes)
    }

    /// One micro-batch on one stage, and what follows its last backward pass.
    private func time(stage: Int) -> StageTime {
        let plan = work.memory.plan
        let passes = work.work(stage: stage)
        var time = StageTime()
        time.compute = passes.forward.computeSeconds + passes.backward.computeSeconds
        time.memory = passes.forward.operatorSeconds + passes.backward.operatorSeconds - time.compute
        time.again = passes.again.operatorSeconds + passes.againHalves * halfSeconds
        time.communication =
            (passes.forwardHalves + passes.backwardHalves) * halfSeconds
            + 2 * Double(plan.chunks) * transferSeconds
        addExchanges(passes, to: &time)
        let parameters = work.memory.parameters(stage: stage)
        if work.design.strategy.zeroStage >= 2, work.design.strategy.replicas > 1 {
            let zero = zeroSeconds(parameters: parameters, layers: passes.layers)
            time.communication += zero.scatter
            time.communication += zero.gathers
        }
        time.exchange = exchangeSeconds(parameters: parameters)
        time.optimizer = optimizerBytes(parameters: parameters) / work.law.memoryBytesPerSecond
        return time
    }

    /// What ZeRO 2 and 3 exchange for every micro-batch.
    ///
    /// Gradients are scattered; ZeRO 3 gathers the weights for both passes too.
    func zeroSeconds(parameters: HeldParameters, layers: Double) -> (scatter: Double, gathers: Double) {
        let zero = work.design.strategy.zeroStage
        guard zero >= 2 else { return (0, 0) }
        let start = (4 * layers - 1) * work.network.replicaStart
        let scatter = copyHalf(parameters, bytesEach: gradientBytes) + start
        return (scatter, zero == 3 ? 2 * (copyHalf(parameters, bytesEach: weightBytes) + start) : 0)
    }

    /// All-to-alls of experts, and what of the rings of keys and values the attention core of their layer does not
    /// hide.
    private func addExchanges(_ passes: StageWork, to time: inout StageTime) {
        if passes.forwardExchanges > 0 {
            let once = work.network.allToAll(bytes: work.exchange.expertBytes)
            time.communication += (passes.forwardExchanges + passes.backwardExchanges) * once
            time.again += passes.againExchanges * once
        }
        if passes.forwardRings > 0 {
            let there = work.network.contextRing(bytes: work.exchange.forwardRingBytes)
            let back = work.network.contextRing(bytes: work.exchange.backwardRingBytes)
            time.communication +=
                passes.forwardRings * max(0, there - work.dense.coreForwardSeconds)
                + passes.backwardRings * max(0, back - work.dense.coreBackwardSeconds)
            time.again += passes.againRings * max(0, there - work.dense.coreAgainSeconds)
        }
    }

    /// Half an all-reduce over the copies of parameters.
    private func copyHalf(_ parameters: HeldParameters, bytesEach: Double) -> Double {
        guard work.design.strategy.expert > 1 else {
            return work.network.replicaHalf(bytes: bytesEach * parameters.total)
        }
        return work.network.replicaHalf(bytes: bytesEach * parameters.common)
            + work.network.expertCopyHalf(bytes: bytesEach * parameters.experts)
    }

    /// The time of the iteration by part.
    func time() -> TrainingEvaluation.Time {
        PipelineTime(work.memory.plan) { time(stage: $0) }
            .time(transfers: 0, tiedHead: work.network.pairSeconds(bytes: tiedHeadBytes))
    }

    /// Bytes that the optimiser's step moves on one device.
    func optimizerBytes(parameters: HeldParameters) -> Double {
        let strategy = work.design.strategy
        // Both moments are read and written.
        let each = Constants.gpuOptimizerBytes.value - 2 * (8 - work.design.job.optimizerState.momentBytes)
        guard strategy.zeroStage >= 1 else { return each * parameters.total }
        return each * parameters.common / Double(strategy.replicas)
            + each * parameters.experts / Double(strategy.replicas / strategy.expert)
    }

    /// What replicas exchange once an iteration: an all-reduce of gradients, with ZeRO 1 its two halves, the second of
    /// them on the new weights; with ZeRO 2 only that.
    func exchangeSeconds(parameters: HeldParameters) -> Double {
        let gradients = copyHalf(parameters, bytesEach: gradientBytes)
        let weights = copyHalf(parameters, bytesEach: weightBytes)
        switch work.design.strategy.zeroStage {
        case 0: return 2 * gradients
        case 1: return gradients + weights
        case 2: return weights
        default: return 0
        }
    }

    /// Bytes of one gradient on its way to the other replicas.
    var gradientBytes: Double { work.design.job.exchangedGradientBytes }

    /// Bytes of one working weight.
    var weightBytes: Double { work.memory.state.weight }

    /// Bytes of the gradient of a tied head that first and last stage exchange once.
    var tiedHeadBytes: Double {
        let model = work.design.model
        guard model.isHeadTied, work.memory.plan.stages > 1 else { return 0 }
        return gradientBytes * model.headParameters(tensor: work.design.strategy.tensor)
    }
}

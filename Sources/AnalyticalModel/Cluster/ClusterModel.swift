import LanguageModel
import TrainingStrategy
import WaferArchitecture

/// Training on a cluster of graphics processors in closed form.
///
/// - Operators: ``GPUOperatorLaw``, a measured efficiency curve over tiles, waves and memory.
/// - Collectives and transfers: alpha-beta on the links of a node and the adapters between nodes.
/// - Schedule: that of ``ClusterSchedule``.
///
/// Power, area, price and their limits are those of one device; memory is that of the fullest.
enum ClusterModel {
    /// The figures of one iteration of a legal design.
    static func evaluate(_ design: TrainingDesign, on cluster: GPUCluster) -> TrainingEvaluation {
        let work = ClusterWork(design, on: cluster)
        let schedule = ClusterSchedule(work)
        var result = TrainingEvaluation()
        result.time = schedule.time()
        complete(&result, schedule)
        return result
    }

    private static func complete(_ result: inout TrainingEvaluation, _ schedule: ClusterSchedule) {
        let work = schedule.work
        let (design, plan) = (work.design, work.memory.plan)
        let seconds = result.time.total
        let devices = Double(work.cluster.devices)
        result.iterationSeconds = seconds
        result.tokensPerSecond =
            Double(design.job.globalBatchSequences) * Double(design.model.sequenceLength) / seconds

        let groupsAndDevices = Double(design.strategy.replicas) * Double(design.strategy.tensor)
        let passes = Double(plan.microBatches) * groupsAndDevices
        let once = work.work(layers: plan.layerCount, isFirst: true, isLast: true)
        var all = PassCost()
        all.add(once.forward, times: passes)
        all.add(once.backward, times: passes)
        // What several devices do alike is executed, but counts once for the model.
        let modelFlops = design.model.trainingFlops(sequences: design.job.globalBatchSequences, policy: .none)
        all.add(once.again, times: passes)
        let peak = devices * work.cluster.device.matrixFlopsPerSecond
        result.flopsPerSecondPerDevice = all.matrixFlops / seconds / devices
        result.hardwareUtilisation = all.matrixFlops / seconds / peak
        result.modelUtilisation = modelFlops / seconds / peak

        let parameters = work.memory.parametersOfAllStages
        let joules = GPUEnergy(work.cluster)
        result.energy.compute = all.matrixFlops * joules.joulesPerFlop
        result.energy.dram =
            (all.dramBytes + groupsAndDevices * schedule.optimizerBytes(parameters: parameters))
            * joules.joulesPerMemoryByte
        let halves = (once.forwardHalves + once.backwardHalves + once.againHalves) * work.streamBytes
        let strategy = design.strategy
        let copied =
            (strategy.replicas > 1 ? parameters.common : 0)
            + (strategy.replicas > strategy.expert ? parameters.experts : 0)
        let exchanged = 2 * schedule.gradientBytes * copied * groupsAndDevices
        let sent =
            (once.forwardExchanges + once.backwardExchanges + once.againExchanges) * work.exchange.expertBytes
            + (once.forwardRings + once.againRings) * work.exchange.forwardRingBytes
            + once.backwardRings * work.exchange.backwardRingBytes
        let transferred = 2 * Double(plan.virtualStages - 1) * work.streamBytes / Double(design.strategy.tensor)
        result.energy.dieToDie = (passes * (halves + transferred + sent) + exchanged) * joules.joulesPerLinkByte
        result.energy.idle = work.cluster.device.idleWatts * devices * seconds
        result.energyJoules = result.energy.total
        result.powerWatts = result.energyJoules / seconds / devices

        result.memory = work.memory.fullest
        TrainingEvaluation.setFigures(&result, cluster: work.cluster)
        result.memoryLimit.value = result.memory.total
        result.powerLimit.value = result.powerWatts
        if result.memoryLimit.isViolated { result.violations.append(result.memoryLimit) }
        if result.powerLimit.isViolated { result.violations.append(result.powerLimit) }
    }
}

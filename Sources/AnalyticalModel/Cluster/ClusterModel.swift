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

    /// Bytes that one device of each stage sends in an iteration, summed over the stages.
    private static func linkBytes(_ schedule: ClusterSchedule, _ once: StageWork) -> Double {
        let work = schedule.work
        let (strategy, plan) = (work.design.strategy, work.memory.plan)
        let (replicas, expert) = (Double(strategy.replicas), Double(strategy.expert))
        let (batches, boundaries) = (Double(plan.microBatches), Double(2 * (plan.virtualStages - 1)))
        var halves = once.forwardHalves + once.backwardHalves + once.againHalves
        // What comes in parts from another stage is gathered.
        if !strategy.sequenceParallel, strategy.tensor > 1 { halves += boundaries }
        let group = Double(strategy.tensor)
        let exchanges = once.forwardExchanges + once.backwardExchanges + once.againExchanges
        let perMicroBatch =
            halves * work.streamBytes * (group - 1) / group + boundaries * work.streamBytes / group
            + exchanges * work.exchange.expertBytes * (expert - 1) / expert
            + (once.forwardRings + once.againRings) * work.exchange.forwardRingBytes
            + once.backwardRings * work.exchange.backwardRingBytes
        let (gradients, weights) = strategy.replicaHalves(microBatches: plan.microBatches)
        let parameters = work.memory.parametersOfAllStages
        let copied =
            parameters.common * (replicas - 1) / replicas + parameters.experts * (replicas - expert) / replicas
        return batches * perMicroBatch
            + copied * (gradients * schedule.gradientBytes + weights * schedule.weightBytes)
            + 2 * schedule.tiedHeadBytes
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
        result.energy.dieToDie = groupsAndDevices * linkBytes(schedule, once) * joules.joulesPerLinkByte
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

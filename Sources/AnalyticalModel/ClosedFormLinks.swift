import LanguageModel
import TrainingStrategy
import WaferArchitecture

/// Seconds of everything that goes over links between dies, each kind as if it were alone.
struct ClosedFormLinks {
    /// One half of a tensor collective.
    let halfSeconds: Double
    /// One micro-batch from a stage to the next on the same wafer.
    let transferSeconds: Double
    /// The same to a stage on another wafer.
    let crossingSeconds: Double
    /// The slower of both, where the stages of a replica stand on several wafers.
    let slowestTransferSeconds: Double
    /// All transfers of one micro-batch from the first stage to the last.
    let pipelineSeconds: Double
    /// Links between corresponding dies of neighbouring stages.
    let pipelineHops: Int
    /// Links between corresponding dies of neighbouring replicas.
    var replicaHops: Int { replica.hops }
    /// The gradient of a tied head between the first stage and the last; 0 without one.
    let tiedHeadSeconds: Double
    /// The rings of replicas.
    let replica: ReplicaLink
    /// Bytes a second between a die and its DRAM.
    let dramBytesPerSecond: Double

    /// Works out the seconds from the placement.
    init(_ work: TrainingWork) {
        let (hardware, placement) = (work.design.hardware, work.placement)
        let link = LinkCost(dieToDieOf: hardware)
        let shape = placement.shape
        halfSeconds =
            shape.halfReduceSeconds(bytes: work.streamBytes, link: link) * placement.ringSlowdown(on: hardware)

        let stages = StageLink(placement: placement, hardware: hardware, bytes: work.streamBytes)
        pipelineHops = stages.hops
        transferSeconds = stages.nearSeconds
        crossingSeconds = stages.farSeconds
        pipelineSeconds = stages.allSeconds
        let crosses = hardware.wafer.count > 1 && placement.stagesCrossWafers
        slowestTransferSeconds = crosses ? max(stages.nearSeconds, stages.farSeconds) : stages.nearSeconds
        let tied = work.tiedHeadBytes
        tiedHeadSeconds = tied > 0 ? link.seconds(bytes: tied, links: pipelineHops) : 0

        replica = ReplicaLink(work)
        dramBytesPerSecond = work.reachedDRAMBytesPerSecondPerDie
    }

    /// Seconds for bytes that each die sends round the ring of replicas in so many steps.
    func ringSeconds(bytes: Double, steps: Int) -> Double {
        replica.ringSeconds(bytes: bytes, steps: steps)
    }

    /// Seconds of a stage's gradients on their way round: links, or DRAM, which is read to send and read and written to
    /// add.
    func gradientRing(_ work: TrainingWork, parameters: HeldParameters) -> Double {
        let (bytes, steps) = (work.gradientRingBytes(parameters: parameters), work.design.strategy.replicas - 1)
        return max(
            replica.ringSeconds(bytes: bytes, steps: work.design.strategy.zeroStage == 0 ? 2 * steps : steps),
            work.weightsStay ? 0 : 3 * bytes / dramBytesPerSecond)
    }

    /// Seconds of new weights on their way round: links, or DRAM, which is read to send and written.
    func weightRing(_ work: TrainingWork, parameters: HeldParameters) -> Double {
        let bytes = work.weightRingBytes(parameters: parameters)
        return max(
            replica.ringSeconds(bytes: bytes, steps: work.design.strategy.replicas - 1),
            work.weightsStay ? 0 : 2 * bytes / dramBytesPerSecond)
    }

    /// Seconds in which links that stages share carry what these send round rings after the last backward pass.
    func sharedEndSeconds(_ work: TrainingWork) -> Double {
        let all = work.parametersOfAllStages
        let gradients = work.gradientRingBytes(parameters: all) / Double(work.plan.chunks)
        return replica.sharedSeconds(
            bytes: (gradients + work.weightRingBytes(parameters: all)) / Double(work.plan.stages))
    }

    /// Seconds in which links that stages share carry what these send round rings beside one micro-batch: with ZeRO
    /// gradients and weights, and keys and values.
    func sharedPassSeconds(_ work: TrainingWork) -> Double {
        let strategy = work.design.strategy
        guard strategy.replicas > 1, work.ringsBesidePasses || strategy.context > 1 else { return 0 }
        let all = work.parametersOfAllStages
        var bytes = work.forwardRingBytes(parameters: all) + work.backwardRingBytes(parameters: all)
        if strategy.context > 1 {
            let layers = Double(work.design.model.layers)
            let again = work.workOfAllStages.againRings
            bytes +=
                replica.ways
                * ((layers + again) * work.exchange.forwardRingBytes + layers * work.exchange.backwardRingBytes)
        }
        return replica.sharedSeconds(bytes: bytes / Double(work.plan.stages))
    }
}

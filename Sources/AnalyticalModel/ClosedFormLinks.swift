import TrainingStrategy
import WaferArchitecture

/// Seconds of everything that goes over links between dies, each as if it were alone.
struct ClosedFormLinks {
    /// One half of a tensor collective.
    let halfSeconds: Double
    /// One micro-batch from a stage to the next on the same wafer.
    let transferSeconds: Double
    /// The same to a stage on another wafer.
    let crossingSeconds: Double
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

    /// Works out the seconds from the placement.
    init(_ work: TrainingWork) {
        let (hardware, placement) = (work.design.hardware, work.placement)
        let link = LinkCost(dieToDieOf: hardware)
        let shape = placement.shape
        halfSeconds = shape.halfReduceSeconds(bytes: work.streamBytes, link: link)

        let stages = StageLink(placement: placement, hardware: hardware, bytes: work.streamBytes)
        pipelineHops = stages.hops
        transferSeconds = stages.nearSeconds
        crossingSeconds = stages.farSeconds
        pipelineSeconds = stages.allSeconds
        let tied = work.tiedHeadBytes
        tiedHeadSeconds = tied > 0 ? link.seconds(bytes: tied, links: pipelineHops) : 0

        replica = ReplicaLink(work)
    }

    /// Seconds for bytes that each die sends round the ring of replicas in so many steps.
    func ringSeconds(bytes: Double, steps: Int) -> Double {
        replica.ringSeconds(bytes: bytes, steps: steps)
    }
}

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
    /// The rings of replicas.
    let replica: ReplicaLink

    /// Works out the seconds from the placement.
    init(_ work: TrainingWork) {
        let (hardware, placement) = (work.design.hardware, work.placement)
        let link = LinkCost(dieToDieOf: hardware)
        let shape = placement.shape
        halfSeconds = shape.halfReduceSeconds(bytes: work.streamBytes, link: link)

        // A walk goes along rows where there is more than one rectangle in a row; the side that it crosses is as many
        // links wide as the rectangle is high.
        let alongRows = placement.columns > 1
        pipelineHops = alongRows ? shape.width : shape.height
        let lanes = Double(alongRows ? shape.height : shape.width)
        transferSeconds = link.seconds(bytes: work.streamBytes / lanes, links: pipelineHops)
        let boundaries = work.plan.stages - 1
        let crossings =
            placement.isConsecutive
            ? min(boundaries, hardware.wafer.count - 1)
            : (work.plan.stages / placement.stagesPerWafer) - 1
        // All replicas of a wafer cross at the same time; a single wafer may leave the bandwidth at zero, but has no
        // crossings.
        let together = placement.isConsecutive ? 1 : Double(placement.replicasPerWafer)
        let crossing =
            together * work.streamBytes / max(hardware.wafer.interWaferBytesPerSecond, 1) + link.latencySeconds
        crossingSeconds = max(crossing, transferSeconds)
        pipelineSeconds = Double(boundaries - crossings) * transferSeconds + Double(crossings) * crossingSeconds

        replica = ReplicaLink(work)
    }

    /// Seconds for bytes that each die sends round the ring of replicas in so many steps.
    func ringSeconds(bytes: Double, steps: Int) -> Double {
        replica.ringSeconds(bytes: bytes, steps: steps)
    }
}

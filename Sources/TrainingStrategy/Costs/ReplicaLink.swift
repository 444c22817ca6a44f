import WaferArchitecture

/// The links between corresponding dies of neighbouring replicas on a wafer, each ring as if it were alone.
public struct ReplicaLink: Sendable, Hashable {
    /// Links between corresponding dies of neighbouring replicas.
    public let hops: Int
    /// Bytes a second of one die's ring.
    public let bytesPerSecond: Double
    /// Seconds of one step without its bytes.
    public let stepSeconds: Double

    /// Works out the link from the placement.
    public init(_ work: TrainingWork) {
        self.init(placement: work.placement, hardware: work.design.hardware)
    }

    /// The same of a placement on a system.
    init(placement: Placement, hardware: Hardware) {
        let link = LinkCost(dieToDieOf: hardware)
        let shape = placement.shape
        // A ring over several wafers crosses from one to the next in any case.
        hops = max(placement.replicaHop, placement.replicasCrossWafers ? 1 : 0)
        let down = placement.blocksAcross > 0 ? placement.replicasPerWafer / placement.blocksAcross : 1
        let across = max(placement.blocksAcross, 1)
        let isArea = across > 1 && down > 1
        // All dies of a group that stand in one line towards their peers share its links; a ring that encloses an area
        // also runs the other way round.
        let sharing = Double(down > 1 ? (across > 1 ? max(shape.width, shape.height) : shape.height) : shape.width)
        var rate = link.bytesPerSecond * (isArea ? 2 : 1) / sharing
        if placement.replicasCrossWafers {
            // The rings of all dies of a replica cross between the same two wafers; a single wafer may leave the
            // bandwidth at zero, but has no crossings.
            let rings = Double(placement.stages * shape.count)
            rate = min(rate, max(hardware.wafer.interWaferBytesPerSecond, 1) / rings)
        }
        bytesPerSecond = rate
        stepSeconds = Double(hops) * link.latencySeconds
    }

    /// Seconds for bytes that each die sends round the ring of replicas in so many steps.
    public func ringSeconds(bytes: Double, steps: Int) -> Double {
        bytes > 0 ? bytes / bytesPerSecond + Double(steps) * stepSeconds : 0
    }
}

import MeshNetwork
import WaferArchitecture

/// The links between corresponding dies of neighbouring replicas on a wafer.
///
/// A ring covers each place between its first and its last die once in each direction, so that a link carries the rings
/// of all dies that stand in one line towards their peers: those of one group while a stage is alone, and those of all
/// stages in a row or column of a replica's block while all of them send.
public struct ReplicaLink: Sendable, Hashable {
    /// Links between corresponding dies of neighbouring replicas.
    public let hops: Int
    /// Bytes a second of one die's ring while only its own stage sends.
    public let bytesPerSecond: Double
    /// The same while all stages send.
    public let bytesPerSecondTogether: Double
    /// Times the rate of a ring that goes one way only: 2 where those of gradients and weights go both ways.
    public let ways: Double
    /// Seconds of one step without its bytes.
    public let stepSeconds: Double

    /// Stages that share the busiest link.
    public var stagesTogether: Double { bytesPerSecond / bytesPerSecondTogether }

    /// Works out the link from the placement.
    public init(_ work: TrainingWork) {
        self.init(placement: work.placement, hardware: work.design.hardware)
    }

    /// The same of a placement on a system.
    init(placement: Placement, hardware: Hardware) {
        let link = LinkCost(dieToDieOf: hardware)
        // A ring over several wafers crosses from one to the next in any case.
        hops = max(placement.replicaHop, placement.replicasCrossWafers ? 1 : 0)
        let lines =
            placement.plannedSites.isEmpty
            ? Self.lines(placement) : Self.plannedLines(placement, hardware)
        ways = lines.ways
        var alone = link.bytesPerSecond / lines.alone
        var together = link.bytesPerSecond / lines.together
        if placement.replicasCrossWafers {
            // The rings of all dies of a replica cross between the same two wafers; a single wafer may leave the
            // bandwidth at zero, but has no crossings.
            let crossing = max(hardware.wafer.interWaferBytesPerSecond, 1) / Double(placement.shape.count)
            (alone, together) = (min(alone, crossing), min(together, crossing / Double(placement.stages)))
        }
        (bytesPerSecond, bytesPerSecondTogether) = (alone, together)
        stepSeconds = Double(hops) * link.latencySeconds
    }

    /// Rings that the busiest link carries where a plan puts groups anywhere, counted message by message.
    private static func plannedLines(
        _ placement: Placement, _ hardware: Hardware
    ) -> (alone: Double, together: Double, ways: Double) {
        guard placement.replicas > 1 else { return (1, 1, 1) }
        let (order, detours) = (placement.replicaRing(), hardware.detours)
        let rings = (0..<placement.stages).map { stage in
            order.enumerated().map { index, replica in
                (
                    from: placement.site(stage: stage, replica: replica),
                    to: placement.site(stage: stage, replica: order[(index + 1) % order.count]), bytes: 1.0
                )
            }
        }
        func busiest(_ pairs: [(from: Placement.Site, to: Placement.Site, bytes: Double)]) -> Double {
            max(1, placement.busiestLink(pairs, on: hardware, detours: detours).bytes)
        }
        return (rings.reduce(1) { max($0, busiest($1)) }, busiest(rings.flatMap { $0 }), 1)
    }

    /// Rings that the busiest link carries, of one stage and of all.
    private static func lines(_ placement: Placement) -> (alone: Double, together: Double, ways: Double) {
        let (shape, stages) = (placement.shape, placement.stagesPerWafer)
        let (width, height) = (Double(shape.width), Double(shape.height))
        guard placement.blocksAcross > 0 else {
            // On one walk all stages of a replica pass each place of a row, but no more than half of its groups go the
            // same way there; the walk's rows share what goes up and down.
            let across = Double(min(stages, max(1, placement.columns / 2)))
            let down = Double(stages) / Double(placement.columns)
            return (width, max(across * width, down * height, width), 1)
        }
        let (across, down) = (placement.blocksAcross, placement.replicasPerWafer / placement.blocksAcross)
        let columns = placement.columns / across
        let (inRow, inColumn) = (min(stages, columns), (stages + columns - 1) / columns)
        if down == 1 { return (width, Double(inRow) * width, 1) }
        if across == 1 {
            // What leaves the wafer goes along its row to the rim first.
            let outwards = placement.replicasCrossWafers ? 1.0 : 0
            return (
                max(height, outwards * width), max(Double(inColumn) * height, outwards * (Double(inRow) * width - 1)), 1
            )
        }
        // A ring that encloses an area runs the other way round too, with half of the bytes, where it has no diagonal.
        let ways = placement.replicas % 2 == 0 && !placement.replicasCrossWafers ? 2.0 : 1
        return (max(width, height) / ways, max(Double(inRow) * width, Double(inColumn) * height) / ways, ways)
    }

    /// Seconds for bytes that each die sends round the ring of replicas in so many steps, while its stage is alone.
    public func ringSeconds(bytes: Double, steps: Int) -> Double {
        bytes > 0 ? bytes / bytesPerSecond + Double(steps) * stepSeconds : 0
    }

    /// Seconds in which the links of a ring that goes one way only carry bytes that each die sends, in so many steps.
    public func oneWaySeconds(bytes: Double, steps: Int) -> Double {
        bytes > 0 ? ways * bytes / bytesPerSecond + Double(steps) * stepSeconds : 0
    }

    /// Seconds in which links that all stages share carry bytes that each die of a stage sends in the mean.
    public func sharedSeconds(bytes: Double) -> Double { bytes / bytesPerSecondTogether }
}

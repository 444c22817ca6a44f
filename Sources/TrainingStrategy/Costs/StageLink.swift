import MeshNetwork
public import WaferArchitecture

/// The hand-overs of one stream from the first stage of a pipeline to the last: over links side by side on a wafer, or
/// between two wafers.
///
/// A walk goes along rows where there is more than one rectangle in a row; the side that it crosses is as many links
/// wide as the rectangle is high.
public struct StageLink: Sendable, Hashable {
    /// Links between corresponding dies of neighbouring stages.
    public let hops: Int
    /// Seconds of a hand-over on a wafer.
    public let nearSeconds: Double
    /// Seconds of a hand-over from one wafer to the next, when all replicas that stand there hand over together.
    public let farSeconds: Double
    /// Seconds of all hand-overs.
    public let allSeconds: Double

    /// Works out the seconds from the placement.
    ///
    /// - Parameters:
    ///   - placement: Where stages stand.
    ///   - hardware: The system.
    ///   - bytes: Bytes that a stage of one replica hands on.
    public init(placement: Placement, hardware: Hardware, bytes: Double) {
        let link = LinkCost(dieToDieOf: hardware)
        let shape = placement.shape
        guard placement.plannedSites.isEmpty else {
            self = StageLink.planned(placement, hardware: hardware, bytes: bytes)
            return
        }
        let alongRows = placement.columns > 1
        hops = alongRows ? shape.width : shape.height
        let lanes = Double(alongRows ? shape.height : shape.width)
        nearSeconds = link.seconds(bytes: bytes / lanes, links: hops)
        let boundaries = placement.stages - 1
        let crossings =
            placement.isConsecutive
            ? min(boundaries, hardware.wafer.count - 1) : placement.stages / placement.stagesPerWafer - 1
        // A single wafer may leave the bandwidth at zero, but has no crossings.
        let together = placement.isConsecutive ? 1 : Double(placement.replicasPerWafer)
        let crossing = together * bytes / max(hardware.wafer.interWaferBytesPerSecond, 1) + link.latencySeconds
        farSeconds = max(crossing, nearSeconds)
        allSeconds = Double(boundaries - crossings) * nearSeconds + Double(crossings) * farSeconds
    }
    /// The same where a plan puts stages anywhere: every hand-over as long as its own way, without other traffic.
    ///
    /// Dies at the same places of two groups send to each other along rows first; a link carries as many of these
    /// messages as stand in one line and are not past it.
    private static func planned(_ placement: Placement, hardware: Hardware, bytes: Double) -> StageLink {
        let link = LinkCost(dieToDieOf: hardware)
        let shape = placement.shape
        let crossing =
            Double(placement.replicas) * bytes / max(hardware.wafer.interWaferBytesPerSecond, 1) + link.latencySeconds
        let detours = hardware.detours
        var (near, far, all) = (0.0, 0.0, 0.0)
        var links = 0
        for boundary in 0..<max(0, placement.stages - 1) {
            var slowest = 0.0
            for replica in 0..<placement.replicas {
                let from = placement.site(stage: boundary, replica: replica)
                let to = placement.site(stage: boundary + 1, replica: replica)
                if replica == 0 { links += Placement.distance(from.rectangle, to.rectangle) }
                guard from.wafer == to.wafer else {
                    far = max(far, crossing)
                    slowest = max(slowest, crossing)
                    continue
                }
                let each = bytes / Double(shape.count)
                let (busiest, hops) = placement.busiestLink(
                    [(from, to, each)], on: hardware, detours: detours)
                let seconds = link.seconds(bytes: max(each, busiest), links: hops)
                near = max(near, seconds)
                slowest = max(slowest, seconds)
            }
            all += slowest
        }
        let boundaries = max(1, placement.stages - 1)
        return StageLink(
            hops: (links + boundaries / 2) / boundaries, nearSeconds: near, farSeconds: max(far, near), allSeconds: all)
    }

    private init(hops: Int, nearSeconds: Double, farSeconds: Double, allSeconds: Double) {
        self.hops = hops
        (self.nearSeconds, self.farSeconds, self.allSeconds) = (nearSeconds, farSeconds, allSeconds)
    }
}

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
}

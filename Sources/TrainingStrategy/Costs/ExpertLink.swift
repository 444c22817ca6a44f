public import WaferArchitecture

/// The all-to-all of expert parallelism on a mesh of dies: every die of a group sends to its peers in all groups of the
/// expert degree, all stages at once.
///
/// On a line of `w` groups, each as deep as its block of dies, the busiest link carries `w / 4` times a block's depth
/// of what one die sends: half of the dies, each with half of its bytes for the other side, over a cut (the
/// max-link-load law of a closed batch of uniform traffic; an odd number of groups has `(w - 1 / w) / 4`). Groups in a
/// rectangle have both dimensions, of which the longer decides.
public struct ExpertLink: Sendable, Hashable {
    /// Bytes that the busiest link carries for each byte that a die hands to the exchange.
    public let load: Double
    /// Links that a byte crosses in the mean.
    public let meanHops: Double
    /// Groups in a row of a wafer that exchange.
    public let columns: Int
    /// Rows of them on a wafer.
    public let rows: Int
    /// Wafers that they are on.
    public let wafers: Int
    private let linkBytesPerSecond: Double
    private let waferSeconds: Double
    private let latencySeconds: Double

    /// Works out the exchange from the placement.
    public init(placement: Placement, hardware: Hardware, expert: Int) {
        let link = LinkCost(dieToDieOf: hardware)
        linkBytesPerSecond = link.bytesPerSecond
        guard expert > 1 else {
            (load, meanHops, waferSeconds, latencySeconds) = (0, 0, 0, 0)
            (columns, rows, wafers) = (1, 1, 1)
            return
        }
        let here = min(expert, placement.replicasPerWafer)
        var (across, down) = (here, 1)
        var (blockWidth, blockHeight) = (max(1, placement.replicaHop), placement.shape.height)
        if placement.blocksAcross > 0 {
            let rowsOfBlocks = placement.replicasPerWafer / placement.blocksAcross
            across = min(here, placement.blocksAcross)
            while here % across != 0 || here / across > rowsOfBlocks, across > 1 { across -= 1 }
            down = here / across
            blockWidth = placement.columns / placement.blocksAcross * placement.shape.width
            blockHeight = placement.rows / rowsOfBlocks * placement.shape.height
        }
        load = max(
            Self.cut(across) * Double(blockWidth), Self.cut(down) * Double(blockHeight))
        // Two places of `w`, chosen evenly, are (w - 1 / w) / 3 apart in the mean.
        let apart = { (count: Int) in (Double(count) - 1 / Double(count)) / 3 }
        meanHops = apart(across) * Double(blockWidth) + apart(down) * Double(blockHeight)
        latencySeconds =
            Double((across - 1) * blockWidth + (down - 1) * blockHeight) * link.latencySeconds
        (columns, rows, self.wafers) = (across, down, (expert + here - 1) / here)
        let wafers = Double(self.wafers)
        // What leaves a wafer shares its way out with the other dies there.
        let dies = Double(placement.stagesPerWafer * placement.replicasPerWafer * placement.shape.count)
        waferSeconds =
            wafers > 1 ? (1 - 1 / wafers) * dies / max(hardware.wafer.interWaferBytesPerSecond, 1) : 0
    }

    /// Seconds of one exchange.
    ///
    /// - Parameter bytes: What each die hands to it, for all groups, its own included.
    public func seconds(bytes: Double) -> Double {
        max(bytes * load / linkBytesPerSecond, bytes * waferSeconds) + latencySeconds
    }

    private static func cut(_ count: Int) -> Double {
        Double((count / 2) * (count - count / 2)) / Double(count)
    }
}

/// How long an accelerator takes for a task and what that costs, tile by tile in closed form.
///
/// In steady state a tile leaves the pipeline as often as its slowest stage, or the memory outside, lets it: cycles are
/// those of the pipeline's filling plus, over all tiles, the longest of the stages and of the tile's bytes over the
/// bandwidth. ``PipelineSimulation`` plays the same tiles.
public struct AcceleratorEstimate: Sendable, Hashable {
    /// The task.
    public let task: AttentionTask
    /// The accelerator.
    public let size: AcceleratorSize
    /// A tile of the first row group of a head.
    public let firstTile: TileCost
    /// A tile of a later row group.
    public let laterTile: TileCost
    /// Tiles of first row groups, over all heads.
    public let firstTiles: Int
    /// Tiles of later row groups, over all heads.
    public let laterTiles: Int
    /// Cycles from the first load to the last result.
    public let cycles: Double
    /// Where the energy goes, in joules.
    public let joules: EnergyByPart
    private let work: TileWork

    /// What a count of cycles may come to, 2^62.
    static let mostCycles = 0x1p62

    /// What limits the rate.
    public enum Limit: String, Sendable, Hashable, CaseIterable {
        /// The shift-and-add array.
        case prediction
        /// The sorting cores.
        case sorting
        /// The array that makes keys and values.
        case generation
        /// The sorted updates.
        case update
        /// The memory outside.
        case memory
    }

    /// Estimates a task.
    ///
    /// - Throws: `SparseAttentionError.option` for numbers outside their range, and for a task of more than 2^62 cycles.
    /// - Complexity: O(1).
    public init(
        _ task: AttentionTask, on size: AcceleratorSize = .published, costs: UnitCosts = .published
    ) throws(SparseAttentionError) {
        try size.validate()
        try task.validate(on: size)
        self.task = task
        self.size = size
        firstTile = TileCost(task, on: size, isFirst: true)
        laterTile = TileCost(task, on: size, isFirst: false)
        firstTiles = task.heads * task.tiles
        laterTiles = firstTiles * (TileCost.groups(task, on: size) - 1)
        let bytesPerCycle = size.memoryBytesPerSecond / size.hertz
        let first = max(firstTile.slowest, firstTile.bytes / bytesPerCycle)
        let later = max(laterTile.slowest, laterTile.bytes / bytesPerCycle)
        // The first tile passes all stages and its loads; one interval of it is in the sum.
        let passage = firstTile.all + firstTile.bytes / bytesPerCycle
        cycles = passage + Double(firstTiles - 1) * first + Double(laterTiles) * later
        // Cycles are shown and compared as whole numbers.
        guard cycles <= AcceleratorEstimate.mostCycles else {
            throw .option(
                name: "cycles", found: "\(cycles), \(firstTile.bytes / bytesPerCycle) of them to load a tile",
                accepted: "at most 2^62; give fewer tokens or more bandwidth")
        }
        var work = TileWork()
        work += (firstTile.work, Double(firstTiles))
        work += (laterTile.work, Double(laterTiles))
        self.work = work
        let bytes = Double(firstTiles) * firstTile.bytes + Double(laterTiles) * laterTile.bytes
        joules = EnergyByPart(work, bytes: bytes, seconds: cycles / size.hertz, size: size, costs: costs)
    }

    /// Seconds from the first load to the last result.
    public var seconds: Double { cycles / size.hertz }
    /// Bytes that cross to the memory outside.
    public var bytes: Double { Double(firstTiles) * firstTile.bytes + Double(laterTiles) * laterTile.bytes }

    /// What limits the rate of most of the tiles.
    public var limit: Limit {
        let tile = laterTiles > firstTiles ? laterTile : firstTile
        let memory = tile.bytes * size.hertz / size.memoryBytesPerSecond
        if memory > tile.slowest { return .memory }
        if tile.slowest == tile.prediction { return .prediction }
        if tile.slowest == tile.generation { return .generation }
        return tile.slowest == tile.sorting ? .sorting : .update
    }

    /// Multiplications that are carried out, two operations each.
    ///
    /// They are both products over the kept keys, and the making of keys and values; what prediction and sorting do is
    /// not among them.
    public var executedOperations: Double { 2 * (work.products + work.makings) }

    /// The rate of what is carried out; never above ``AcceleratorSize/peakOperationsPerSecond``.
    public var executedOperationsPerSecond: Double { executedOperations / seconds }

    /// The rate with skipped work counted as done, as published figures count.
    public var denseEquivalentOperationsPerSecond: Double { task.denseOperations / seconds }

    /// Dense-equivalent operations for each joule of core, interface and memory outside.
    public var denseEquivalentOperationsPerJoule: Double { task.denseOperations / joules.device }

    /// Operations that are carried out for each joule of core, interface and memory outside.
    public var executedOperationsPerJoule: Double { executedOperations / joules.device }
}

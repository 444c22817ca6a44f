/// STAR's accelerator against a graphics processor, idea by idea.
///
/// The published gains, 9.2 in rate and 71.2 in operations a joule (arXiv 2512.20198), name neither how many cores
/// stand against one processor nor how that computes attention. So the gain is given for one core and for as many as
/// have the processor's peak rate, area or power, against a baseline of the caller's choice.
public struct AcceleratorLadder: Sendable, Hashable {
    /// One rung.
    public struct Rung: Sendable, Hashable {
        /// What it adds to the one before.
        public let name: String
        /// Seconds of one core.
        public let seconds: Double
        /// Joules of core, interface and memory.
        public let joules: Double
        /// What limits the core.
        public let limit: AcceleratorEstimate.Limit
    }

    /// How many cores stand against one processor.
    public enum Norm: String, Sendable, Hashable, CaseIterable {
        /// One.
        case core = "one core"
        /// As many as have its peak rate of 16-bit products.
        case peak = "equal peak rate"
        /// As many as draw its power, memory included.
        case power = "equal power"
        /// As many as have its area; the processes differ, 28 nm against 7 nm.
        case area = "equal area"
    }

    /// The task, with the sparsity of the last rung.
    public let task: AttentionTask
    /// The core.
    public let size: AcceleratorSize
    /// The processor.
    public let baseline: GraphicsBaseline
    /// Seconds of the processor.
    public let baselineSeconds: Double
    /// Joules of the processor.
    public let baselineJoules: Double
    /// The rungs: dense, sparse stage after stage, as a pipeline of tiles, with reuse-aware loads.
    public let rungs: [Rung]

    /// Climbs the ladder.
    ///
    /// - Parameters:
    ///   - task: Its load ratio belongs to the last rung.
    ///   - size: The core.
    ///   - baseline: The processor.
    ///   - method: How the processor computes attention.
    ///   - naiveLoadRatio: Loads over the keys of the union without the reuse-aware schedule; by the published means,
    ///     23 % fewer accesses, it is 1 / 0.77 times the scheduled ratio.
    /// - Throws: `SparseAttentionError.option` for numbers outside their range.
    public init(
        _ task: AttentionTask, on size: AcceleratorSize = .published, against baseline: GraphicsBaseline = .a100,
        method: GraphicsBaseline.Method = .unfused, naiveLoadRatio: Double? = nil
    ) throws(SparseAttentionError) {
        self.task = task
        self.size = size
        self.baseline = baseline
        baselineSeconds = baseline.seconds(task, method: method)
        baselineJoules = baseline.joules(task, method: method)
        var dense = task
        dense.isSparse = false
        dense.loadRatio = 1
        var naive = task
        naive.loadRatio = naiveLoadRatio ?? task.loadRatio / 0.77
        let first = try AcceleratorEstimate(dense, on: size)
        let tiled = try AcceleratorEstimate(naive, on: size)
        let last = try AcceleratorEstimate(task, on: size)
        rungs = [
            Rung(name: "dense", seconds: first.seconds, joules: first.joules.device, limit: first.limit),
            AcceleratorLadder.staged(tiled, costs: .published),
            Rung(name: "+ pipeline of tiles", seconds: tiled.seconds, joules: tiled.joules.device, limit: tiled.limit),
            Rung(name: "+ reuse-aware loads", seconds: last.seconds, joules: last.joules.device, limit: last.limit),
        ]
    }

    /// The same units without tiles across stages: each stage handles a row group's whole rows before the next begins,
    /// and predicted scores of 16 bits go to memory and back, once for sorting and once for the updates.
    private static func staged(_ estimate: AcceleratorEstimate, costs: UnitCosts) -> Rung {
        let task = estimate.task
        let size = estimate.size
        let groups = Double(TileCost.groups(task, on: size))
        let scoreBytes = 3 * 2 * groups * Double(size.rows) * Double(task.keys) * Double(task.heads)
        let count = (first: Double(estimate.firstTiles), later: Double(estimate.laterTiles))
        let cycles = count.first * estimate.firstTile.all + count.later * estimate.laterTile.all
        let bytes = estimate.bytes + scoreBytes
        let seconds = max(cycles / size.hertz, bytes / size.memoryBytesPerSecond)
        var joules = estimate.joules
        joules.memory *= seconds / estimate.seconds
        joules.control *= seconds / estimate.seconds
        joules.interface += 8 * scoreBytes * costs.interfaceJoulesPerBit
        joules.outside += 8 * scoreBytes * costs.memoryJoulesPerBit
        let isMemory = bytes / size.memoryBytesPerSecond > cycles / size.hertz
        return Rung(
            name: "+ prediction and sorting", seconds: seconds, joules: joules.device,
            limit: isMemory ? .memory : estimate.limit)
    }

    /// How many cores stand against the processor.
    public func cores(_ norm: Norm, rung: Rung) -> Double {
        switch norm {
        case .core: 1
        case .peak: baseline.operationsPerSecond / size.peakOperationsPerSecond
        case .power: baseline.watts * rung.seconds / rung.joules
        case .area: baseline.squareMillimetres / size.squareMillimetres
        }
    }

    /// The rate over the processor's.
    public func speed(_ rung: Rung, norm: Norm) -> Double {
        cores(norm, rung: rung) * baselineSeconds / rung.seconds
    }

    /// Operations a joule over the processor's; the number of cores does not matter.
    public func efficiency(_ rung: Rung) -> Double { baselineJoules / rung.joules }
}

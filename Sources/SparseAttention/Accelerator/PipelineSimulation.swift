/// The accelerator's stages and its memory, played event by event.
///
/// Prediction, sorting, generation and sorted updates work on one tile each at a time, in the order of the tiles. A
/// stage starts a tile when the one before has finished it, its loads have arrived, and fewer tiles than there are
/// buffers wait for the next stage. Inputs are loaded ahead of the prediction as far as there are buffers; what the
/// choice of keys makes known is loaded once the tile is sorted. The memory serves one request at a time at full
/// bandwidth: what chosen keys need first, then what is written, then what is loaded ahead.
public struct PipelineSimulation: Sendable, Hashable {
    /// Cycles from the first load to the last result in memory.
    public let cycles: Double
    /// Cycles in which each stage worked: prediction, sorting, generation, update.
    public let busyCycles: [Double]
    /// Cycles in which the memory served.
    public let memoryCycles: Double
    /// Events.
    public let events: Int

    /// Plays a task, row group after row group and head after head.
    ///
    /// - Throws: `SparseAttentionError.option` for numbers outside their range, and for a task of more than 2^62 cycles.
    /// - Complexity: O(tiles of all row groups and heads), about 0.2 microseconds each.
    public init(
        _ task: AttentionTask, on size: AcceleratorSize = .published
    ) throws(SparseAttentionError) {
        _ = try AcceleratorEstimate(task, on: size)
        let first = TileCost(task, on: size, isFirst: true)
        let later = TileCost(task, on: size, isFirst: false)
        let groups = TileCost.groups(task, on: size)
        let perHead = task.tiles * groups
        let count = perHead.multipliedReportingOverflow(by: task.heads)
        guard !count.overflow, count.partialValue <= 1 << 28 else {
            throw .option(name: "tiles", found: "\(task.heads) times \(perHead)", accepted: "at most 2^28 to play")
        }
        let tiles = task.tiles
        self.init(count: count.partialValue, size: size) { $0 % perHead < tiles ? first : later }
    }

    /// Plays tiles that were worked out elsewhere.
    ///
    /// - Throws: `SparseAttentionError.option` for a size outside its range, and for tiles of more than 2^62 cycles.
    public init(_ tiles: [TileCost], on size: AcceleratorSize = .published) throws(SparseAttentionError) {
        try size.validate()
        let cycles = tiles.reduce(0) { $0 + $1.all + $1.bytes * size.hertz / size.memoryBytesPerSecond }
        guard cycles >= 0, cycles <= AcceleratorEstimate.mostCycles else {
            throw .option(name: "cycles of the tiles", found: "\(cycles)", accepted: "0 to 2^62")
        }
        self.init(count: tiles.count, size: size) { tiles[$0] }
    }

    private init(count: Int, size: AcceleratorSize, tile: (Int) -> TileCost) {
        let bytesPerCycle = size.memoryBytesPerSecond / size.hertz
        let buffers = size.buffers
        var now = 0.0
        var (events, memoryCycles) = (0, 0.0)
        // Four stages and the memory: when what they do ends, infinite while idle.
        var ends = SIMD8<Double>(repeating: .infinity)
        var busy = SIMD4<Double>.zero
        var started = SIMD4<Int>.zero
        var finished = SIMD4<Int>.zero
        // Requests: inputs, selections, outputs.
        var asked = SIMD4<Int>.zero
        var served = SIMD4<Int>.zero
        var request = 0
        let memory = 4
        while finished[3] < count || served[2] < count {
            for stage in 0..<4 where ends[stage] == .infinity && started[stage] < count {
                let next = started[stage]
                let hasInput = stage == 0 ? served[0] > next : finished[stage - 1] > next
                let hasLoads = stage != 2 || served[1] > next
                let hasRoom = stage == 3 || finished[stage] - started[stage + 1] < buffers
                guard hasInput, hasLoads, hasRoom else { continue }
                let cost = tile(next)
                let cycles =
                    stage == 0
                    ? cost.prediction : stage == 1 ? cost.sorting : stage == 2 ? cost.generation : cost.update
                started[stage] = next + 1
                busy[stage] += cycles
                ends[stage] = now + cycles
            }
            if ends[memory] == .infinity {
                var bytes = -1.0
                if asked[1] < finished[1] {
                    request = 1
                    bytes = tile(asked[1]).selectionBytes
                } else if asked[2] < finished[3] {
                    request = 2
                    bytes = tile(asked[2]).outputBytes
                } else if asked[0] < count, asked[0] - started[0] < buffers {
                    request = 0
                    bytes = tile(asked[0]).inputBytes
                }
                if bytes >= 0 {
                    asked[request] += 1
                    memoryCycles += bytes / bytesPerCycle
                    ends[memory] = now + bytes / bytesPerCycle
                }
            }
            now = ends.min()
            guard now < .infinity else { break }
            for stage in 0..<4 where ends[stage] == now {
                ends[stage] = .infinity
                finished[stage] += 1
                events += 1
            }
            if ends[memory] == now {
                ends[memory] = .infinity
                served[request] += 1
                events += 1
            }
        }
        self.cycles = now
        busyCycles = (0..<4).map { busy[$0] }
        self.memoryCycles = memoryCycles
        self.events = events
    }
}

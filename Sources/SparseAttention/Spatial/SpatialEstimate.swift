import MeshNetwork

/// How long attention over many cores takes, step by step in closed form.
///
/// In each of as many steps as there are cores, every core works on one block of queries against one block of keys,
/// what goes round moves one hop, and what does not fit into a core comes from the memory outside. Where transfers
/// overlap work a step takes the longest of the three, and transfers and memory share the links of their routes; else
/// it takes the longer of work and memory and then the transfer. Cores wait for data and links and not for each other,
/// so that a transfer is the mean over a run of hops. A core reads keys and values again from outside for each group of
/// rows unless both fit into it twice, the block at work and the next. Where chosen keys are pulled, predictions go
/// round first, then keys come from all cores, then comes the work.
public struct SpatialEstimate: Sendable, Hashable {
    /// Seconds of work in a step.
    public let workSeconds: Double
    /// Seconds in which what goes round moves on by a hop of the ring, in the mean over its hops.
    public let transferSeconds: Double
    /// Seconds in which memory serves a step.
    public let memorySeconds: Double
    /// Steps.
    public let steps: Int
    /// Seconds to load shards, and to gather or merge what is not done in steps.
    public let extraSeconds: Double
    /// Seconds altogether.
    public let seconds: Double
    /// Operations of dense attention.
    public let denseOperations: Double

    /// What a step waits for.
    public enum Limit: String, Sendable, Hashable, CaseIterable {
        /// The cores' own work.
        case work
        /// The links.
        case transfer
        /// The memory outside.
        case memory
    }

    /// What the steps wait for most.
    public var limit: Limit {
        if memorySeconds > max(workSeconds, transferSeconds) { return .memory }
        return transferSeconds > workSeconds ? .transfer : .work
    }

    /// The rate with skipped work counted as done.
    public var denseEquivalentOperationsPerSecond: Double { denseOperations / seconds }

    /// Estimates a task.
    ///
    /// - Throws: `SparseAttentionError.option` for numbers outside their range.
    /// - Complexity: O(cores times the mesh's sides).
    public init(
        _ task: SpatialTask, on machine: SpatialMachine, design: SpatialDesign
    ) throws(SparseAttentionError) {
        let cores = machine.mesh.nodeCount
        try machine.validate()
        try task.validate(cores: cores)
        let tokens = Double(task.tokens) / Double(cores)
        var size = machine.core
        // What it needs from outside is timed here.
        size.memoryBytesPerSecond = 1e30
        let block = max(1, task.tokens / cores)
        let work = AttentionTask(
            queries: block, keys: block, width: task.width, heads: task.queryHeads, keep: task.keep,
            tiles: max(1, block / task.tileKeys), unionRatio: task.unionRatio, isSparse: design.isSparse)
        let core = try AcceleratorEstimate(work, on: size)
        workSeconds = core.seconds
        denseOperations =
            4 * Double(task.tokens) * Double(task.tokens) * Double(task.width) * Double(task.queryHeads)

        let traffic = SpatialTraffic(width: task.width, queryHeads: task.queryHeads, keyHeads: task.keyHeads)
        let elements = 2.0
        let headBlockBytes = tokens * 2 * Double(task.width) * elements
        // The block at work and the next, or all that a column of the mesh shares.
        let blocksHeld = design.dataflow == .rowColumn ? machine.mesh.height : 2
        let isHeld = Double(blocksHeld) * headBlockBytes <= machine.coreMemoryBytes
        let queryAndOutput = tokens * (traffic.bytesPerQuery + traffic.bytesPerOutput)
        // Query heads that share keys read them one after the other.
        let reread = core.bytes - queryAndOutput
        var blockBytes = isHeld ? 0 : reread
        // What arrives is put down outside before it is read; of the blocks of a core's work in a row-column spread
        // each column's keys are in as many as the mesh is wide.
        switch design.dataflow {
        case _ where isHeld: break
        case .keyValueRing, .selectedPull: blockBytes += tokens * traffic.bytesPerKey
        case .rowColumn: blockBytes += tokens * traffic.bytesPerKey / Double(machine.mesh.width)
        case .queryRing: break
        }
        if !design.isFused {
            // Written, read by the softmax, written and read again, in 16 bits.
            blockBytes += 4 * elements * tokens * tokens * Double(task.queryHeads)
        }
        let routes = SpatialRoutes(machine: machine, design: design)
        let shardBytes = tokens * traffic.bytesPerKey + queryAndOutput
        var extra = routes.memorySeconds(bytesPerCore: shardBytes)
        memorySeconds = routes.memorySeconds(bytesPerCore: blockBytes)

        var steps = cores
        var moved = 0.0
        switch design.dataflow {
        case .keyValueRing: moved = tokens * traffic.bytesPerKey
        case .queryRing: moved = tokens * (traffic.bytesPerQuery + traffic.bytesPerState)
        case .selectedPull:
            moved = tokens * traffic.bytesPerPredictedKey
            // All pairs of cores, each with the share that the union of its rows chooses.
            extra += routes.exchangeSeconds(bytesPerPair: tokens * traffic.bytesPerKey * task.unionRatio)
        case .rowColumn:
            steps = 1
            extra += routes.rowColumnSeconds(
                alongRow: tokens * traffic.bytesPerQuery, alongColumn: tokens * traffic.bytesPerKey)
            extra += routes.rowColumnSeconds(alongRow: tokens * traffic.bytesPerState, alongColumn: 0)
        }
        let isRing = design.dataflow != .rowColumn && cores > 1
        // Keys that are pulled come all at about the same time, since the links are shared, so that work waits for them.
        let overlaps = design.overlaps && design.dataflow != .selectedPull
        // One after the other, transfers have the links to themselves.
        let meanwhile = overlaps ? blockBytes : 0
        // Queries come home in one more hop; of keys the last block is not sent on.
        let hops = !isRing ? 0 : design.dataflow == .queryRing ? cores : cores - 1
        transferSeconds =
            isRing ? routes.ringSeconds(bytes: moved, memoryBytesPerCore: meanwhile, hops: hops) : 0
        self.steps = steps
        let blocks = Double(cores)
        let busy = design.dataflow == .rowColumn ? blocks * workSeconds : workSeconds
        let memory = design.dataflow == .rowColumn ? blocks * memorySeconds : memorySeconds
        if overlaps {
            let step = max(busy, transferSeconds, memory)
            seconds =
                extra + Double(steps) * max(busy, memory)
                + Double(hops) * (step - max(busy, memory))
        } else {
            seconds = extra + Double(steps) * max(busy, memory) + Double(hops) * transferSeconds
        }
        extraSeconds = extra
        guard seconds.isFinite, seconds > 0 else {
            throw .option(name: "time", found: "\(seconds) s", accepted: "finite seconds; give other bandwidths")
        }
    }
}

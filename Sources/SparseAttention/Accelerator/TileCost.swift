/// What one tile of keys costs each stage of the accelerator, and what crosses to the memory outside for it.
///
/// The stages are a pipeline: while one tile is in the sorted updates, the next are predicted and sorted. Cycles of the
/// published arrays (SOFA, arXiv 2407.10416, section 4), for a row group of T rows against B keys of d elements, k of
/// them kept, H elements a token: B H d / 4096 to predict keys and T B d / 4096 to predict scores, on the same array
/// and so one after the other; a pass of the sorting cores for each 12 live keys and 4 kept; 2 n H d / 512 to make n
/// keys and values; and k B d / 2 for either product beside k B exponentials in each row.
public struct TileCost: Sendable, Hashable {
    /// Cycles of the shift-and-add array.
    public var prediction: Double
    /// Cycles of the sorting cores.
    public var sorting: Double
    /// Cycles of the array that makes keys and values.
    public var generation: Double
    /// Cycles of the sorted updates.
    public var update: Double
    /// Bytes that the prediction waits for: tokens, codes, predicted keys and queries.
    public var inputBytes: Double
    /// Bytes that the choice of keys makes known: keys and values, or the tokens and weights that make them.
    public var selectionBytes: Double
    /// Bytes that are written: outputs, and what is kept for later row groups.
    public var outputBytes: Double
    /// The work that energy follows.
    var work: TileWork

    /// All bytes.
    public var bytes: Double { inputBytes + selectionBytes + outputBytes }
    /// Cycles of the slowest stage.
    public var slowest: Double { max(max(prediction, sorting), max(generation, update)) }
    /// Cycles of all stages, one after the other.
    public var all: Double { prediction + sorting + generation + update }

    /// Counts a tile.
    ///
    /// - Parameters:
    ///   - task: The heads, already checked.
    ///   - size: The accelerator, already checked.
    ///   - isFirst: Whether the row group is the first of its head, which makes what later ones find.
    init(_ task: AttentionTask, on size: AcceleratorSize, isFirst: Bool) {
        let groups = TileCost.groups(task, on: size)
        let (rows, width, hidden) = (Double(size.rows), Double(task.width), Double(task.hidden))
        let keys = Double(task.keys) / Double(task.tiles)
        let kept = task.isSparse ? task.keep * keys : keys
        let predictsKeys =
            task.isSparse && task.makesKeys && (isFirst || task.supply == .regenerated)
        let union = task.isSparse ? task.unionRatio * keys : keys
        // Keys and values that this row group makes.
        var made = 0.0
        switch task.supply {
        case .given, .held: break
        case .regenerated: made = union
        case .generated:
            let all = task.isSparse ? task.headUnionRatio * keys : keys
            made = isFirst ? union : (all - union) / Double(max(1, groups - 1))
        }
        let keyShifts = predictsKeys ? keys * hidden * width : 0
        let scoreShifts = task.isSparse ? rows * keys * width : 0
        prediction = (keyShifts + scoreShifts) / Double(size.shiftUnits) / size.utilisation
        let passes = task.isSparse ? SortCore.passes(keys: keys, kept: kept) : 0
        sorting = passes / size.utilisation
        let makings = 2 * made * hidden * width
        generation = makings / Double(size.generationMultipliers) / size.utilisation
        // A division for each element of a row's output, spread over its tiles, and a comparison at the tile's start.
        let divisions = width / Double(task.tiles)
        let products = max(kept * width / Double(size.scoreColumns), kept * width / Double(size.valueColumns))
        update = (max(products, kept) + divisions + 1) / size.utilisation

        let element = 2.0
        let queries = rows * width * element / Double(task.tiles)
        let makesWeights = made > 0
        let codes = predictsKeys ? hidden * width / 2 : 0
        let weights = makesWeights ? 2 * hidden * width * element : 0
        // What does not fit is read again for each tile.
        let reads = codes + weights <= Double(size.weightBytes) ? 1 / Double(task.tiles) : 1
        let sharing = Double(task.headsPerTokenLoad)
        inputBytes = queries + codes * reads
        if predictsKeys {
            inputBytes += keys * hidden / sharing
        } else if task.isSparse, task.supply != .held || isFirst {
            inputBytes += keys * width * element
        }
        selectionBytes = weights * reads + made * hidden * element / sharing
        switch task.supply {
        case .held:
            // Values once, and keys where no prediction has read them.
            if isFirst { selectionBytes += (task.isSparse ? 1 : 2) * keys * width * element }
        case .regenerated: break
        case .given, .generated:
            // Keys that the row group has just made are on the chip.
            selectionBytes += max(0, union * task.loadRatio - made) * 2 * width * element
        }
        outputBytes = queries
        if task.supply == .generated, groups > 1 {
            outputBytes += made * 2 * width * element + (predictsKeys ? keys * width * element : 0)
        }
        work = TileWork(
            shifts: keyShifts + scoreShifts, sortPasses: passes * rows, makings: makings,
            products: 2 * rows * kept * width, exponentials: rows * kept)
    }

    /// Costs that are given, such as those of tiles that were measured.
    public init(
        prediction: Double, sorting: Double, generation: Double, update: Double, inputBytes: Double = 0,
        selectionBytes: Double = 0, outputBytes: Double = 0
    ) {
        self.prediction = prediction
        self.sorting = sorting
        self.generation = generation
        self.update = update
        self.inputBytes = inputBytes
        self.selectionBytes = selectionBytes
        self.outputBytes = outputBytes
        work = TileWork()
    }

    /// The row groups of a head.
    static func groups(_ task: AttentionTask, on size: AcceleratorSize) -> Int {
        (task.queries + size.rows - 1) / size.rows
    }
}

/// The memory of one block of rows, used again for each block, and what was done so far.
public struct StarBlock: Sendable {
    /// The rows of the block.
    public internal(set) var rows = 0..<0
    /// The keys that each row keeps.
    public internal(set) var selection: KeySelection
    /// The output, [rows x value dimension].
    public internal(set) var output: [Double]
    /// The predicted scores, [rows x key tokens].
    var scores: [Double]
    /// Running maxima and sums, by row and, where they are kept apart, by tile.
    var maxima: [Double]
    var totals: [Double]
    var sums: [Double]
    /// The formal scores of a row in one tile.
    var line: [Double]
    /// The tiles that have sums of their own.
    let tiles: Int

    /// What the prediction of scores did in all blocks so far.
    var prediction = OperationCounts()
    /// What sorting did.
    var sorting = DistributedSort.Events()
    /// What the softmax did.
    public internal(set) var updates = SortedUpdate.Events()
    /// Multiplications of the formal matrix products.
    var products = 0

    init(rows: Int, plan: SegmentPlan, valueWidth: Int, tiles: Int) {
        self.tiles = tiles
        selection = KeySelection(plan: plan, rows: rows)
        output = [Double](repeating: 0, count: rows * valueWidth)
        scores = [Double](repeating: 0, count: rows * plan.tokens)
        maxima = [Double](repeating: 0, count: rows * tiles)
        totals = maxima
        sums = [Double](repeating: 0, count: rows * tiles * valueWidth)
        line = [Double](repeating: 0, count: (0..<plan.segments).map { plan.range($0).count }.max() ?? 0)
    }

    /// Empties the sums.
    mutating func begin() {
        for place in maxima.indices {
            maxima[place] = -.infinity
            totals[place] = 0
        }
        for place in sums.indices { sums[place] = 0 }
    }

    /// The keys that quotas had room for and the radius kept out, in all blocks so far.
    public var clippedKeys: Int { sorting.clippedKeys }

    /// Passes through the sorting cores, in all blocks so far.
    public var sortingPasses: Int { sorting.passes }

    /// What was done in all blocks so far, without what is done once a head.
    public var counts: AttentionCounts {
        var counts = AttentionCounts()
        counts.scorePrediction = prediction
        counts.sorting.compare = sorting.comparisons
        counts.products = .products(products)
        counts.softmax = updates.operations
        return counts
    }
}

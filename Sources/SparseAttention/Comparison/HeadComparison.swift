import CKernels

/// STAR beside dense attention and FlashAttention-2 on one head or on several.
public struct HeadComparison: Sendable, Hashable {
    /// How well the kept keys stand for all.
    public private(set) var quality = SelectionQuality()
    /// How rows share keys.
    public private(set) var reuse = ReuseCounts()
    /// What plain attention does.
    public private(set) var dense = AttentionCounts()
    /// What FlashAttention-2 does, in as many tiles as STAR has segments.
    public private(set) var flash = AttentionCounts()
    /// What STAR does.
    public private(set) var star = AttentionCounts()
    /// Tiles whose maximum was mispredicted, and scores that were rescued.
    public private(set) var updates = SortedUpdate.Events()
    /// Keys that the radius kept out though there was room.
    public private(set) var clippedKeys = 0
    /// Elements of predicted keys that did not fit into 16 bits.
    public private(set) var saturatedElements = 0
    /// Passes through the sorting cores.
    public private(set) var sortingPasses = 0
    /// The heads.
    public private(set) var heads = 0

    /// Starts from nothing.
    public init() {}

    /// Computes query heads that share keys and values in all three ways.
    ///
    /// What is done once for the keys, their prediction and their making, is counted once for all of them.
    ///
    /// - Parameters:
    ///   - group: The heads: one, or those of a group of grouped-query attention.
    ///   - options: How STAR computes them.
    ///   - scheduling: Whether loads are scheduled, which takes longer than all else.
    ///   - onPhase: Called when a phase begins, so that a caller can time them.
    /// - Returns: STAR's outputs, one a head, [query tokens x value dimension].
    /// - Throws: `SparseAttentionError` for options outside their range and for heads that differ in keys, values or
    ///   the number of queries.
    @discardableResult
    public mutating func add(
        _ group: [AttentionHead], options: StarOptions, scheduling: Bool = true, onPhase: (StarPhase) -> Void = { _ in }
    ) throws(SparseAttentionError) -> [[Double]] {
        guard let first = group.first else { return [] }
        for head in group.dropFirst() {
            guard head.queries.rows == first.queries.rows, head.keys == first.keys, head.values == first.values else {
                throw .shape(tensor: "q", found: "heads of different keys", accepted: "heads that share k and v")
            }
        }
        let flash = try FlashAttention(tiles: options.segments, rowGroup: options.rowGroup)
        var stars: [StarHead] = []
        var measures: [QualityMeasure] = []
        for head in group {
            onPhase(.keyPrediction)
            stars.append(try StarHead(head, options: options))
            onPhase(.comparison)
            let reference = try SoftmaxAttention(head, isCausal: options.isCausal, rotary: options.rotary)
            measures.append(QualityMeasure(reference, rows: min(options.rowGroup, head.queries.rows)))
            dense += reference.counts
            self.flash += try flash.counts(head, isCausal: options.isCausal)
        }
        var block = stars[0].makeBlock()
        var headUnion = KeyUnion(tokens: first.keys.rows)
        var groupUnion = headUnion
        var results = [[Double]](repeating: [], count: group.count)
        var loaded = 0
        for rows in stars[0].blocks {
            groupUnion.removeAll()
            for (place, star) in stars.enumerated() {
                onPhase(.scorePrediction)
                star.predict(rows, in: &block)
                onPhase(.sorting)
                star.choose(in: &block)
                onPhase(.attention)
                star.attend(in: &block)
                onPhase(.comparison)
                results[place] += block.output.prefix(rows.count * first.values.columns)
                measures[place].add(block, plan: star.plan, to: &quality)
                groupUnion.insert(block.selection)
                if scheduling { loaded += try schedule(block.selection) }
            }
            headUnion.formUnion(groupUnion)
            reuse.groups += 1
            reuse.unionSum += Double(groupUnion.count) / Double(stars[0].plan.visible(row: rows.upperBound - 1))
            if !scheduling { loaded += groupUnion.count }
        }
        reuse.headUnionKeys += headUnion.count
        reuse.headKeys += first.keys.rows
        addCounts(group, star: stars[0], block: block, loadedKeys: loaded, unionKeys: headUnion.count)
        heads += group.count
        return results
    }

    /// Schedules the loads of a block, tile by tile, and returns the keys loaded.
    private mutating func schedule(_ selection: KeySelection) throws(SparseAttentionError) -> Int {
        var loaded = 0
        for segment in 0..<selection.segments {
            var requests: [[Int32]] = []
            for row in 0..<selection.rows { requests.append(Array(selection.keys(row: row, segment: segment))) }
            let schedule = try ReuseSchedule(requests: requests)
            loaded += schedule.loads
            // A key brings its value.
            reuse.scheduledLoads += 2 * schedule.loads
            reuse.exactLoads += 2 * schedule.exactLoads
            reuse.rangeLoads += 2 * schedule.rangeLoads
        }
        return loaded
    }

    /// Adds what a group of heads did in STAR, and the making of keys and values to all three.
    ///
    /// Bytes: queries and results of 16 bits once; predicted keys of 16 bits once for each group of rows and head; keys
    /// and values of 16 bits as they are loaded; where keys are predicted, tokens of their width, 8 bits, and weights'
    /// codes, 4 bits, once.
    private mutating func addCounts(
        _ group: [AttentionHead], star: StarHead, block: StarBlock, loadedKeys: Int, unionKeys: Int
    ) {
        let head = group[0]
        var counts = block.counts
        counts.keyPrediction = star.predictedKeys.operations
        let (width, valueWidth) = (head.keys.columns, head.values.columns)
        var elements = (group.count * head.queries.rows + loadedKeys) * (width + valueWidth)
        for rows in star.blocks { elements += group.count * star.plan.visible(row: rows.upperBound - 1) * width }
        counts.bytesMoved = 2 * elements
        if let source = head.source {
            let operand = star.options.prediction.tokenWidth
            counts.bytesMoved +=
                source.tokens.elements.count * operand.bits / 8
                + source.weights.elements.count * operand.codeBits / 8
            // Values are made as keys are.
            let perToken = source.tokens.columns * (width + valueWidth)
            counts.generation = .products(unionKeys * perToken)
            dense.generation += .products(head.keys.rows * perToken)
            flash.generation += .products(head.keys.rows * perToken)
        }
        self.star += counts
        updates += block.updates
        clippedKeys += block.clippedKeys
        sortingPasses += block.sortingPasses
        saturatedElements += star.predictedKeys.saturatedElements
    }
}

import CKernels

/// One attention head, prepared for STAR: keys predicted, operands coded.
///
/// Rows are computed in blocks, in three phases that share a ``StarBlock``:
///
/// ```swift
/// let star = try StarHead(head, options: StarOptions(keep: 0.25, segments: 4))
/// var block = star.makeBlock()
/// for rows in star.blocks {
///     star.predict(rows, in: &block)
///     star.choose(in: &block)
///     star.attend(in: &block)
/// }
/// ```
public struct StarHead: Sendable {
    /// The choices.
    public let options: StarOptions
    /// The segments and what is kept of them.
    public let plan: SegmentPlan
    /// The keys as they were predicted, turned where there is a rotary embedding.
    public let predictedKeys: PredictedKeys
    let operands: HeadOperands
    let scoreOperands: ScoreOperands
    let sort: DistributedSort

    /// Predicts the keys of a head and codes its queries.
    ///
    /// - Throws: `SparseAttentionError` for options outside their range.
    public init(_ head: AttentionHead, options: StarOptions = .init()) throws(SparseAttentionError) {
        try options.validate()
        self.options = options
        operands = try HeadOperands(head, rotary: options.rotary, arithmetic: options.arithmetic)
        plan = try SegmentPlan(
            tokens: operands.keyTokens, segments: options.segments, keep: options.keep,
            causalQueries: options.isCausal ? operands.queryTokens : nil)
        var predicted: PredictedKeys
        if let source = head.source {
            predicted = try PredictedKeys(source, options: options.prediction)
        } else {
            predicted = PredictedKeys(keys: head.keys)
        }
        if let rotary = options.rotary { try predicted.rotate(rotary, rotation: options.prediction.rotation) }
        predictedKeys = predicted
        scoreOperands = ScoreOperands(
            queries: operands.turnedQueries, predicted: predicted, options: options.prediction,
            logitScale: HeadOperands.logitScale(width: operands.width))
        let unit = scoreOperands.logitsPerScore
        sort = DistributedSort(plan: plan, radius: options.radius.map { unit > 0 ? $0 / unit : .infinity })
    }

    /// The logits that a predicted score of 1 stands for in the mean, with what leading-zero codes lose made up for.
    public var logitsPerScore: Double { scoreOperands.logitsPerScore }

    /// The rows of the head in blocks of the accelerator's row group.
    public var blocks: [Range<Int>] {
        stride(from: 0, to: operands.queryTokens, by: options.rowGroup).map {
            $0..<min($0 + options.rowGroup, operands.queryTokens)
        }
    }

    /// Memory for one block of rows.
    public func makeBlock() -> StarBlock {
        StarBlock(
            rows: min(options.rowGroup, operands.queryTokens), plan: plan, valueWidth: operands.valueWidth,
            tiles: options.update.merge == .synchronised ? plan.segments : 1)
    }

    /// Predicts the scores of a block of rows.
    ///
    /// - Precondition: The rows are one of ``blocks``.
    public func predict(_ rows: Range<Int>, in block: inout StarBlock) {
        block.rows = rows
        let width = operands.width
        let visible = plan.visible(row: rows.upperBound - 1)
        scoreOperands.queries.withUnsafeBufferPointer { queries in
            block.scores.withUnsafeMutableBufferPointer { scores in
                guard let queries = queries.baseAddress else { return }
                ingot_matrix_product(
                    rows.count, width, visible, queries + rows.lowerBound * width, width, scoreOperands.keys,
                    operands.keyTokens, scores.baseAddress, operands.keyTokens)
            }
        }
        let isMultiplierFree = options.prediction.scheme.isMultiplierFree
        for row in rows {
            let count = plan.visible(row: row) * (isMultiplierFree ? scoreOperands.nonzero[row] : width)
            block.prediction += isMultiplierFree ? OperationCounts(add: count, shift: count) : .products(count)
        }
    }

    /// Chooses the keys of the rows whose scores were predicted.
    public func choose(in block: inout StarBlock) {
        block.selection.firstRow = block.rows.lowerBound
        block.selection.rows = block.rows.count
        let scores = block.scores
        scores.withUnsafeBufferPointer { scores in
            guard let scores = scores.baseAddress else { return }
            for (place, row) in block.rows.enumerated() {
                sort.choose(
                    row: row, scores: scores + place * operands.keyTokens, block: place, into: &block.selection,
                    events: &block.sorting)
            }
        }
    }
}

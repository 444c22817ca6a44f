import CKernels
import Glibc

/// FlashAttention-2: attention tile by tile with a running maximum.
///
/// T. Dao, "FlashAttention-2", ICLR 2024, algorithm 1. A tile costs two factors, for the sum and for the output, each
/// an exponential, as SOFA's printed comparison with the untiled softmax implies.
public struct FlashAttention: Sendable, Hashable {
    /// The tiles of a row.
    public let tiles: Int
    /// The rows that read keys and values together.
    public let rowGroup: Int

    /// Describes a tiling.
    ///
    /// - Parameters:
    ///   - tiles: The tiles of a row, at least 1; lengths differ by one at most.
    ///   - rowGroup: The rows for which keys and values are read once.
    /// - Throws: `SparseAttentionError.option` for numbers below 1.
    public init(tiles: Int, rowGroup: Int = 128) throws(SparseAttentionError) {
        guard tiles >= 1 else { throw .option(name: "tiles", found: "\(tiles)", accepted: "at least 1") }
        guard rowGroup >= 1 else { throw .option(name: "row group", found: "\(rowGroup)", accepted: "at least 1") }
        self.tiles = tiles
        self.rowGroup = rowGroup
    }

    /// The output of all rows, [query tokens x value dimension], in float64.
    ///
    /// - Throws: `SparseAttentionError` as ``SoftmaxAttention`` does, and for more tiles than keys.
    public func output(
        _ head: AttentionHead, isCausal: Bool = false, rotary: RotaryEmbedding? = nil
    ) throws(SparseAttentionError) -> [Double] {
        let reference = try SoftmaxAttention(head, isCausal: isCausal, rotary: rotary)
        let operands = reference.operands
        let plan = try plan(keys: operands.keyTokens, queries: operands.queryTokens, isCausal: isCausal)
        var result = [Double](repeating: 0, count: operands.queryTokens * operands.valueWidth)
        var scores = [Double](repeating: 0, count: operands.keyTokens)
        let indices = (0..<Int32(operands.keyTokens)).map { $0 }
        var operations = OperationCounts()
        result.withUnsafeMutableBufferPointer { result in
            scores.withUnsafeMutableBufferPointer { scores in
                guard let output = result.baseAddress, let scores = scores.baseAddress else { return }
                for row in 0..<operands.queryTokens {
                    reference.scores(row..<row + 1, into: scores)
                    var state = SoftmaxState(output: output + row * operands.valueWidth, width: operands.valueWidth)
                    for tile in 0..<tiles {
                        let range = plan.range(tile, row: row)
                        guard !range.isEmpty else { continue }
                        let line = scores + range.lowerBound
                        let largest = SelectionThreshold.extremes(of: line, count: range.count).high
                        state.rescale(to: max(largest, state.maximum), counting: &operations)
                        indices.withUnsafeBufferPointer { indices in
                            guard let first = indices.baseAddress else { return }
                            state.add(
                                line, first + range.lowerBound, count: range.count, values: operands.values.elements)
                        }
                    }
                    state.finish(counting: &operations)
                }
            }
        }
        return result
    }

    /// What the algorithm does for a number of keys that are spread over tiles: a comparison for each key and one more
    /// for each tile, an exponential for each key and two for each tile, an addition for each key, a multiplication for
    /// the sum and each element of the output for each tile, and a division for each element.
    public static func softmax(keys: Int, tiles: Int, valueWidth: Int) -> OperationCounts {
        OperationCounts(
            compare: keys + tiles, add: keys, exponential: keys + 2 * tiles, multiply: tiles * (valueWidth + 1),
            divide: valueWidth)
    }

    /// What the algorithm does for a head.
    ///
    /// Bytes: queries and results of 16 bits once, keys and values once for each group of rows.
    ///
    /// - Throws: `SparseAttentionError` as ``output(_:isCausal:rotary:)`` does.
    public func counts(
        _ head: AttentionHead, isCausal: Bool = false
    ) throws(SparseAttentionError) -> AttentionCounts {
        let (queries, width, valueWidth) = (head.queries.rows, head.keys.columns, head.values.columns)
        let plan = try plan(keys: head.keys.rows, queries: queries, isCausal: isCausal)
        var counts = AttentionCounts()
        for row in 0..<queries {
            let visible = plan.visible(row: row)
            counts.products += .products(visible * (width + valueWidth))
            counts.softmax += Self.softmax(
                keys: visible, tiles: plan.visibleSegments(row: row), valueWidth: valueWidth)
        }
        var elements = queries * (width + valueWidth)
        for start in stride(from: 0, to: queries, by: rowGroup) {
            elements += plan.visible(row: min(start + rowGroup, queries) - 1) * (width + valueWidth)
        }
        counts.bytesMoved = 2 * elements
        return counts
    }

    private func plan(keys: Int, queries: Int, isCausal: Bool) throws(SparseAttentionError) -> SegmentPlan {
        try SegmentPlan(tokens: keys, segments: tiles, keep: 1, causalQueries: isCausal ? queries : nil)
    }
}

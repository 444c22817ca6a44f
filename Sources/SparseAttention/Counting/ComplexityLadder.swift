/// What each of STAR's three ideas takes off the cost of a row, counted in closed form.
///
/// SOFA gives 100 % for 4-bit prediction, a plain selection of the best keys and FlashAttention-2 over them, 82 % with
/// leading-zero codes, 75 % with distributed sorting too and 72 % with sorted updates too, as averages that name
/// neither lengths nor weights. Here a row sees all keys, the prediction of keys is left out, and a multiplication
/// costs as much as it has bits. So counted the steps are the published ones within 2.5 points at an encoder's 256 to 384
/// tokens (width 64, a quarter kept, 4 segments), and drift from them with length: 100, 80, 77, 74 % at 128 tokens, 100,
/// 83, 65, 65 at 1,024, and 100, 90, 47, 47 at 4,096, where plain selection weighs most.
public struct ComplexityLadder: Sendable, Hashable {
    /// 4-bit prediction, plain selection, FlashAttention-2.
    public let base: Double
    /// Leading-zero codes instead of 4-bit multiplications.
    public let differential: Double
    /// Distributed sorting instead of plain selection as well.
    public let distributed: Double
    /// Sorted updates instead of FlashAttention-2 as well.
    public let sortedUpdates: Double

    /// Counts a row.
    ///
    /// - Parameters:
    ///   - tokens: The key tokens.
    ///   - width: The head dimension, of values too.
    ///   - keep: The fraction of the keys kept.
    ///   - segments: The segments, which are the tiles of the formal computation.
    ///   - weights: The weights of operations of 16 bits.
    ///   - predictionWeight: The cost of a multiplication of 4 bits.
    /// - Throws: `SparseAttentionError.option` for numbers outside their range.
    public init(
        tokens: Int, width: Int, keep: Double, segments: Int, weights: OperationWeights = .init(),
        predictionWeight: Double = 4
    ) throws(SparseAttentionError) {
        let plan = try SegmentPlan(tokens: tokens, segments: segments, keep: keep)
        guard width >= 1 else { throw .option(name: "width", found: "\(width)", accepted: "at least 1") }
        let products = Double(tokens * width)
        let multiplied = products * (predictionWeight + weights.add)
        let shifted = products * (weights.shift + weights.add)
        let kept = plan.quota(row: 0)
        // A plain selection compares every score once for each key that it finds.
        let selection = weights.compare * Double(tokens * kept)
        var passes = 0.0
        for segment in 0..<segments {
            let count = plan.range(segment).count
            passes += SortCore.passes(keys: Double(count), kept: Double(plan.quota(visible: count)))
        }
        let sorting = weights.compare * passes * Double(SortCore.comparators)
        let formal = weights.cost(.products(2 * kept * width))
        let flash = weights.cost(FlashAttention.softmax(keys: kept, tiles: segments, valueWidth: width))
        // The first tile holds the row's maximum: 2 comparisons a tile and no rescaling.
        let updates = weights.cost(
            OperationCounts(compare: 2 * segments, add: kept, exponential: kept - 1, divide: width))
        base = multiplied + selection + formal + flash
        differential = shifted + selection + formal + flash
        distributed = shifted + sorting + formal + flash
        sortedUpdates = shifted + sorting + formal + updates
    }

    /// The four costs over the first.
    public var shares: [Double] { [1, differential / base, distributed / base, sortedUpdates / base] }
}

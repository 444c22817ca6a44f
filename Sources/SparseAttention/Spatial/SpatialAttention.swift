/// One head, computed by many cores that each read only what they have or were sent.
///
/// The segments in which keys are chosen are the cores' shards or equal parts of them, so that a core predicts and
/// sorts its own keys alone and the choice is the same as on one core, given the scales of the operands. States that
/// are sent are rounded to float32. The result is that of one core but for that rounding and the order of sums.
public struct SpatialAttention: Sendable {
    /// How one core computes it.
    public let star: StarHead
    /// Who does what.
    public let plan: SpatialPlan

    /// Prepares a head.
    ///
    /// - Parameters:
    ///   - head: The tensors.
    ///   - options: How STAR computes them; the segments are a multiple of the cores, and where keys go round in pieces
    ///     of all pieces.
    ///   - spread: Where and how the cores work together.
    /// - Throws: `SparseAttentionError` for options outside their range.
    public init(
        _ head: AttentionHead, options: StarOptions, spread: SpatialSpread
    ) throws(SparseAttentionError) {
        plan = try SpatialPlan(spread, queries: head.queries.rows, keys: head.keys.rows)
        // Keys that go round in pieces are chosen piece by piece.
        let pieces = spread.dataflow == .keyValueRing ? spread.pieceCount : 1
        guard options.segments.isMultiple(of: spread.cores * pieces) else {
            throw .option(
                name: "segments", found: "\(options.segments)",
                accepted: "a multiple of \(spread.cores * pieces), the cores times the pieces of keys that go round")
        }
        star = try StarHead(head, options: options)
    }

    /// What a computation gives.
    public struct Result: Sendable {
        /// [query tokens x value dimension].
        public let output: [Double]
        /// What the softmax did on all cores.
        public let events: SortedUpdate.Events
        /// By action, the keys that were pulled; 0 for all other actions.
        public let pulledKeys: [Int]
    }

    /// Computes the output.
    ///
    /// - Throws: `SparseAttentionError.option` where a core would need what it does not have.
    public func run() throws(SparseAttentionError) -> Result {
        var cores = SpatialCores(self)
        var pulled: [Int] = []
        pulled.reserveCapacity(plan.actions.count)
        for action in plan.actions { pulled.append(try cores.perform(action)) }
        return Result(output: try cores.finish(), events: cores.events, pulledKeys: pulled)
    }

    /// The keys that each query chooses, best first in each segment; a core reads of them what it can choose itself.
    func chooseAll() -> [[Int32]] {
        var block = star.makeBlock()
        var chosen: [[Int32]] = []
        for rows in star.blocks {
            star.predict(rows, in: &block)
            star.choose(in: &block)
            for row in 0..<rows.count { chosen.append(block.selection.keys(row: row)) }
        }
        return chosen
    }
}

/// The keys that a block of rows keeps, by segment.
public struct KeySelection: Sendable, Hashable {
    /// The first row of the block.
    public internal(set) var firstRow: Int
    /// The rows of the block.
    public internal(set) var rows: Int
    /// The segments of a row.
    public let segments: Int
    /// Where a segment's slot starts inside a row's.
    let starts: [Int]
    /// The elements of a row's slot.
    let stride: Int
    /// The keys: in each slot the predicted best, the second best, then the others in no particular order.
    var indices: [Int32]
    /// How many of a slot are filled, [rows x segments].
    var counts: [Int32]

    /// An empty selection with room for a number of rows.
    init(plan: SegmentPlan, rows: Int) {
        firstRow = 0
        self.rows = 0
        segments = plan.segments
        var starts: [Int] = []
        var stride = 0
        for segment in 0..<plan.segments {
            starts.append(stride)
            stride += plan.quota(visible: plan.range(segment).count)
        }
        self.starts = starts
        self.stride = stride
        // One more, since a slot is filled by writing every key and stepping on only where it counts.
        indices = [Int32](repeating: 0, count: rows * stride + 1)
        counts = [Int32](repeating: 0, count: rows * plan.segments)
    }

    /// The keys that a row keeps in a segment: the predicted best, the second best, then the others in no particular
    /// order.
    ///
    /// - Precondition: The row, counted from the first of the block, and the segment exist.
    public func keys(row: Int, segment: Int) -> ArraySlice<Int32> {
        let start = row * stride + starts[segment]
        return indices[start..<start + Int(counts[row * segments + segment])]
    }

    /// All keys that a row keeps, segment after segment.
    public func keys(row: Int) -> [Int32] {
        (0..<segments).flatMap { keys(row: row, segment: $0) }
    }
}

import CKernels

extension SortedUpdate {
    /// The attention of one query over chosen keys.
    ///
    /// - Parameters:
    ///   - query: One number for each column of the keys; scores are scaled by 1 / sqrt(columns).
    ///   - keys: [key tokens x head dimension].
    ///   - values: [key tokens x value dimension].
    ///   - tiles: The chosen keys, tile by tile, each in the order of the predicted scores that ``order`` asks for. The
    ///     result does not depend on that order, what it costs does.
    /// - Returns: One number for each column of the values, and what was done.
    /// - Throws: `SparseAttentionError` for shapes that do not fit and for tiles without any key or with unknown ones.
    public func attend(
        query: [Float], keys: TokenMatrix, values: TokenMatrix, tiles: [[Int32]]
    ) throws(SparseAttentionError) -> (output: [Double], events: Events) {
        try validate()
        guard query.count == keys.columns else {
            throw .shape(tensor: "q", found: "\(query.count) columns", accepted: "\(keys.columns), as k has")
        }
        guard values.rows == keys.rows else {
            throw .shape(tensor: "v", found: values.shape, accepted: "\(keys.rows) rows, as k has")
        }
        let filled = tiles.filter { !$0.isEmpty }
        guard !filled.isEmpty, filled.allSatisfy({ $0.allSatisfy { $0 >= 0 && $0 < keys.rows } }) else {
            throw .option(name: "tiles", found: "no key or unknown ones", accepted: "keys below \(keys.rows)")
        }
        let scale = HeadOperands.logitScale(width: keys.columns)
        let scaled = query.map { Double($0) * scale }
        let width = values.columns
        let isMerged = merge == .synchronised
        let outputs = UnsafeMutableBufferPointer<Double>.allocate(capacity: width * (isMerged ? filled.count : 1))
        defer { outputs.deallocate() }
        outputs.initialize(repeating: 0)
        guard let base = outputs.baseAddress else { return ([], Events()) }
        var events = Events()
        var states = [SoftmaxState(output: base, width: width)]
        var scores = [Double](repeating: 0, count: filled.map(\.count).max() ?? 0)
        for (place, tile) in filled.enumerated() {
            if isMerged, place > 0 { states.append(SoftmaxState(output: base + place * width, width: width)) }
            scores.withUnsafeMutableBufferPointer { scores in
                guard let first = scores.baseAddress else { return }
                ingot_gathered_products(tile.count, tile, keys.columns, keys.elements, scaled, first)
                add(
                    first, tile, count: tile.count, values: values.elements, to: &states[states.count - 1],
                    events: &events)
            }
        }
        if isMerged { synchronise(&states, operations: &events.operations) }
        states[0].finish(counting: &events.operations)
        return (Array(outputs.prefix(width)), events)
    }
}

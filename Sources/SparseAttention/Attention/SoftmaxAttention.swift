import CKernels

/// Plain attention, softmax(Q K^T / sqrt(d)) V, untiled and in float64: the reference of all others.
public struct SoftmaxAttention: Sendable {
    let operands: HeadOperands
    let isCausal: Bool
    /// The keys, [head dimension x key tokens].
    private let keys: [Double]
    private let values: [Double]

    /// Prepares a head.
    ///
    /// - Parameters:
    ///   - head: The tensors.
    ///   - isCausal: Whether a row sees only the keys up to its own; the last query stands at the last key.
    ///   - rotary: A rotary embedding of queries and keys that still has to happen.
    /// - Throws: `SparseAttentionError` for an odd head dimension under a rotary embedding, and for more queries than
    ///   keys under a causal mask.
    public init(
        _ head: AttentionHead, isCausal: Bool = false, rotary: RotaryEmbedding? = nil
    ) throws(SparseAttentionError) {
        self.init(try HeadOperands(head, rotary: rotary), isCausal: isCausal)
        try visibilityCheck()
    }

    init(_ operands: HeadOperands, isCausal: Bool) {
        self.operands = operands
        self.isCausal = isCausal
        keys = operands.keys.transposed()
        values = operands.values.widened()
    }

    private func visibilityCheck() throws(SparseAttentionError) {
        guard !isCausal || operands.queryTokens <= operands.keyTokens else {
            throw .option(
                name: "causal", found: "\(operands.queryTokens) queries for \(operands.keyTokens) keys",
                accepted: "at most as many queries as keys")
        }
    }

    /// The number of keys that a row sees.
    func visible(row: Int) -> Int {
        isCausal ? row + 1 + operands.keyTokens - operands.queryTokens : operands.keyTokens
    }

    /// Writes the scores of some rows against the keys that the last of them sees, [rows x key tokens].
    func scores(_ rows: Range<Int>, into scores: UnsafeMutablePointer<Double>) {
        operands.queries.withUnsafeBufferPointer { queries in
            guard let first = queries.baseAddress else { return }
            ingot_matrix_product(
                rows.count, operands.width, visible(row: rows.upperBound - 1),
                first + rows.lowerBound * operands.width, operands.width, keys, operands.keyTokens, scores,
                operands.keyTokens)
        }
    }

    /// Replaces scores by their softmax, with zeros where a row does not see.
    func normalise(_ rows: Range<Int>, scores: UnsafeMutablePointer<Double>) {
        let limit = visible(row: rows.upperBound - 1)
        for (place, row) in rows.enumerated() {
            let line = scores + place * operands.keyTokens
            let count = visible(row: row)
            let largest = SelectionThreshold.extremes(of: line, count: count).high
            let sum = ingot_exponentials(count, line, largest)
            for key in 0..<count { line[key] /= sum }
            for key in count..<limit { line[key] = 0 }
        }
    }

    /// Writes the mean of the values by weights, [rows x value dimension].
    func mix(_ rows: Range<Int>, weights: UnsafePointer<Double>, into output: UnsafeMutablePointer<Double>) {
        ingot_matrix_product(
            rows.count, visible(row: rows.upperBound - 1), operands.valueWidth, weights, operands.keyTokens, values,
            operands.valueWidth, output, operands.valueWidth)
    }

    /// The output of all rows, [query tokens x value dimension], in float64.
    public func output() -> [Double] {
        let blockRows = 64
        var result = [Double](repeating: 0, count: operands.queryTokens * operands.valueWidth)
        var scores = [Double](repeating: 0, count: min(blockRows, operands.queryTokens) * operands.keyTokens)
        result.withUnsafeMutableBufferPointer { result in
            scores.withUnsafeMutableBufferPointer { scores in
                guard let output = result.baseAddress, let scores = scores.baseAddress else { return }
                for start in stride(from: 0, to: operands.queryTokens, by: blockRows) {
                    let rows = start..<min(start + blockRows, operands.queryTokens)
                    self.scores(rows, into: scores)
                    normalise(rows, scores: scores)
                    mix(rows, weights: scores, into: output + start * operands.valueWidth)
                }
            }
        }
        return result
    }

    /// What plain attention does: for each row a comparison, an exponential, an addition and a division for each key.
    ///
    /// Bytes: queries, keys, values and results of 16 bits once, and the scores four times, written and read before and
    /// after the softmax.
    public var counts: AttentionCounts {
        var counts = AttentionCounts()
        let pairs = (0..<operands.queryTokens).reduce(0) { $0 + visible(row: $1) }
        counts.products = .products(pairs * (operands.width + operands.valueWidth))
        counts.softmax = OperationCounts(compare: pairs, add: pairs, exponential: pairs, divide: pairs)
        let elements = (operands.queryTokens + operands.keyTokens) * (operands.width + operands.valueWidth)
        counts.bytesMoved = 2 * (elements + 4 * pairs)
        return counts
    }
}

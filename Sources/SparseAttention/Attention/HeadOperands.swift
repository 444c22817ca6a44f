/// A head's tensors as the formal computation reads them: turned, scaled, and rounded where that is asked for.
struct HeadOperands: Sendable {
    /// The query tokens.
    let queryTokens: Int
    /// The key tokens.
    let keyTokens: Int
    /// The elements of a query and of a key.
    let width: Int
    /// The elements of a value.
    let valueWidth: Int
    /// The queries after turning, not scaled, for the prediction.
    let turnedQueries: TokenMatrix
    /// The queries times 1 / sqrt(width), [query tokens x width].
    let queries: [Double]
    /// The keys, [key tokens x width].
    let keys: TokenMatrix
    /// The values, [key tokens x value width].
    let values: TokenMatrix

    init(
        _ head: AttentionHead, rotary: RotaryEmbedding?, arithmetic: FormalArithmetic = .float32
    ) throws(SparseAttentionError) {
        var queries = head.queries
        var keys = head.keys
        if let rotary {
            // Queries are the last of the tokens.
            let first = max(0, keys.rows - queries.rows)
            queries = try rotary.rotate(queries, named: "q", firstPosition: first)
            keys = try rotary.rotate(keys, named: "k")
        }
        turnedQueries = queries
        self.keys = arithmetic.rounded(keys)
        values = arithmetic.rounded(head.values)
        queryTokens = queries.rows
        keyTokens = keys.rows
        width = keys.columns
        valueWidth = values.columns
        self.queries = arithmetic.rounded(queries).widened(scaledBy: Self.logitScale(width: keys.columns))
    }

    /// 1 / sqrt(head dimension).
    static func logitScale(width: Int) -> Double { 1 / Double(width).squareRoot() }
}

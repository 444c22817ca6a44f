/// What one attention head reads: queries, keys and values, and what the keys are made of.
public struct AttentionHead: Sendable, Hashable {
    /// The queries, [query tokens x head dimension], not scaled.
    public let queries: TokenMatrix
    /// The keys, [key tokens x head dimension].
    public let keys: TokenMatrix
    /// The values, [key tokens x value dimension].
    public let values: TokenMatrix
    /// What the keys are predicted from, where the prediction has two phases.
    public let source: KeySource?

    /// Checks that the tensors fit each other.
    ///
    /// - Parameters:
    ///   - queries: [query tokens x head dimension], before the scaling by 1 / sqrt(head dimension).
    ///   - keys: [key tokens x head dimension].
    ///   - values: [key tokens x value dimension].
    ///   - source: The tokens and weights that make the keys; without it the prediction starts at the keys themselves.
    /// - Throws: `SparseAttentionError` for shapes that do not fit and for elements that are not finite.
    public init(
        queries: TokenMatrix, keys: TokenMatrix, values: TokenMatrix, source: KeySource? = nil
    ) throws(SparseAttentionError) {
        guard keys.columns == queries.columns else {
            throw .shape(tensor: "k", found: keys.shape, accepted: "tokens x \(queries.columns), as q has")
        }
        guard values.rows == keys.rows else {
            throw .shape(tensor: "v", found: values.shape, accepted: "\(keys.rows) rows, as k has")
        }
        // Sums of products of 2^30 are exact in float64 up to 2^23 of them; a block of scores takes 1 KiB a key.
        guard queries.columns <= 1 << 20, keys.rows <= 1 << 20 else {
            throw .shape(tensor: "k", found: keys.shape, accepted: "at most 2^20 tokens of 2^20 elements")
        }
        if let source {
            guard source.tokens.rows == keys.rows else {
                throw .shape(tensor: "x", found: source.tokens.shape, accepted: "\(keys.rows) rows, as k has")
            }
            guard source.weights.columns == keys.columns else {
                throw .shape(
                    tensor: "wk", found: source.weights.shape, accepted: "\(keys.columns) columns, as k has")
            }
        }
        try queries.checkFinite("q")
        try keys.checkFinite("k")
        try values.checkFinite("v")
        self.queries = queries
        self.keys = keys
        self.values = values
        self.source = source
    }
}

/// Attention over a long sequence, to be spread over cores.
public struct SpatialTask: Sendable, Hashable {
    /// The tokens, queries and keys alike; no mask.
    public var tokens: Int
    /// The elements of queries, keys and values.
    public var width: Int
    /// The query heads.
    public var queryHeads: Int
    /// The heads of keys and values.
    public var keyHeads: Int
    /// The fraction of keys that a row keeps.
    public var keep: Double
    /// The keys of a tile.
    public var tileKeys: Int
    /// The share of keys that at least one row of a group chooses.
    public var unionRatio: Double

    /// Takes over a task.
    public init(
        tokens: Int, width: Int = 128, queryHeads: Int = 32, keyHeads: Int = 32, keep: Double = 0.1,
        tileKeys: Int = 16, unionRatio: Double = 1
    ) {
        self.tokens = tokens
        self.width = width
        self.queryHeads = queryHeads
        self.keyHeads = keyHeads
        self.keep = keep
        self.tileKeys = tileKeys
        self.unionRatio = unionRatio
    }

    /// - Throws: `SparseAttentionError.option` for numbers outside their range.
    func validate(cores: Int) throws(SparseAttentionError) {
        guard tokens >= cores, tokens <= 1 << 24 else {
            throw .option(name: "tokens", found: "\(tokens)", accepted: "\(cores), the cores, to 2^24")
        }
        guard keyHeads >= 1, queryHeads >= 1, queryHeads.isMultiple(of: keyHeads) else {
            throw .option(
                name: "heads", found: "\(queryHeads) over \(keyHeads)", accepted: "a multiple of the key heads")
        }
        guard tileKeys >= 1 else {
            throw .option(name: "tile", found: "\(tileKeys) keys", accepted: "at least 1")
        }
    }
}

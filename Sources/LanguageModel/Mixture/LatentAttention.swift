/// Attention whose keys and values come from one small vector a token (DeepSeek-AI 2024, DeepSeek-V2, section 2.1).
public struct LatentAttention: Sendable, Hashable {
    /// Width of the vector that keys and values are made from; it is what a cache keeps, with the rotary part.
    public var keyValueRank: Int
    /// Width of the vector that queries are made from.
    public var queryRank: Int
    /// Width of the rotary part of a head; its key is shared by all heads.
    public var rotaryWidth: Int
    /// Width of the other part of a head's query and key.
    public var plainWidth: Int
    /// Width of a head's value.
    public var valueWidth: Int

    /// Makes an attention of its widths.
    public init(keyValueRank: Int, queryRank: Int, rotaryWidth: Int, plainWidth: Int, valueWidth: Int) {
        self.keyValueRank = keyValueRank
        self.queryRank = queryRank
        self.rotaryWidth = rotaryWidth
        self.plainWidth = plainWidth
        self.valueWidth = valueWidth
    }

    /// Parameters of the projections for a hidden size and a number of heads.
    @inlinable
    public func parameters(hidden: Int, heads: Int) -> Double {
        let queries = hidden * queryRank + queryRank * heads * (plainWidth + rotaryWidth)
        let keys = hidden * (keyValueRank + rotaryWidth) + keyValueRank * heads * (plainWidth + valueWidth)
        return Double(queries + keys + heads * valueWidth * hidden)
    }
}

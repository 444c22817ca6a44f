/// The core of attention of one layer in a prefill or a decode step, on one device.
///
/// Query heads that share keys and values are rows of one product. Latent attention makes keys and values of all heads
/// in a prefill; in a decode step queries go into the space of the cached vectors and results come back from it, so
/// that all heads share what is cached, without making keys and values of the past again (DeepSeek-AI 2024,
/// DeepSeek-V2, section 2.1.2: the up projections are absorbed by those of queries and results).
public struct ServingAttention: Sendable, Hashable {
    /// Independent products.
    public var products: Int
    /// Rows of each: new tokens times the query heads that share keys.
    public var rows: Int
    /// Tokens that each row sees, in the mean.
    public var seen: Int
    /// Width of a query and of a key.
    public var keyWidth: Int
    /// Width of a value and of a result.
    public var valueWidth: Int
    /// Elements of keys and values that are read.
    public var keyValueElements: Double
    /// Whether they have the format of the cache; else that of activations.
    public var readsCache: Bool

    /// Elements of queries.
    public var queryElements: Double { Double(products) * Double(rows) * Double(keyWidth) }
    /// Elements of results.
    public var resultElements: Double { Double(products) * Double(rows) * Double(valueWidth) }

    /// Operations of queries times keys and of scores times values, with the exact half of a prefill's square.
    public func flops(_ share: ServingShare) -> (scores: Double, values: Double) {
        let seen = Double(share.context) - Double(share.newTokens - 1) / 2
        let pairs = 2 * Double(products) * Double(rows) * seen
        return (pairs * Double(keyWidth), pairs * Double(valueWidth))
    }
}

extension ModelShape {
    /// Elements that the cache keeps of a token in one layer, on the fullest of `tensor` devices.
    ///
    /// Keys and values of the heads of the device; with latent attention the vector that both are made from and the
    /// rotary key, on every device: 576 for DeepSeek-V2 and V3 (DeepSeek-AI 2024, DeepSeek-V2, Table 1).
    public func cacheElementsPerToken(tensor: Int = 1) -> Double {
        if let latentAttention { return Double(latentAttention.keyValueRank + latentAttention.rotaryWidth) }
        return 2 * Double(keyValueHeadsPerDevice(tensor: tensor)) * Double(headDimension)
    }

    /// The core of attention of one layer.
    public func servingAttention(_ share: ServingShare) -> ServingAttention {
        let heads = headsPerDevice(tensor: share.tensor)
        let context = Double(share.requests) * Double(share.context)
        if let latentAttention {
            if share.isPrefill {
                return ServingAttention(
                    products: share.requests * heads, rows: share.newTokens, seen: share.seen, keyWidth: queryWidth,
                    valueWidth: valueWidth, keyValueElements: context * Double(heads * (queryWidth + valueWidth)),
                    readsCache: false)
            }
            let rank = latentAttention.keyValueRank
            return ServingAttention(
                products: share.requests, rows: share.newTokens * heads, seen: share.seen,
                keyWidth: rank + latentAttention.rotaryWidth, valueWidth: rank,
                keyValueElements: context * cacheElementsPerToken(), readsCache: true)
        }
        let keyHeads = keyValueHeadsPerDevice(tensor: share.tensor)
        return ServingAttention(
            products: share.requests * keyHeads, rows: share.newTokens * max(1, heads / keyHeads), seen: share.seen,
            keyWidth: headDimension, valueWidth: headDimension,
            keyValueElements: context * cacheElementsPerToken(tensor: share.tensor), readsCache: true)
    }
}

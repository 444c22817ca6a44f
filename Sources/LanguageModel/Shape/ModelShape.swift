/// The shape of a dense decoder-only transformer.
///
/// Mixture-of-experts fields of a design file are not part of this shape yet.
public struct ModelShape: Sendable, Hashable {
    /// `model.layers`.
    public var layers: Int
    /// `model.hidden`: the width of the residual stream.
    public var hidden: Int
    /// `model.heads`: query heads; they divide `hidden`.
    public var heads: Int
    /// `model.kv_heads`: key and value heads; they divide `heads`.
    public var keyValueHeads: Int
    /// `model.feed_forward`: the inner width of the feed-forward block.
    public var feedForward: Int
    /// `model.gated`: whether the feed-forward block has a gate (SwiGLU), that is three matrices in place of two.
    public var isGated: Bool
    /// `model.vocabulary`.
    public var vocabulary: Int
    /// `model.sequence_length`, in tokens.
    public var sequenceLength: Int

    /// Makes a shape.
    public init(
        layers: Int, hidden: Int, heads: Int, keyValueHeads: Int, feedForward: Int, isGated: Bool, vocabulary: Int,
        sequenceLength: Int
    ) {
        self.layers = layers
        self.hidden = hidden
        self.heads = heads
        self.keyValueHeads = keyValueHeads
        self.feedForward = feedForward
        self.isGated = isGated
        self.vocabulary = vocabulary
        self.sequenceLength = sequenceLength
    }
}

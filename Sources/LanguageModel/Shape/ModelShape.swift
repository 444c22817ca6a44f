/// The shape of a decoder-only transformer, dense or with mixtures of experts in some layers.
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
    /// `model.head_width`, or nil where it is the hidden size over the heads.
    public var headWidth: Int?
    /// `model.tied`: whether the output head shares the token table; nil for what is usual, which is without a gate
    /// only.
    public var sharesTable: Bool?
    /// Experts in some layers, or nil for a dense model.
    public var mixture: Mixture?
    /// Latent attention, or nil for plain one.
    public var latentAttention: LatentAttention?

    /// Makes a shape.
    public init(
        layers: Int, hidden: Int, heads: Int, keyValueHeads: Int, feedForward: Int, isGated: Bool, vocabulary: Int,
        sequenceLength: Int, headWidth: Int? = nil, sharesTable: Bool? = nil, mixture: Mixture? = nil,
        latentAttention: LatentAttention? = nil
    ) {
        self.layers = layers
        self.hidden = hidden
        self.heads = heads
        self.keyValueHeads = keyValueHeads
        self.feedForward = feedForward
        self.isGated = isGated
        self.vocabulary = vocabulary
        self.sequenceLength = sequenceLength
        self.headWidth = headWidth
        self.sharesTable = sharesTable
        self.mixture = mixture
        self.latentAttention = latentAttention
    }
}

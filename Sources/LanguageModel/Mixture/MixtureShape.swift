/// The shape of a decoder with mixtures of experts in place of some feed-forward blocks.
///
/// Each token goes through `expertsPerToken` of the routed experts and all shared ones. Counts of matrices from the
/// published widths; evaluators take its ``model``.
public struct MixtureShape: Sendable, Hashable {
    /// Layers, hidden size, heads, vocabulary and the dense feed-forward block of layers without experts.
    public var dense: ModelShape
    /// Width of one head where it is not the hidden size over the heads.
    public var headWidth: Int
    /// Latent attention, or nil for plain one.
    public var latentAttention: LatentAttention?
    /// `model.experts`: routed experts of a layer.
    public var experts: Int
    /// `model.experts_per_token`.
    public var expertsPerToken: Int
    /// Experts that every token goes through.
    public var sharedExperts: Int
    /// Inner width of one expert.
    public var expertFeedForward: Int
    /// Layers at the start without experts.
    public var firstDenseLayers: Int
    /// `model.moe_every`: of the others every so many-th has experts.
    public var every: Int

    /// Makes a shape.
    public init(
        dense: ModelShape, headWidth: Int, latentAttention: LatentAttention?, experts: Int, expertsPerToken: Int,
        sharedExperts: Int, expertFeedForward: Int, firstDenseLayers: Int, every: Int
    ) {
        self.dense = dense
        self.headWidth = headWidth
        self.latentAttention = latentAttention
        self.experts = experts
        self.expertsPerToken = expertsPerToken
        self.sharedExperts = sharedExperts
        self.expertFeedForward = expertFeedForward
        self.firstDenseLayers = firstDenseLayers
        self.every = every
    }

    /// The shape that design files name and evaluators take.
    public var model: ModelShape {
        var shape = dense
        shape.headWidth = headWidth * dense.heads == dense.hidden ? nil : headWidth
        shape.latentAttention = latentAttention
        shape.mixture = Mixture(
            experts: experts, expertsPerToken: expertsPerToken, sharedExperts: sharedExperts,
            expertFeedForward: expertFeedForward, firstDenseLayers: firstDenseLayers, every: every)
        return shape
    }

    /// Layers with experts.
    public var expertLayers: Int { (dense.layers - firstDenseLayers) / max(1, every) }

    /// Parameters of one expert.
    public var expertParameters: Double {
        Double((dense.isGated ? 3 : 2) * dense.hidden) * Double(expertFeedForward)
    }

    /// Parameters of the matrices of attention in one layer.
    public var attentionParameters: Double {
        if let latentAttention {
            return latentAttention.parameters(hidden: dense.hidden, heads: dense.heads)
        }
        return Double(2 * (dense.heads + dense.keyValueHeads) * headWidth) * Double(dense.hidden)
    }

    /// Parameters of all matrices, embedding and head included, norms and biases left out.
    public var parameterCount: Double { parameters(expertsUsed: experts) }

    /// The same with only the experts that one token goes through.
    public var activeParameterCount: Double { parameters(expertsUsed: expertsPerToken) }

    /// Matrix operations of a forward pass for each token: two a parameter in use, the token table aside, and the
    /// attention core over the full square of scores.
    public var forwardFlopsPerToken: Double {
        let table = Double(dense.vocabulary) * Double(dense.hidden)
        let widths =
            latentAttention.map { $0.plainWidth + $0.rotaryWidth + $0.valueWidth } ?? 2 * headWidth
        let core = 2 * Double(dense.sequenceLength) * Double(dense.heads) * Double(widths)
        let unused = dense.isHeadTied ? 0 : table
        return 2 * (activeParameterCount - unused) + Double(dense.layers) * core
    }

    /// Bytes that one token sends to experts on other devices and gets back in one layer, in 16 bits.
    ///
    /// `4 k h (e - 1) / e` with experts dealt out over `e` devices and evenly chosen: the all-to-all of expert
    /// parallelism, dispatch and combination.
    public func exchangeBytesPerToken(expertDevices: Int) -> Double {
        guard expertDevices > 1 else { return 0 }
        let away = Double(expertDevices - 1) / Double(expertDevices)
        return 4 * Double(expertsPerToken) * Double(dense.hidden) * away
    }

    private func parameters(expertsUsed: Int) -> Double {
        let (hidden, layers) = (Double(dense.hidden), Double(dense.layers))
        let table = Double(dense.vocabulary) * hidden
        let withExperts = Double(expertLayers)
        let plain = Double((dense.isGated ? 3 : 2) * dense.feedForward) * hidden
        let mixture = Double(expertsUsed + sharedExperts) * expertParameters + Double(experts) * hidden
        return layers * attentionParameters + (layers - withExperts) * plain + withExperts * mixture
            + (dense.isHeadTied ? 1 : 2) * table
    }
}

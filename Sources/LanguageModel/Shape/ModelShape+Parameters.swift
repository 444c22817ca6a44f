/// Parameter counts.
///
/// A shape without a gate is counted as GPT: LayerNorm with scale and shift, biases in every projection, learned
/// positions, and an output head tied to the token table. A gated shape is counted as Llama: RMSNorm with a scale only,
/// no biases, rotary positions without parameters, and an output head of its own.
extension ModelShape {
    /// The width of one head.
    @inlinable public var headDimension: Int { headWidth ?? hidden / heads }

    /// The width of a head's query and key: with latent attention its plain and its rotary part.
    @inlinable public var queryWidth: Int {
        latentAttention.map { $0.plainWidth + $0.rotaryWidth } ?? headDimension
    }

    /// The width of a head's value.
    @inlinable public var valueWidth: Int { latentAttention?.valueWidth ?? headDimension }

    /// Layers with experts.
    @inlinable public var expertLayers: Int { mixture?.expertLayers(among: layers) ?? 0 }

    /// Whether the output head shares the token table.
    @inlinable public var isHeadTied: Bool { sharesTable ?? !isGated }

    /// Parameters of one norm.
    @inlinable public var normParameters: Double { Double(isGated ? hidden : 2 * hidden) }

    /// Parameters of one layer without experts that the fullest of `tensor` devices stores.
    ///
    /// Projections are split; norms and the biases of the two projections that end a block are on every device.
    @inlinable
    public func layerParameters(tensor: Int = 1) -> Double {
        attentionParameters(tensor: tensor) + blockParameters(inner: ceilingDivide(feedForward, tensor))
            + 2 * normParameters
    }

    /// Parameters of the projections of attention on the fullest of `tensor` devices; the latent vectors' projections
    /// and norms are on every device.
    @inlinable
    func attentionParameters(tensor: Int) -> Double {
        let heads = headsPerDevice(tensor: tensor)
        if let latentAttention {
            return latentAttention.parameters(hidden: hidden, heads: heads)
                + Double(latentAttention.queryRank + latentAttention.keyValueRank)
        }
        let queryWidth = heads * headDimension
        let keyWidth = keyValueHeadsPerDevice(tensor: tensor) * headDimension
        let biases = isGated ? 0 : queryWidth + 2 * keyWidth + hidden
        return Double(2 * queryWidth + 2 * keyWidth) * Double(hidden) + Double(biases)
    }

    /// Parameters of a feed-forward block of an inner width on one device.
    @inlinable
    func blockParameters(inner: Int) -> Double {
        Double((isGated ? 3 : 2) * inner) * Double(hidden) + Double(isGated ? 0 : inner + hidden)
    }

    /// Parameters of one layer with experts that the fullest of `tensor` devices stores, but for the routed experts:
    /// attention, norms, router and shared experts.
    @inlinable
    public func expertLayerCommonParameters(tensor: Int = 1) -> Double {
        guard let mixture else { return layerParameters(tensor: tensor) }
        let shared = mixture.sharedExperts * mixture.expertFeedForward
        let router = mixture.experts > 1 ? Double(mixture.experts) * Double(hidden) : 0
        return attentionParameters(tensor: tensor) + 2 * normParameters + router
            + (shared > 0 ? blockParameters(inner: ceilingDivide(shared, tensor)) : 0)
    }

    /// Parameters of the routed experts of one layer that the fullest device stores, experts being dealt out to
    /// `expert` devices and each of them split over `tensor`.
    @inlinable
    public func expertParameters(tensor: Int = 1, expert: Int = 1) -> Double {
        guard let mixture else { return 0 }
        return Double(ceilingDivide(mixture.experts, expert))
            * blockParameters(inner: ceilingDivide(mixture.expertFeedForward, tensor))
    }

    /// Parameters of the matrices of one layer that the fullest of `tensor` devices stores: no norms, no biases.
    ///
    /// `12 h^2 / t` for GPT shapes with a feed-forward width of `4 h`.
    public func layerMatrixParameters(tensor: Int = 1) -> Double {
        let widths = 2 * headsPerDevice(tensor: tensor) + 2 * keyValueHeadsPerDevice(tensor: tensor)
        let inner = ceilingDivide(feedForward, tensor)
        return Double(widths * headDimension + (isGated ? 3 : 2) * inner) * Double(hidden)
    }

    /// Parameters of the token table, split over `tensor` devices, and of the learned positions, on every device.
    @inlinable
    public func embeddingParameters(tensor: Int = 1) -> Double {
        let table = Double(ceilingDivide(vocabulary, tensor)) * Double(hidden)
        return isGated ? table : table + Double(sequenceLength) * Double(hidden)
    }

    /// Parameters of the output head alone, split over `tensor` devices, whether or not it is tied.
    ///
    /// The last stage of a pipeline stores them even when they are tied to the token table of the first.
    @inlinable
    public func headParameters(tensor: Int = 1) -> Double {
        Double(ceilingDivide(vocabulary, tensor)) * Double(hidden)
    }

    /// Parameters of the model, a tied head counted once.
    ///
    /// For GPT shapes with a feed-forward width of `4 h` this is Eq. 2 of Narayanan et al. (SC 2021),
    /// `12 L h^2 (1 + 13/(12 h) + (V + s)/(12 L h))`, and the `2 h` of the final norm, which the equation leaves out.
    public var parameterCount: Double { parameters(expertsUsed: mixture?.experts ?? 0) }

    /// The same with only the routed experts that one token goes through.
    public var activeParameterCount: Double { parameters(expertsUsed: mixture?.expertsPerToken ?? 0) }

    private func parameters(expertsUsed: Int) -> Double {
        var count = Double(layers - expertLayers) * layerParameters()
        if let mixture {
            let expert = expertParameters() / Double(mixture.experts)
            count += Double(expertLayers) * (expertLayerCommonParameters() + Double(expertsUsed) * expert)
        }
        return count + embeddingParameters() + (isHeadTied ? 0 : headParameters()) + normParameters
    }
}

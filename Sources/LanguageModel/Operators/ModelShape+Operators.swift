/// Operations per element of what is not a matrix product.
///
/// LayerNorm 7 and GELU 20 are the counts of Dey et al., "Cerebras-GPT" (arXiv 2304.03208), appendix; the others are
/// counted from their definitions.
@usableFromInline
enum VectorCost {
    /// Mean, variance, normalise, scale and shift.
    @inlinable static var layerNorm: Double { 7.0 }
    /// Square, sum, scale by the root mean square, scale by the weight.
    @inlinable static var rootMeanSquareNorm: Double { 4.0 }
    /// Scale and mask, maximum, exponential of the difference, sum, division.
    @inlinable static var softmax: Double { 5.0 }
    /// GELU or SiLU.
    @inlinable static var activation: Double { 20.0 }
    /// The product with the gate.
    @inlinable static var gate: Double { 1.0 }
    /// Mask and scale.
    @inlinable static var dropout: Double { 2.0 }
    /// Sum with the residual stream.
    @inlinable static var residual: Double { 1.0 }
}

/// `value / parts`, rounded up: the share of the fullest device.
@inlinable
func ceilingDivide(_ value: Int, _ parts: Int) -> Int { (value + parts - 1) / parts }

extension ModelShape {
    /// Query heads of the fullest of `tensor` devices.
    @inlinable public func headsPerDevice(tensor: Int) -> Int { ceilingDivide(heads, tensor) }

    /// Key and value heads of the fullest of `tensor` devices; replicated when there are fewer heads than devices.
    @inlinable public func keyValueHeadsPerDevice(tensor: Int) -> Int { ceilingDivide(keyValueHeads, tensor) }

    /// Calls `body` with each operator of one layer, in order, without allocating.
    ///
    /// Attention is counted over the full square of scores, as in Narayanan et al. (SC 2021). Devices split heads,
    /// feed-forward columns and, with sequence parallelism, the tokens of norms and residual sums; where a count is not
    /// a multiple of `tensor`, the figures are those of the fullest device (shares rounded up). Strategies are expected
    /// to forbid a `tensor` that does not divide `heads`.
    ///
    /// - Parameters:
    ///   - microBatch: sequences of the micro-batch, positive.
    ///   - tensor: tensor-parallel devices, positive.
    ///   - sequenceParallel: whether norms, dropouts and residual sums are split over the devices too.
    ///   - body: called once for each of the twelve operators of `LayerOperator.Kind` between
    ///     `attentionNorm` and `feedForwardResidual`.
    @inlinable
    public func forEachOperator(
        microBatch: Int, tensor: Int, sequenceParallel: Bool, _ body: (LayerOperator) -> Void
    ) {
        forEachOperator(
            LayerShare(microBatch: microBatch, tensor: tensor, sequenceParallel: sequenceParallel), hasExperts: false,
            body)
    }

    /// Calls `body` with each operator of one layer as a device of a share runs it, in order, without allocating.
    ///
    /// With `c` parts of a sequence a device has the queries of one part and, one after the other, the keys and values
    /// of all (H. Liu et al., "Ring Attention", ICLR 2024). Fused attention moves no scores. Latent attention has its
    /// low-rank projections (DeepSeek-AI 2024, DeepSeek-V2, section 2.1); those to the small vectors are not split.
    ///
    /// - Parameters:
    ///   - share: how the layer is shared out.
    ///   - hasExperts: whether the layer has experts; without a mixture it is as any other.
    ///   - body: called once for each operator.
    @inlinable
    public func forEachOperator(_ share: LayerShare, hasExperts: Bool, _ body: (LayerOperator) -> Void) {
        forEachAttentionBlockOperator(share, body)
        forEachFeedForwardOperator(share, hasExperts: hasExperts, body)
    }

    /// The operators up to the residual sum behind attention, which layers with experts and without have alike.
    @inlinable
    public func forEachAttentionBlockOperator(_ share: LayerShare, _ body: (LayerOperator) -> Void) {
        let tokens = share.tokens(sequenceLength: sequenceLength)
        let streamTokens = share.sequenceParallel ? ceilingDivide(tokens, share.tensor) : tokens
        let stream = Double(streamTokens) * Double(hidden)
        let residualCost = VectorCost.residual + (isGated ? 0 : VectorCost.dropout)
        body(
            .elementwise(
                .attentionNorm, elements: stream, flopsPerElement: normFlopsPerElement, weights: normParameters))
        forEachAttentionOperator(share, tokens: tokens, streamTokens: streamTokens, body)
        body(
            .elementwise(.attentionResidual, elements: stream, flopsPerElement: residualCost, operands: 2))
    }

    /// The operators behind those of ``forEachAttentionBlockOperator(_:_:)``.
    @inlinable
    public func forEachFeedForwardOperator(
        _ share: LayerShare, hasExperts: Bool, _ body: (LayerOperator) -> Void
    ) {
        let tokens = share.tokens(sequenceLength: sequenceLength)
        let streamTokens = share.sequenceParallel ? ceilingDivide(tokens, share.tensor) : tokens
        let stream = Double(streamTokens) * Double(hidden)
        let residualCost = VectorCost.residual + (isGated ? 0 : VectorCost.dropout)
        body(
            .elementwise(
                .feedForwardNorm, elements: stream, flopsPerElement: normFlopsPerElement, weights: normParameters))
        if hasExperts, let mixture {
            forEachMixtureOperator(mixture, share, tokens: tokens, streamTokens: streamTokens, body)
        } else {
            forEachBlockOperator(
                (.up, .activation, .down), tokens: tokens, inner: ceilingDivide(feedForward, share.tensor), body)
        }
        body(
            .elementwise(.feedForwardResidual, elements: stream, flopsPerElement: residualCost, operands: 2))
    }

    @inlinable
    func forEachAttentionOperator(
        _ share: LayerShare, tokens: Int, streamTokens: Int, _ body: (LayerOperator) -> Void
    ) {
        let queryHeads = headsPerDevice(tensor: share.tensor)
        let keyHeads =
            latentAttention == nil ? keyValueHeadsPerDevice(tensor: share.tensor) : queryHeads
        let (width, valueWidth) = (queryWidth, valueWidth)
        if let latentAttention {
            let (rank, keyRank) = (latentAttention.queryRank, latentAttention.keyValueRank)
            body(.projection(.queryDown, m: streamTokens, n: rank, k: hidden, bias: false))
            body(
                .projection(
                    .keyValueDown, m: streamTokens, n: keyRank + latentAttention.rotaryWidth, k: hidden, bias: false))
            body(
                .elementwise(
                    .latentNorm, elements: Double(streamTokens) * Double(rank + keyRank),
                    flopsPerElement: VectorCost.rootMeanSquareNorm, weights: Double(rank + keyRank)))
            body(.projection(.queryUp, m: tokens, n: queryHeads * width, k: rank, bias: false))
            body(
                .projection(
                    .keyValueUp, m: tokens, n: queryHeads * (latentAttention.plainWidth + valueWidth), k: keyRank,
                    bias: false))
        } else {
            body(
                .projection(
                    .queryKeyValue, m: tokens, n: (queryHeads + 2 * keyHeads) * width, k: hidden, bias: !isGated))
        }
        // Rows of the queries here; keys and values of the whole sequence come by.
        let rows = tokens / max(1, share.microBatch)
        let scoreElements = Double(share.microBatch * queryHeads) * Double(rows) * Double(sequenceLength)
        let seenTokens = Double(share.microBatch * sequenceLength)
        let moved = share.isFused ? 0 : scoreElements
        body(
            LayerOperator(
                kind: .scores, batch: share.microBatch * queryHeads, m: rows, n: sequenceLength, k: width,
                matrixFlops: 2 * scoreElements * Double(width), vectorFlops: 0, weightElements: 0,
                inputElements: Double(tokens) * Double(queryHeads * width) + seenTokens * Double(keyHeads * width),
                outputElements: moved))
        var softmax = LayerOperator.elementwise(
            .softmax, elements: scoreElements,
            flopsPerElement: VectorCost.softmax + (isGated ? 0 : VectorCost.dropout))
        (softmax.inputElements, softmax.outputElements) = (moved, moved)
        body(softmax)
        body(
            LayerOperator(
                kind: .values, batch: share.microBatch * queryHeads, m: rows, n: valueWidth, k: sequenceLength,
                matrixFlops: 2 * scoreElements * Double(valueWidth), vectorFlops: 0, weightElements: 0,
                inputElements: moved + seenTokens * Double(keyHeads * valueWidth),
                outputElements: Double(tokens) * Double(queryHeads * valueWidth), leftStaysOnChip: share.isFused))
        body(.projection(.projection, m: tokens, n: hidden, k: queryHeads * valueWidth, bias: !isGated))
    }

    @inlinable
    func forEachBlockOperator(
        _ kinds: (up: LayerOperator.Kind, activation: LayerOperator.Kind, down: LayerOperator.Kind), tokens: Int,
        inner: Int, _ body: (LayerOperator) -> Void
    ) {
        body(.projection(kinds.up, m: tokens, n: isGated ? 2 * inner : inner, k: hidden, bias: !isGated))
        body(activation(kinds.activation, elements: Double(tokens) * Double(inner)))
        body(.projection(kinds.down, m: tokens, n: hidden, k: inner, bias: !isGated))
    }

    /// Router, experts and shared experts; with one expert there is nothing to route, send or add up.
    ///
    /// A group's experts get as many copies of tokens as it sends; each expert's are rounded up.
    @inlinable
    func forEachMixtureOperator(
        _ mixture: Mixture, _ share: LayerShare, tokens: Int, streamTokens: Int, _ body: (LayerOperator) -> Void
    ) {
        let isRouted = mixture.experts > 1
        let inner = ceilingDivide(mixture.expertFeedForward, share.tensor)
        let held = ceilingDivide(mixture.experts, share.expert)
        let copies = isRouted ? Double(tokens) * mixture.copiesPerToken : Double(tokens)
        // An expert gets a share of the copies of all groups that the experts are dealt out to.
        let rows = max(1, Int((copies * Double(share.expert) / Double(mixture.experts)).rounded(.up)))
        let active = min(held, max(1, Int(copies.rounded(.up))))
        let moved = Double(streamTokens) * mixture.copiesPerToken * Double(hidden)
        if isRouted {
            var router = LayerOperator.projection(
                .router, m: streamTokens, n: mixture.experts, k: hidden, bias: false)
            router.vectorFlops = Double(streamTokens) * Double(mixture.experts) * VectorCost.softmax
            body(router)
            body(.elementwise(.dispatch, elements: moved, flopsPerElement: 0))
        }
        let columns = isGated ? 2 * inner : inner
        body(.experts(.expertUp, count: active, m: rows, n: columns, k: hidden, bias: !isGated))
        body(activation(.expertActivation, elements: Double(active) * Double(rows) * Double(inner)))
        body(.experts(.expertDown, count: active, m: rows, n: hidden, k: inner, bias: !isGated))
        if isRouted {
            var combine = LayerOperator.elementwise(.combine, elements: moved, flopsPerElement: 2)
            combine.outputElements = Double(streamTokens) * Double(hidden)
            body(combine)
        }
        if mixture.sharedExperts > 0 {
            forEachBlockOperator(
                (.sharedUp, .sharedActivation, .sharedDown), tokens: tokens,
                inner: ceilingDivide(mixture.sharedExperts * mixture.expertFeedForward, share.tensor), body)
        }
    }

    /// Operations per element of a norm.
    @inlinable var normFlopsPerElement: Double {
        isGated ? VectorCost.rootMeanSquareNorm : VectorCost.layerNorm
    }

    /// The activation function of a block, in training and in serving: with a gate it reads two vectors.
    @inlinable
    func activation(_ kind: LayerOperator.Kind, elements: Double) -> LayerOperator {
        .elementwise(
            kind, elements: elements, flopsPerElement: VectorCost.activation + (isGated ? VectorCost.gate : 0),
            operands: isGated ? 2 : 1)
    }

    /// The operators of one layer as an array; see `forEachOperator` for their meaning.
    public func layerOperators(microBatch: Int, tensor: Int, sequenceParallel: Bool) -> [LayerOperator] {
        var operators: [LayerOperator] = []
        operators.reserveCapacity(12)
        forEachOperator(microBatch: microBatch, tensor: tensor, sequenceParallel: sequenceParallel) {
            operators.append($0)
        }
        return operators
    }

    /// The embedding of a micro-batch on one device, the vocabulary being split over `tensor` devices.
    ///
    /// Looking up is memory traffic only; sums with the learned positions are element-wise. The weight elements are
    /// those that the device stores; a look-up reads no more than one row a token.
    @inlinable
    public func embeddingOperator(microBatch: Int, tensor: Int, sequenceParallel: Bool) -> LayerOperator {
        embeddingOperator(LayerShare(microBatch: microBatch, tensor: tensor, sequenceParallel: sequenceParallel))
    }

    /// The same for a share.
    @inlinable
    public func embeddingOperator(_ share: LayerShare) -> LayerOperator {
        let tokens = share.tokens(sequenceLength: sequenceLength)
        let streamTokens = share.sequenceParallel ? ceilingDivide(tokens, share.tensor) : tokens
        let elements = Double(streamTokens) * Double(hidden)
        return LayerOperator(
            kind: .embedding, batch: 0, m: 0, n: 0, k: 0, matrixFlops: 0,
            vectorFlops: isGated ? 0 : elements * (VectorCost.residual + VectorCost.dropout),
            weightElements: embeddingParameters(tensor: share.tensor), inputElements: elements, outputElements: elements
        )
    }

    /// Calls `body` with the operators after the last layer: the final norm, the logits and the loss.
    ///
    /// The vocabulary is split over `tensor` devices, rounded up; the token table of a tied head counts as the weight
    /// of the logits here.
    @inlinable
    public func forEachHeadOperator(
        microBatch: Int, tensor: Int, sequenceParallel: Bool, _ body: (LayerOperator) -> Void
    ) {
        forEachHeadOperator(
            LayerShare(microBatch: microBatch, tensor: tensor, sequenceParallel: sequenceParallel), body)
    }

    /// The same for a share.
    @inlinable
    public func forEachHeadOperator(_ share: LayerShare, _ body: (LayerOperator) -> Void) {
        let tokens = share.tokens(sequenceLength: sequenceLength)
        let streamTokens = share.sequenceParallel ? ceilingDivide(tokens, share.tensor) : tokens
        let words = ceilingDivide(vocabulary, share.tensor)
        body(
            .elementwise(
                .finalNorm, elements: Double(streamTokens) * Double(hidden),
                flopsPerElement: normFlopsPerElement,
                weights: normParameters))
        body(.projection(.logits, m: tokens, n: words, k: hidden, bias: false))
        body(
            .elementwise(
                .loss, elements: Double(tokens) * Double(words), flopsPerElement: VectorCost.softmax))
    }
}

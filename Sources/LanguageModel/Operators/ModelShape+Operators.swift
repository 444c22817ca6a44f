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
        let tokens = microBatch * sequenceLength
        let width = headDimension
        let queryHeads = headsPerDevice(tensor: tensor)
        let keyHeads = keyValueHeadsPerDevice(tensor: tensor)
        let inner = ceilingDivide(feedForward, tensor)
        let streamTokens = sequenceParallel ? ceilingDivide(tokens, tensor) : tokens
        let stream = Double(streamTokens) * Double(hidden)
        let scoreElements = Double(microBatch * queryHeads) * Double(sequenceLength) * Double(sequenceLength)
        let queryElements = Double(tokens) * Double(queryHeads * width)
        let keyElements = Double(tokens) * Double(keyHeads * width)
        let innerElements = Double(tokens) * Double(inner)
        let normCost = isGated ? VectorCost.rootMeanSquareNorm : VectorCost.layerNorm
        let dropoutCost = isGated ? 0 : VectorCost.dropout
        let residualCost = VectorCost.residual + dropoutCost

        body(
            .elementwise(.attentionNorm, elements: stream, flopsPerElement: normCost, weights: normParameters))
        body(
            .projection(
                .queryKeyValue, m: tokens, n: (queryHeads + 2 * keyHeads) * width, k: hidden, bias: !isGated))
        body(
            LayerOperator(
                kind: .scores, batch: microBatch * queryHeads, m: sequenceLength, n: sequenceLength, k: width,
                matrixFlops: 2 * scoreElements * Double(width), vectorFlops: 0, weightElements: 0,
                inputElements: queryElements + keyElements, outputElements: scoreElements))
        body(
            .elementwise(
                .softmax, elements: scoreElements, flopsPerElement: VectorCost.softmax + dropoutCost))
        body(
            LayerOperator(
                kind: .values, batch: microBatch * queryHeads, m: sequenceLength, n: width, k: sequenceLength,
                matrixFlops: 2 * scoreElements * Double(width), vectorFlops: 0, weightElements: 0,
                inputElements: scoreElements + keyElements, outputElements: queryElements))
        body(.projection(.projection, m: tokens, n: hidden, k: queryHeads * width, bias: !isGated))
        body(
            .elementwise(.attentionResidual, elements: stream, flopsPerElement: residualCost, operands: 2))
        body(
            .elementwise(.feedForwardNorm, elements: stream, flopsPerElement: normCost, weights: normParameters))
        body(.projection(.up, m: tokens, n: isGated ? 2 * inner : inner, k: hidden, bias: !isGated))
        body(
            .elementwise(
                .activation, elements: innerElements,
                flopsPerElement: VectorCost.activation + (isGated ? VectorCost.gate : 0), operands: isGated ? 2 : 1))
        body(.projection(.down, m: tokens, n: hidden, k: inner, bias: !isGated))
        body(
            .elementwise(.feedForwardResidual, elements: stream, flopsPerElement: residualCost, operands: 2))
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
        let tokens = microBatch * sequenceLength
        let streamTokens = sequenceParallel ? ceilingDivide(tokens, tensor) : tokens
        let elements = Double(streamTokens) * Double(hidden)
        return LayerOperator(
            kind: .embedding, batch: 0, m: 0, n: 0, k: 0, matrixFlops: 0,
            vectorFlops: isGated ? 0 : elements * (VectorCost.residual + VectorCost.dropout),
            weightElements: embeddingParameters(tensor: tensor), inputElements: elements, outputElements: elements)
    }

    /// Calls `body` with the operators after the last layer: the final norm, the logits and the loss.
    ///
    /// The vocabulary is split over `tensor` devices, rounded up; the token table of a tied head counts as the weight
    /// of the logits here.
    @inlinable
    public func forEachHeadOperator(
        microBatch: Int, tensor: Int, sequenceParallel: Bool, _ body: (LayerOperator) -> Void
    ) {
        let tokens = microBatch * sequenceLength
        let streamTokens = sequenceParallel ? ceilingDivide(tokens, tensor) : tokens
        let words = ceilingDivide(vocabulary, tensor)
        body(
            .elementwise(
                .finalNorm, elements: Double(streamTokens) * Double(hidden),
                flopsPerElement: isGated ? VectorCost.rootMeanSquareNorm : VectorCost.layerNorm,
                weights: normParameters))
        body(.projection(.logits, m: tokens, n: words, k: hidden, bias: false))
        body(
            .elementwise(
                .loss, elements: Double(tokens) * Double(words), flopsPerElement: VectorCost.softmax))
    }
}

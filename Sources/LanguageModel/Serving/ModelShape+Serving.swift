/// The operators of one layer when a model serves requests.
extension ModelShape {
    /// Calls `body` with each operator of one layer of a prefill or a decode step, in order, without allocating.
    ///
    /// Only the experts that some token goes to are read, each by as many rows as even routing sends it; no place stays
    /// empty, so the capacity factor plays no part. With latent attention a decode step has the two halves of the up
    /// projection of keys and values as products of each head, one for the queries and one for the results
    /// (``ServingAttention``). Element-wise operators are those of training without dropout, but for the weights of norms
    /// and for biases, which are a few vectors beside the matrices of a layer. Counts of experts are rounded up in `batch`, exact in elements and operations.
    ///
    /// - Parameters:
    ///   - share: how the step is shared out.
    ///   - hasExperts: whether the layer has experts.
    ///   - body: called once for each operator.
    public func forEachServingOperator(
        _ share: ServingShare, hasExperts: Bool, _ body: (LayerOperator) -> Void
    ) {
        let stream = Double(share.tokens) * Double(hidden)
        body(.elementwise(.attentionNorm, elements: stream, flopsPerElement: normFlopsPerElement))
        forEachServingAttentionOperator(share, body)
        body(.elementwise(.attentionResidual, elements: stream, flopsPerElement: VectorCost.residual, operands: 2))
        body(.elementwise(.feedForwardNorm, elements: stream, flopsPerElement: normFlopsPerElement))
        if hasExperts, let mixture {
            forEachServingMixtureOperator(mixture, share, body)
        } else {
            forEachServingBlockOperator(
                (.up, .activation, .down), tokens: share.tokens, inner: ceilingDivide(feedForward, share.tensor), body)
        }
        body(.elementwise(.feedForwardResidual, elements: stream, flopsPerElement: VectorCost.residual, operands: 2))
    }

    private func forEachServingAttentionOperator(_ share: ServingShare, _ body: (LayerOperator) -> Void) {
        let (tokens, heads) = (share.tokens, headsPerDevice(tensor: share.tensor))
        let core = servingAttention(share)
        if let latent = latentAttention {
            let (rank, plain, value) = (latent.keyValueRank, latent.plainWidth, latent.valueWidth)
            body(.projection(.queryDown, m: tokens, n: latent.queryRank, k: hidden, bias: false))
            body(.projection(.keyValueDown, m: tokens, n: rank + latent.rotaryWidth, k: hidden, bias: false))
            body(
                .elementwise(
                    .latentNorm, elements: Double(tokens) * Double(latent.queryRank + rank),
                    flopsPerElement: VectorCost.rootMeanSquareNorm))
            body(.projection(.queryUp, m: tokens, n: heads * queryWidth, k: latent.queryRank, bias: false))
            if share.isPrefill {
                body(.projection(.keyValueUp, m: tokens, n: heads * (plain + value), k: rank, bias: false))
            } else {
                body(.experts(.keyValueUp, count: heads, m: tokens, n: rank, k: plain, bias: false))
            }
            forEachCoreOperator(core, body)
            if !share.isPrefill {
                body(.experts(.keyValueUp, count: heads, m: tokens, n: value, k: rank, bias: false))
            }
        } else {
            let keyHeads = keyValueHeadsPerDevice(tensor: share.tensor)
            body(
                .projection(
                    .queryKeyValue, m: tokens, n: (heads + 2 * keyHeads) * headDimension, k: hidden, bias: false))
            forEachCoreOperator(core, body)
        }
        body(.projection(.projection, m: tokens, n: hidden, k: heads * valueWidth, bias: false))
    }

    /// Scores, softmax and values, which stay on the chip between the three.
    private func forEachCoreOperator(_ core: ServingAttention, _ body: (LayerOperator) -> Void) {
        let pairs = Double(core.products) * Double(core.rows) * Double(core.seen)
        body(
            LayerOperator(
                kind: .scores, batch: core.products, m: core.rows, n: core.seen, k: core.keyWidth,
                matrixFlops: 2 * pairs * Double(core.keyWidth), vectorFlops: 0, weightElements: 0,
                inputElements: core.queryElements, outputElements: 0))
        body(.elementwise(.softmax, elements: pairs, flopsPerElement: VectorCost.softmax))
        body(
            LayerOperator(
                kind: .values, batch: core.products, m: core.rows, n: core.valueWidth, k: core.seen,
                matrixFlops: 2 * pairs * Double(core.valueWidth), vectorFlops: 0, weightElements: 0,
                inputElements: 0, outputElements: core.resultElements, leftStaysOnChip: true))
    }

    private func forEachServingBlockOperator(
        _ kinds: (up: LayerOperator.Kind, activation: LayerOperator.Kind, down: LayerOperator.Kind), tokens: Int,
        inner: Int, _ body: (LayerOperator) -> Void
    ) {
        body(.projection(kinds.up, m: tokens, n: isGated ? 2 * inner : inner, k: hidden, bias: false))
        body(activation(kinds.activation, elements: Double(tokens) * Double(inner)))
        body(.projection(kinds.down, m: tokens, n: hidden, k: inner, bias: false))
    }

    private func forEachServingMixtureOperator(
        _ mixture: Mixture, _ share: ServingShare, _ body: (LayerOperator) -> Void
    ) {
        let (tokens, inner) = (share.tokens, ceilingDivide(mixture.expertFeedForward, share.tensor))
        let isRouted = mixture.experts > 1
        // Of all groups' tokens, an even share of the copies comes here.
        let copies = Double(tokens) * Double(mixture.expertsPerToken)
        let groups = Double(share.expert)
        let active = mixture.expectedExperts(tokens: Double(tokens) * groups) / groups
        let moved = copies * Double(hidden)
        if isRouted {
            var router = LayerOperator.projection(.router, m: tokens, n: mixture.experts, k: hidden, bias: false)
            router.vectorFlops = Double(tokens) * Double(mixture.experts) * VectorCost.softmax
            body(router)
            body(.elementwise(.dispatch, elements: moved, flopsPerElement: 0))
        }
        body(
            .activeExperts(
                .expertUp, active: active, copies: copies, n: isGated ? 2 * inner : inner, k: hidden))
        body(activation(.expertActivation, elements: copies * Double(inner)))
        body(.activeExperts(.expertDown, active: active, copies: copies, n: hidden, k: inner))
        if isRouted {
            var combine = LayerOperator.elementwise(.combine, elements: moved, flopsPerElement: 2)
            combine.outputElements = Double(tokens) * Double(hidden)
            body(combine)
        }
        if mixture.sharedExperts > 0 {
            forEachServingBlockOperator(
                (.sharedUp, .sharedActivation, .sharedDown), tokens: tokens,
                inner: ceilingDivide(mixture.sharedExperts * mixture.expertFeedForward, share.tensor), body)
        }
    }

    /// Elements that a layer holds of each token at once: the stream twice, and the largest of its inner vectors.
    public func servingActivationElements(tensor: Int) -> Double {
        let heads = headsPerDevice(tensor: tensor)
        let branches = isGated ? 2 : 1
        let attention =
            latentAttention == nil
            ? (heads + 2 * keyValueHeadsPerDevice(tensor: tensor)) * headDimension
            : heads * (2 * queryWidth + valueWidth)
        var block = branches * ceilingDivide(feedForward, tensor)
        if let mixture {
            let copy = hidden + branches * ceilingDivide(mixture.expertFeedForward, tensor)
            let shared = branches * ceilingDivide(mixture.sharedExperts * mixture.expertFeedForward, tensor)
            block = max(expertLayers < layers ? block : 0, mixture.expertsPerToken * copy + shared)
        }
        return 2 * Double(hidden) + Double(max(attention, block))
    }
}

extension LayerOperator {
    /// Products of the experts that some token goes to: `active` in the mean, with `copies` rows in all.
    static func activeExperts(_ kind: Kind, active: Double, copies: Double, n: Int, k: Int) -> LayerOperator {
        // The powers of the mean number leave it a rounding error above a whole one.
        let count = max(1, Int((active * (1 - 1e-12)).rounded(.up)))
        let rows = max(1, Int((copies / active * (1 - 1e-12)).rounded(.up)))
        let (columns, inner) = (Double(n), Double(k))
        return LayerOperator(
            kind: kind, batch: count, m: rows, n: n, k: k, matrixFlops: 2 * copies * columns * inner, vectorFlops: 0,
            weightElements: active * inner * columns, inputElements: copies * inner, outputElements: copies * columns)
    }
}

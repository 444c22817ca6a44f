import LanguageModel

/// What the dies of a group send each other in one layer for one micro-batch, in halves of the group's collective.
///
/// A half moves `(n - 1) / n` of the `2 s b h` bytes of the residual stream for each of `n` dies; Megatron-LM's spread
/// has four of them each way. What operators leave and what the next ones want is compared box by box
/// (``GroupTile``): parts of sums are scattered, then what is missing is brought. The backward pass does the same with
/// gradients, from each operator's input to what the one before left; it is what the forward pass does, in reverse, but
/// where several dies do the same. Inputs that weight gradients want again hide behind the products that do not, as in
/// ``TrainingWork``; keys and values of other positions are wanted at once and come again.
struct SpreadExchange: Sendable, Hashable {
    /// Halves of the forward pass.
    private(set) var forward = 0.0
    /// Halves of the backward pass, without what is made again.
    private(set) var backward = 0.0
    /// Halves that are made again.
    private(set) var again = 0.0
    private let half: Double
    private let links: GroupLinks
    private let repeats: Recompute

    init(
        _ spread: OperatorSpread, _ model: ModelShape, _ share: LayerShare, hasExperts: Bool, repeats: Recompute,
        exchange: LayerExchange
    ) {
        typealias Kind = LayerOperator.Kind
        let dies = spread.dies
        links = GroupLinks(spread.shape)
        self.repeats = repeats
        let tokens = Double(share.tokens(sequenceLength: model.sequenceLength))
        let stream = 2 * tokens * Double(model.hidden)
        half = Double(dies - 1) / Double(dies) * stream
        guard dies > 1 else { return }

        let around = spread.stream.resultTile(dies: dies)
        let (qkv, core, projection) = (spread.queryKeyValue, spread.core, spread.projection)
        add(from: around, to: qkv, stream, dies)
        addHeads(qkv, core, model, tokens: tokens, dies)
        let context = 2 * tokens * Double(model.heads * model.valueWidth)
        add(from: core.resultTile(dies: dies), to: projection, context, dies)
        add(from: projection, to: around, stream, dies, receiver: .attentionResidual)

        func block(_ first: OperatorPlan, _ last: OperatorPlan, times: Double, width: Int, copies: Double) {
            add(from: around, to: first, stream * times, dies)
            addInner(first, last, 2 * tokens * copies * Double(width), isGated: model.isGated, dies)
            add(from: last, to: around, stream * times, dies, receiver: .feedForwardResidual)
        }
        guard hasExperts, let mixture = model.mixture else {
            block(spread.up, spread.down, times: 1, width: model.feedForward, copies: 1)
            return
        }
        let (first, last) = (spread.expertUp, spread.expertDown)
        let copies = mixture.experts > 1 ? mixture.copiesPerToken : 1
        block(first, last, times: exchange.copiesPerBlock, width: mixture.expertFeedForward, copies: copies)
        guard mixture.sharedExperts > 0 else { return }
        // Where groups exchange no copies, shared experts find their tokens with those of routed ones.
        var shared = (first, last)
        (shared.0.kind, shared.1.kind) = (.sharedUp, .sharedDown)
        block(
            shared.0, shared.1, times: exchange.sharedHalves / 2,
            width: mixture.sharedExperts * mixture.expertFeedForward, copies: 1)
    }

    private mutating func count(_ kind: LayerOperator.Kind, forward bytes: Double) {
        forward += bytes / half
        if repeats.contains(kind) { again += bytes / half }
    }

    /// A tensor that is whole, to the operator that wants it, which brings it.
    private mutating func add(from tile: GroupTile, to plan: OperatorPlan, _ bytes: Double, _ dies: Int) {
        count(
            plan.kind, forward: links.bytes(from: tile, to: plan.inputTile(dies: dies, isGradient: false), of: bytes))
        let gradient = plan.inputTile(dies: dies, isGradient: true)
        backward += links.bytes(from: gradient, to: tile, summed: bytes, of: bytes) / half
    }

    /// The result of a product; where it is a sum, the product itself sees to it.
    private mutating func add(
        from plan: OperatorPlan, to tile: GroupTile, _ bytes: Double, _ dies: Int, receiver: LayerOperator.Kind
    ) {
        let result = plan.resultTile(dies: dies)
        count(
            result.summands > 1 ? plan.kind : receiver,
            forward: links.bytes(from: result, to: tile, summed: bytes, of: bytes))
        backward += links.bytes(from: tile, to: result, of: bytes) / half
    }

    /// Queries, keys and values to the attention core: its queries' rows against keys and values of all positions.
    private mutating func addHeads(
        _ qkv: OperatorPlan, _ core: OperatorPlan, _ model: ModelShape, tokens: Double, _ dies: Int
    ) {
        let queries = 2 * tokens * Double(model.heads * model.queryWidth)
        let heads = model.keyValueHeads
        let keys = 2 * tokens * Double(heads * (model.queryWidth + model.valueWidth))
        let left = (qkv.resultTile(dies: dies), qkv.keyTile(dies: dies, keyValueHeads: heads))
        let owner: LayerOperator.Kind = left.0.summands > 1 ? .queryKeyValue : .scores
        let rows = core.resultTile(dies: dies)
        count(owner, forward: links.bytes(from: left.0, to: rows, summed: queries, of: queries))
        let all = core.wholeKeyTile(dies: dies, keyValueHeads: heads, isGradient: false)
        count(owner, forward: links.bytes(from: left.1, to: all, summed: keys, of: keys))
        backward += links.bytes(from: rows, to: left.0, of: queries) / half
        let gradient = core.wholeKeyTile(dies: dies, keyValueHeads: heads, isGradient: true)
        backward += links.bytes(from: gradient, to: left.1, summed: keys, of: keys) / half
        if core.sequence > 1, !repeats.contains(owner) {
            // What is kept is the die's own part, already summed.
            var own = left.1
            (own.summands, own.summandStride) = (1, 1)
            backward += links.bytes(from: own, to: all, of: keys) / half
        }
    }

    /// The inner vectors of a block: summed where the up product cut its inputs, then through the activation function.
    private mutating func addInner(
        _ first: OperatorPlan, _ last: OperatorPlan, _ bytes: Double, isGated: Bool, _ dies: Int
    ) {
        let result = first.resultTile(dies: dies)
        let summed = isGated ? 2 * bytes : bytes
        let wanted = last.inputTile(dies: dies, isGradient: false)
        count(
            result.summands > 1 ? first.kind : last.kind,
            forward: links.bytes(from: result, to: wanted, summed: summed, of: bytes))
        let gradient = last.inputTile(dies: dies, isGradient: true)
        guard result.summands > 1 else {
            backward += links.bytes(from: gradient, to: result, summed: bytes, of: bytes) / half
            return
        }
        let back = links.scatters(result).map { part in
            links.bytes(from: gradient, to: part, summed: bytes, of: bytes)
                + links.bytes(from: part, to: first.resultBox(dies: dies), of: summed)
        }
        backward += back.reduce(.infinity, min) / half
    }
}

extension OperatorPlan {
    /// What its dies hold of its result, sums being whole.
    fileprivate func resultBox(dies: Int) -> GroupTile {
        var tile = resultTile(dies: dies)
        (tile.summands, tile.summandStride) = (1, 1)
        return tile
    }
}

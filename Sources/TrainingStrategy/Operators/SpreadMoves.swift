import LanguageModel

/// What the dies of a group send each other between two operators that follow each other, for one micro-batch.
///
/// What the first leaves and what the second wants is compared box by box (``GroupTile``): parts of sums are scattered,
/// then what is missing is brought. The backward pass does the same with gradients, from the second's input to what the
/// first left. For two dies and one cut each these are the three types of AccPar (HPCA 2020) and its table of
/// conversions, but that a sum is scattered before it is brought to where it is wanted.
struct SpreadMoves: Sendable, Hashable {
    /// Bytes of a ring through the group, both ways.
    struct Move: Sendable, Hashable {
        /// In the forward pass.
        var forward = 0.0
        /// In the backward pass.
        var backward = 0.0
        /// The operator that makes the forward part again when it runs again.
        var owner: LayerOperator.Kind
        /// Bytes that the backward pass has besides when the owner does not run again.
        var wantedAgain = 0.0
    }

    private let links: GroupLinks
    private let dies: Int
    private let model: ModelShape
    private let tokens: Double

    init(_ shape: TensorShape, _ model: ModelShape, _ share: LayerShare) {
        links = GroupLinks(shape)
        dies = shape.count
        self.model = model
        tokens = Double(share.tokens(sequenceLength: model.sequenceLength))
    }

    /// Bytes of the residual stream.
    var streamBytes: Double { 2 * tokens * Double(model.hidden) }

    /// The stream, through a norm, to a product, which brings what it lacks.
    func entry(_ stream: OperatorPlan, _ plan: OperatorPlan, times: Double = 1) -> Move {
        let around = stream.resultTile(dies: dies)
        let gradient = plan.inputTile(dies: dies, isGradient: true)
        let bytes = streamBytes * times
        return Move(
            forward: links.bytes(from: around, to: plan.inputTile(dies: dies, isGradient: false), of: bytes),
            backward: links.bytes(from: gradient, to: around, summed: bytes, of: bytes), owner: plan.kind)
    }

    /// The result of a product to the stream; where it is a sum, the product itself sees to it.
    func exit(_ plan: OperatorPlan, _ stream: OperatorPlan, times: Double = 1) -> Move {
        let result = plan.resultTile(dies: dies)
        let around = stream.resultTile(dies: dies)
        let bytes = streamBytes * times
        let sum: LayerOperator.Kind = plan.kind == .projection ? .attentionResidual : .feedForwardResidual
        return Move(
            forward: links.bytes(from: result, to: around, summed: bytes, of: bytes),
            backward: links.bytes(from: around, to: result, of: bytes),
            owner: result.summands > 1 ? plan.kind : sum)
    }

    /// Queries, keys and values to the attention core: its queries' rows want keys and values of all positions.
    func heads(_ qkv: OperatorPlan, _ core: OperatorPlan) -> Move {
        let queries = 2 * tokens * Double(model.heads * model.queryWidth)
        let count = model.keyValueHeads
        let keys = 2 * tokens * Double(count * (model.queryWidth + model.valueWidth))
        let left = qkv.resultTile(dies: dies)
        let leftKeys = qkv.keyTile(dies: dies, keyValueHeads: count)
        let rows = core.resultTile(dies: dies)
        let all = core.wholeKeyTile(dies: dies, keyValueHeads: count, isGradient: false)
        let gradient = core.wholeKeyTile(dies: dies, keyValueHeads: count, isGradient: true)
        var move = Move(owner: left.summands > 1 ? .queryKeyValue : .scores)
        move.forward =
            links.bytes(from: left, to: rows, summed: queries, of: queries)
            + links.bytes(from: leftKeys, to: all, summed: keys, of: keys)
        move.backward =
            links.bytes(from: rows, to: left, of: queries)
            + links.bytes(from: gradient, to: leftKeys, summed: keys, of: keys)
        if core.sequence > 1 { move.wantedAgain = links.bytes(from: leftKeys.whole, to: all, of: keys) }
        return move
    }

    /// The result of the attention core to the output projection.
    func context(_ core: OperatorPlan, _ projection: OperatorPlan) -> Move {
        let bytes = 2 * tokens * Double(model.heads * model.valueWidth)
        let result = core.resultTile(dies: dies)
        let gradient = projection.inputTile(dies: dies, isGradient: true)
        return Move(
            forward: links.bytes(from: result, to: projection.inputTile(dies: dies, isGradient: false), of: bytes),
            backward: links.bytes(from: gradient, to: result, summed: bytes, of: bytes), owner: projection.kind)
    }

    /// The inner vectors of a block: summed where the up product cut its inputs, then through the activation function.
    func inner(_ first: OperatorPlan, _ last: OperatorPlan, width: Int, copies: Double = 1) -> Move {
        let bytes = 2 * tokens * copies * Double(width)
        let summed = model.isGated ? 2 * bytes : bytes
        let result = first.resultTile(dies: dies)
        let wanted = last.inputTile(dies: dies, isGradient: false)
        let gradient = last.inputTile(dies: dies, isGradient: true)
        var move = Move(owner: result.summands > 1 ? first.kind : last.kind)
        move.forward = links.bytes(from: result, to: wanted, summed: summed, of: bytes)
        guard result.summands > 1 else {
            move.backward = links.bytes(from: gradient, to: result, summed: bytes, of: bytes)
            return move
        }
        move.backward = .infinity
        for part in links.scatters(result) {
            let back =
                links.bytes(from: gradient, to: part, summed: bytes, of: bytes)
                + links.bytes(from: part, to: result.whole, of: summed)
            move.backward = min(move.backward, back)
        }
        return move
    }
}

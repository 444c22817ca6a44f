import LanguageModel

/// What the dies of a group send each other in one layer for one micro-batch, in halves of the group's collective.
///
/// A half moves `(n - 1) / n` of the `2 s b h` bytes of the residual stream for each of `n` dies; Megatron-LM's spread
/// has four of them each way. Inputs that weight gradients want again hide behind the products that do not, as in
/// ``TrainingWork``; keys and values of other positions are wanted at once and come again.
struct SpreadExchange: Sendable, Hashable {
    /// Halves of the forward pass.
    private(set) var forward = 0.0
    /// Halves of the backward pass, without what is made again.
    private(set) var backward = 0.0
    /// Halves that are made again.
    private(set) var again = 0.0

    init(
        _ spread: OperatorSpread, _ model: ModelShape, _ share: LayerShare, hasExperts: Bool, repeats: Recompute,
        exchange: LayerExchange
    ) {
        guard spread.dies > 1 else { return }
        let moves = SpreadMoves(spread.shape, model, share)
        let half = Double(spread.dies - 1) / Double(spread.dies) * moves.streamBytes
        func add(_ move: SpreadMoves.Move) {
            forward += move.forward / half
            backward += move.backward / half
            if repeats.contains(move.owner) {
                again += move.forward / half
            } else {
                backward += move.wantedAgain / half
            }
        }
        add(moves.entry(spread.stream, spread.queryKeyValue))
        add(moves.heads(spread.queryKeyValue, spread.core))
        add(moves.context(spread.core, spread.projection))
        add(moves.exit(spread.projection, spread.stream))
        guard hasExperts, let mixture = model.mixture else {
            add(moves.entry(spread.stream, spread.up))
            add(moves.inner(spread.up, spread.down, width: model.feedForward))
            add(moves.exit(spread.down, spread.stream))
            return
        }
        let copies = mixture.experts > 1 ? mixture.copiesPerToken : 1
        var (first, last) = (spread.expertUp, spread.expertDown)
        add(moves.entry(spread.stream, first, times: exchange.copiesPerBlock))
        add(moves.inner(first, last, width: mixture.expertFeedForward, copies: copies))
        add(moves.exit(last, spread.stream, times: exchange.copiesPerBlock))
        guard mixture.sharedExperts > 0 else { return }
        // Where groups exchange no copies, shared experts find their tokens with those of routed ones.
        (first.kind, last.kind) = (.sharedUp, .sharedDown)
        add(moves.entry(spread.stream, first, times: exchange.sharedHalves / 2))
        add(moves.inner(first, last, width: mixture.sharedExperts * mixture.expertFeedForward))
        add(moves.exit(last, spread.stream, times: exchange.sharedHalves / 2))
    }
}

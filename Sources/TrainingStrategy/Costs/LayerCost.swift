public import LanguageModel

/// What one layer costs a device for one micro-batch.
public struct LayerCost: Sendable, Hashable {
    /// Forward.
    public var forward = PassCost()
    /// Backward, without what is made again.
    public var backward = PassCost()
    /// What is made again for the backward pass.
    public var again = PassCost()
    /// Seconds of the attention core forward, behind which keys and values can go round.
    public var coreForwardSeconds = 0.0
    /// The same backward.
    public var coreBackwardSeconds = 0.0
    /// The same of what is made again.
    public var coreAgainSeconds = 0.0

    /// Halves of tensor collectives where operators are spread in their own ways; nil for Megatron-LM's.
    public var halves: LayerHalves?

    /// Makes an empty account.
    public init() {}

    /// The cost of the operators of both kinds of layer, attention, which they have alike, worked out once.
    ///
    /// - Parameters:
    ///   - model: Whose layers they are.
    ///   - share: How a layer is shared out.
    ///   - repeats: What runs again.
    ///   - operators: What an operator costs.
    /// - Returns: A layer without experts, and one with them, empty in a model without any.
    @inlinable
    public static func both<Operators: OperatorCosting>(
        _ model: ModelShape, _ share: LayerShare, repeats: Recompute, operators: Operators
    ) -> (dense: LayerCost, mixed: LayerCost) {
        var dense = LayerCost()
        model.forEachAttentionBlockOperator(share) {
            dense.add($0, share: share, repeats: repeats, operators: operators)
        }
        var mixed = LayerCost()
        if model.mixture != nil {
            mixed = dense
            model.forEachFeedForwardOperator(share, hasExperts: true) {
                mixed.add($0, share: share, repeats: repeats, operators: operators)
            }
        }
        model.forEachFeedForwardOperator(share, hasExperts: false) {
            dense.add($0, share: share, repeats: repeats, operators: operators)
        }
        return (dense, mixed)
    }

    /// Adds one operator.
    @inlinable
    mutating func add<Operators: OperatorCosting>(
        _ work: LayerOperator, share: LayerShare, repeats: Recompute, operators: Operators
    ) {
        var cost = PassCost()
        operators.addForward(work, to: &cost)
        forward.add(cost)
        let before = backward.operatorSeconds
        operators.addBackward(work, to: &backward)
        if work.kind.isAttentionCore {
            coreForwardSeconds += cost.operatorSeconds
            coreBackwardSeconds += backward.operatorSeconds - before
            if repeats.contains(work.kind) { coreAgainSeconds += cost.operatorSeconds }
        }
        if repeats.contains(work.kind) { again.add(cost) }
        if share.makesAgain(work.kind) { again.add(cost) }
    }
}

public import LanguageModel
public import WaferArchitecture

/// What one kind of layer costs and holds when its operators are spread over a group in their own ways.
///
/// With Megatron-LM's spread all figures are those of ``LayerCost``, of ``TrainingMemory/Layer`` and four halves each
/// way (without experts).
public struct SpreadLayer: Sendable, Hashable {
    /// What it costs the fullest die for one micro-batch, without what its activations move to and from DRAM.
    public var cost = LayerCost()
    /// Parameters that a die holds, copied where tokens are cut.
    public var parameters = HeldParameters(common: 0)
    /// Halves of the group's collective in the forward pass for one micro-batch; 0 for a single die.
    public var forwardHalves = 0.0
    /// The same in the backward pass, without what is made again.
    public var backwardHalves = 0.0
    /// The same of what is made again.
    public var againHalves = 0.0
    /// Halves of adding up the gradients of weights whose tokens are cut, once an iteration.
    public var gradientHalves = 0.0
    /// Bytes of activations that a die keeps for the backward pass, for one micro-batch.
    public var activationBytes = 0.0
    /// The same when nothing is made again.
    public var wholeActivationBytes = 0.0

    /// Works out a layer.
    ///
    /// - Parameters:
    ///   - spread: How its operators are spread, without violations.
    ///   - design: The design; what its strategy's plan says of operators is not read.
    ///   - hasExperts: Whether the layer has experts.
    ///   - repeats: What runs again.
    ///   - operators: What an operator costs, by the operand that stays in the multipliers.
    public init<Operators: OperatorCosting>(
        _ spread: OperatorSpread, _ design: TrainingDesign, hasExperts: Bool, repeats: Recompute,
        operators: (_ dataflow: Dataflow?) -> Operators
    ) {
        let (model, share) = (design.model, design.layerShare)
        let own = operators(nil)
        var (held, gradients) = (HeldParameters(common: 0), 0.0)
        let links = GroupLinks(spread.shape)
        let bytesEach = design.job.exchangedGradientBytes
        spread.forEachOperator(model, share, hasExperts: hasExperts) { work, dataflow in
            let costs = if let dataflow { operators(dataflow) } else { own }
            cost.add(work, share: share, repeats: repeats, operators: costs)
            let weights = work.storedWeights(model, share)
            if weights.isExpert { held.experts += weights.count } else { held.common += weights.count }
            guard let plan = spread.plan(of: work.kind), plan.tokenParts > 1 else { return }
            let copies = Double(plan.tokenParts)
            gradients +=
                2 * (copies - 1) / copies * bytesEach * weights.count
                * links.contention(members: plan.tokenParts, stride: spread.dies / plan.tokenParts)
        }
        parameters = held
        (activationBytes, wholeActivationBytes) = (
            spread.activationBytes(model, share, hasExperts: hasExperts, repeats: repeats),
            spread.activationBytes(model, share, hasExperts: hasExperts, repeats: .none)
        )
        guard spread.dies > 1 else { return }
        let exchange = SpreadExchange(
            spread, model, share, hasExperts: hasExperts, repeats: repeats, exchange: LayerExchange(design))
        (forwardHalves, backwardHalves, againHalves) = (exchange.forward, exchange.backward, exchange.again)
        var whole = share
        whole.sequenceParallel = false
        let dies = Double(spread.dies)
        gradientHalves = gradients / ((dies - 1) / dies * model.layerInputBytes(whole))
    }

    /// Bytes of the activations that exist for a moment while it is made again.
    public func transientBytes(layerInputBytes: Double, repeats: Recompute) -> Double {
        let isWhole = repeats == .full || repeats.policy == nil && activationBytes == layerInputBytes
        return isWhole ? wholeActivationBytes : max(0, wholeActivationBytes - activationBytes)
    }
}

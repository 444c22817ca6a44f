import LanguageModel

/// What one kind of layer costs when its operators are spread over a group in their own ways.
///
/// With Megatron-LM's spread all figures are those of ``LayerCost`` and four halves each way (without experts).
public struct SpreadLayer: Sendable, Hashable {
    /// What it costs the fullest die for one micro-batch, without what its activations move to and from DRAM.
    public var cost = LayerCost()
    /// Halves of the group's collective for one micro-batch; 0 for a single die.
    public var halves = LayerHalves(forward: 0, backward: 0, again: 0)
    /// Halves of adding up the gradients of weights whose tokens are cut, once an iteration.
    public var gradientHalves = 0.0

    /// Works out a layer.
    ///
    /// - Parameters:
    ///   - spread: How its operators are spread, without violations.
    ///   - design: The design; what its strategy's plan says of operators is not read.
    ///   - hasExperts: Whether the layer has experts.
    ///   - repeats: What runs again.
    ///   - operators: What an operator costs, by how a die works through it.
    public init<Operators: OperatorCosting>(
        _ spread: OperatorSpread, _ design: TrainingDesign, hasExperts: Bool, repeats: Recompute,
        operators: (DieMapping) -> Operators
    ) {
        let (model, share) = (design.model, design.layerShare)
        let own = operators(DieMapping())
        var gradients = 0.0
        let links = GroupLinks(spread.shape)
        let bytesEach = design.job.exchangedGradientBytes
        spread.forEachOperator(model, share, hasExperts: hasExperts) { work, mapping in
            let costs = mapping.isDefault ? own : operators(mapping)
            cost.add(work, share: share, repeats: repeats, operators: costs)
            guard let plan = spread.plan(of: work.kind), plan.tokenParts > 1 else { return }
            let copies = Double(plan.tokenParts)
            gradients +=
                2 * (copies - 1) / copies * bytesEach * work.storedWeights(model, share).count
                * links.contention(members: plan.tokenParts, stride: spread.dies / plan.tokenParts)
        }
        guard spread.dies > 1 else { return }
        let exchange = SpreadExchange(
            spread, model, share, hasExperts: hasExperts, repeats: repeats, exchange: LayerExchange(design))
        halves = LayerHalves(forward: exchange.forward, backward: exchange.backward, again: exchange.again)
        var whole = share
        whole.sequenceParallel = false
        let dies = Double(spread.dies)
        gradientHalves = gradients / ((dies - 1) / dies * model.layerInputBytes(whole))
    }

    /// The cost with its halves, those of gradients spread over the micro-batches of an iteration.
    ///
    /// They are on the links after the last backward pass; spread out, the iteration is as long, but for the filling of
    /// a pipeline, and nothing of them hides behind that pass.
    public func cost(microBatches: Int) -> LayerCost {
        var cost = cost
        cost.halves = halves
        cost.halves?.backward += gradientHalves / Double(microBatches)
        return cost
    }
}

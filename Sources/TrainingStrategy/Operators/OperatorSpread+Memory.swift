public import LanguageModel

/// What the dies of a group hold.
extension OperatorSpread {
    /// The entry that an operator with weights goes by; nil for one without and for the residual stream's.
    func plan(of kind: LayerOperator.Kind) -> OperatorPlan? {
        switch kind {
        case .queryKeyValue: queryKeyValue
        case .projection: projection
        case .up: up
        case .down: down
        case .expertUp, .sharedUp: expertUp
        case .expertDown, .sharedDown: expertDown
        default: nil
        }
    }

    /// Parameters of one layer that a die holds: copied where tokens are cut.
    public func parameters(_ model: ModelShape, _ share: LayerShare, hasExperts: Bool) -> HeldParameters {
        var held = HeldParameters(common: 0)
        forEachOperator(model, share, hasExperts: hasExperts) { work, _ in
            let weights = work.storedWeights(model, share)
            if weights.isExpert { held.experts += weights.count } else { held.common += weights.count }
        }
        return held
    }

    /// Bytes of a layer's input on a die, as ``forEachActivation(_:_:hasExperts:repeating:_:)`` counts it.
    func layerInputBytes(_ model: ModelShape, _ share: LayerShare) -> Double {
        activationBytes(model, share, hasExperts: false, repeats: .full)
    }

    /// Bytes of activations of one layer that a die keeps for one micro-batch, under a policy.
    public func activationBytes(
        _ model: ModelShape, _ share: LayerShare, hasExperts: Bool, repeats: Recompute
    ) -> Double {
        var bytes = 0.0
        forEachActivation(model, share, hasExperts: hasExperts, repeating: repeats.operators) {
            if $3 { bytes += $2 }
        }
        return bytes
    }

    /// Calls `body` with each activation that the backward pass of a layer needs or the policy keeps, as
    /// ``LanguageModel/ModelShape/forEachActivation(_:hasExperts:repeating:_:)`` does, in bytes of one die.
    ///
    /// Every die keeps its own part of what operators leave, sums scattered: in blocks that is one of as many parts as
    /// there are dies, however they are cut; of the residual stream and what norms make of it, the stream's part; of
    /// keys and values a whole head at least where outputs are cut.
    public func forEachActivation(
        _ model: ModelShape, _ share: LayerShare, hasExperts: Bool, repeating operators: UInt64,
        _ body: (_ maker: UInt64, _ users: UInt64, _ bytes: Double, _ isKept: Bool) -> Void
    ) {
        var group = share
        (group.tensor, group.sequenceParallel) = (dies, true)
        let parts = Double(dies)
        // Bytes with the stream whole on each die, where it is not cut into as many parts as there are dies.
        var whole = InlineArray<64, Double>(repeating: 0)
        let isSplit = stream.parts == dies
        if !isSplit {
            var (other, index) = (group, 0)
            other.sequenceParallel = false
            model.forEachActivation(other, hasExperts: hasExperts, repeating: operators) { _, _, bytes, _ in
                whole[index] = bytes
                index += 1
            }
        }
        // What a part less of the stream adds of what sequence parallelism would divide.
        let coarser = isSplit ? 0 : (1 / Double(stream.parts) - 1 / parts) / (1 - 1 / parts)
        let isShared = model.latentAttention == nil && dies > model.keyValueHeads
        let onDie = max(Double(model.keyValueHeads) / Double(queryKeyValue.output), 1)
        var (index, projected) = (0, 0)
        model.forEachActivation(group, hasExperts: hasExperts, repeating: operators) { maker, users, split, isKept in
            var bytes = split
            if !isSplit { bytes += (whole[index] - split) * coarser }
            index += 1
            if maker == LayerOperator.Kind.queryKeyValue.bit {
                // In this order: queries, keys, values; of the last two a whole head was taken.
                if isShared, projected > 0 { bytes *= onDie * Double(queryKeyValue.output) / parts }
                projected += 1
            }
            body(maker, users, bytes, isKept)
        }
    }
}

extension LayerOperator {
    /// Weights that a die stores for it: of all its experts, not only of those that have tokens.
    func storedWeights(_ model: ModelShape, _ share: LayerShare) -> (count: Double, isExpert: Bool) {
        guard let mixture = model.mixture, kind == .expertUp || kind == .expertDown else {
            return (weightElements, false)
        }
        let held = Double((mixture.experts + share.expert - 1) / share.expert)
        return (weightElements / Double(batch) * held, true)
    }
}

extension OperatorPlan {
    /// Parts of tokens: as many copies there are of each weight.
    public var tokenParts: Int { batch &* sequence }
}

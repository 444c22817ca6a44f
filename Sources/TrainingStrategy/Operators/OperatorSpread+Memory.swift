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

    /// Bytes of activations of one layer that a die keeps for one micro-batch, under a policy.
    ///
    /// Every die keeps its own part of what operators leave, sums scattered: in blocks that is one of as many parts as
    /// there are dies, however they are cut; of the residual stream and what norms make of it, the stream's part; of
    /// keys and values more where there are more parts than heads of them.
    public func activationBytes(
        _ model: ModelShape, _ share: LayerShare, hasExperts: Bool, repeats: Recompute
    ) -> Double {
        var group = share
        (group.tensor, group.sequenceParallel) = (dies, true)
        let parts = Double(dies)
        let split = kept(model, group, hasExperts, repeats)
        var bytes = split
        if stream.parts < dies, dies > 1 {
            // The part that sequence parallelism would divide, with as many parts as the stream has.
            group.sequenceParallel = false
            let divisible = (kept(model, group, hasExperts, repeats) - split) / (1 - 1 / parts)
            bytes += divisible * (1 / Double(stream.parts) - 1 / parts)
        }
        guard model.latentAttention == nil, dies > model.keyValueHeads else { return bytes }
        // Above, the heads of keys and values were taken as cut by all dies, one on each at least.
        let heads = Double(model.keyValueHeads)
        let others = parts / Double(queryKeyValue.output)
        let onDie = max(heads / Double(queryKeyValue.output), 1) / others
        let each = 2 * Double(share.tokens(sequenceLength: model.sequenceLength)) * Double(model.headDimension)
        // What the projection makes comes in this order: queries, keys, values.
        var (count, kept) = (0, 0.0)
        model.forEachActivation(group, hasExperts: hasExperts, repeating: repeats.operators) { maker, _, _, isKept in
            guard maker == LayerOperator.Kind.queryKeyValue.bit else { return }
            if count > 0, isKept { kept += 1 }
            count += 1
        }
        return bytes - kept * each * (1 - onDie)
    }

    private func kept(_ model: ModelShape, _ share: LayerShare, _ hasExperts: Bool, _ repeats: Recompute) -> Double {
        if let policy = repeats.policy {
            return model.activationBytesPerLayer(share, hasExperts: hasExperts, policy: policy)
        }
        return model.keptActivationBytes(share, hasExperts: hasExperts, repeating: repeats.operators)
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

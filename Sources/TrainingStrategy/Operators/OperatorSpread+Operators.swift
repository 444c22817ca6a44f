public import LanguageModel

/// The operators of a layer as the fullest die of a group runs them.
extension OperatorSpread {
    /// Calls `body` with each operator of one layer on one die.
    ///
    /// A share of tokens is a share of the micro-batch and of each sequence; one of outputs or inputs is what a tensor
    /// degree of as much leaves, and where both are cut, a cut of that. Weights are those that the die needs, biases of
    /// products with cut inputs whole, as ``LanguageModel/ModelShape/layerParameters(tensor:)`` counts them.
    ///
    /// - Parameters:
    ///   - model: Whose layer it is.
    ///   - share: How the layer is shared out over groups; what it says of the group itself is not used.
    ///   - hasExperts: Whether the layer has experts.
    ///   - body: Called with the operator and how the die works through it.
    public func forEachOperator(
        _ model: ModelShape, _ share: LayerShare, hasExperts: Bool, _ body: (LayerOperator, DieMapping) -> Void
    ) {
        stream.forEachOperator(model, share, hasExperts: hasExperts, body)
        queryKeyValue.forEachOperator(model, share, hasExperts: hasExperts, body)
        core.forEachOperator(model, share, hasExperts: hasExperts, body)
        projection.forEachOperator(model, share, hasExperts: hasExperts, body)
        (hasExperts ? expertUp : up).forEachOperator(model, share, hasExperts: hasExperts, body)
        (hasExperts ? expertDown : down).forEachOperator(model, share, hasExperts: hasExperts, body)
    }
}

extension OperatorPlan {
    /// Calls `body` with the operators that this entry of a spread speaks for, as the fullest die runs them.
    func forEachOperator(
        _ model: ModelShape, _ share: LayerShare, hasExperts: Bool, _ body: (LayerOperator, DieMapping) -> Void
    ) {
        typealias Kind = LayerOperator.Kind
        var local = share
        local.microBatch = (share.microBatch + batch - 1) / batch
        (local.context, local.tensor, local.sequenceParallel) = (sequence, output, false)
        switch kind {
        case .attentionNorm:
            let blocks = Kind.attentionNorm.bit | Kind.attentionResidual.bit
            let ends = Kind.feedForwardNorm.bit | Kind.feedForwardResidual.bit
            let kinds = blocks | ends | Kind.router.bit | Kind.dispatch.bit | Kind.combine.bit
            local.tensor = 1
            model.forEachOperator(local, hasExperts: hasExperts) {
                if $0.kind.bit & kinds != 0 { body($0, DieMapping()) }
            }
        case .queryKeyValue:
            model.forEachAttentionBlockOperator(local) { work in
                if work.kind == kind { body(work.inputsCut(input), mapping) }
            }
        case .scores:
            model.forEachAttentionBlockOperator(local) { if $0.kind.isAttentionCore { body($0, mapping) } }
        case .projection:
            local.tensor = input
            model.forEachAttentionBlockOperator(local) { work in
                if work.kind == kind { body(work.outputsCut(output), mapping) }
            }
        case .up, .expertUp:
            let products = Kind.up.bit | Kind.expertUp.bit | Kind.sharedUp.bit
            let activations = Kind.activation.bit | Kind.expertActivation.bit | Kind.sharedActivation.bit
            model.forEachFeedForwardOperator(local, hasExperts: hasExperts) { work in
                if work.kind.bit & products != 0 {
                    body(work.inputsCut(input), mapping)
                } else if work.kind.bit & activations != 0 {
                    body(work.divided(by: input), DieMapping())
                }
            }
        default:
            let products = Kind.down.bit | Kind.expertDown.bit | Kind.sharedDown.bit
            local.tensor = input
            model.forEachFeedForwardOperator(local, hasExperts: hasExperts) { work in
                if work.kind.bit & products != 0 { body(work.outputsCut(output), mapping) }
            }
        }
    }
}

extension LayerOperator {
    /// A product with a part of its inner dimension, which leaves parts of sums.
    func inputsCut(_ parts: Int) -> LayerOperator {
        guard parts > 1 else { return self }
        var work = self
        work.k = (k + parts - 1) / parts
        let share = Double(work.k) / Double(k)
        work.matrixFlops *= share
        work.inputElements *= share
        work.weightElements = Double(max(1, batch)) * Double(n) * (Double(work.k) + biasRows)
        return work
    }

    /// A product with a part of its columns.
    func outputsCut(_ parts: Int) -> LayerOperator {
        guard parts > 1 else { return self }
        var work = self
        work.n = (n + parts - 1) / parts
        let share = Double(work.n) / Double(n)
        work.matrixFlops *= share
        work.vectorFlops *= share
        work.outputElements *= share
        work.weightElements *= share
        return work
    }

    /// An element-wise operator on a part of its elements.
    func divided(by parts: Int) -> LayerOperator {
        guard parts > 1 else { return self }
        var work = self
        work.vectorFlops /= Double(parts)
        work.inputElements /= Double(parts)
        work.outputElements /= Double(parts)
        return work
    }

    /// One where it has a bias, which is as a row of its weights.
    private var biasRows: Double { vectorFlops > 0 ? 1 : 0 }
}

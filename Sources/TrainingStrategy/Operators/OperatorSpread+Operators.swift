public import LanguageModel
public import WaferArchitecture

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
    ///   - body: Called with the operator and the operand that stays in the multipliers, nil for the core's own.
    public func forEachOperator(
        _ model: ModelShape, _ share: LayerShare, hasExperts: Bool, _ body: (LayerOperator, Dataflow?) -> Void
    ) {
        typealias Kind = LayerOperator.Kind
        func local(_ plan: OperatorPlan, tensor: Int) -> LayerShare {
            var local = share
            local.microBatch = (share.microBatch + plan.batch - 1) / plan.batch
            (local.context, local.tensor, local.sequenceParallel) = (plan.sequence, tensor, false)
            return local
        }
        let attention = Kind.attentionNorm.bit | Kind.attentionResidual.bit
        let ends = Kind.feedForwardNorm.bit | Kind.feedForwardResidual.bit
        let routing = Kind.router.bit | Kind.dispatch.bit | Kind.combine.bit
        let norms = attention | ends | routing
        model.forEachOperator(local(stream, tensor: 1), hasExperts: hasExperts) { work in
            if work.kind.bit & norms != 0 { body(work, nil) }
        }
        model.forEachAttentionBlockOperator(local(queryKeyValue, tensor: queryKeyValue.output)) { work in
            if work.kind == .queryKeyValue { body(work.inputsCut(queryKeyValue.input), queryKeyValue.dataflow) }
        }
        model.forEachAttentionBlockOperator(local(core, tensor: core.output)) { work in
            if work.kind.isAttentionCore { body(work, core.dataflow) }
        }
        model.forEachAttentionBlockOperator(local(projection, tensor: projection.input)) { work in
            if work.kind == .projection { body(work.outputsCut(projection.output), projection.dataflow) }
        }
        let (first, last) = hasExperts ? (expertUp, expertDown) : (up, down)
        let firsts = Kind.up.bit | Kind.expertUp.bit | Kind.sharedUp.bit
        let activations = Kind.activation.bit | Kind.expertActivation.bit | Kind.sharedActivation.bit
        let lasts = Kind.down.bit | Kind.expertDown.bit | Kind.sharedDown.bit
        model.forEachFeedForwardOperator(local(first, tensor: first.output), hasExperts: hasExperts) { work in
            if work.kind.bit & firsts != 0 {
                body(work.inputsCut(first.input), first.dataflow)
            } else if work.kind.bit & activations != 0 {
                body(work.divided(by: first.input), nil)
            }
        }
        model.forEachFeedForwardOperator(local(last, tensor: last.input), hasExperts: hasExperts) { work in
            if work.kind.bit & lasts != 0 { body(work.outputsCut(last.output), last.dataflow) }
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

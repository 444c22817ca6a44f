/// Activations tensor by tensor: what ``ModelShape/activationBytesPerLayer(_:hasExperts:policy:)`` adds up, for any set
/// of operators that run again.
extension ModelShape {
    /// Bytes of activations of one layer that are kept while a set of operators runs again in the backward pass.
    ///
    /// Without any operator, with the attention core and with all of them these are the three policies of Korthikanti
    /// et al. (MLSys 2023).
    ///
    /// - Parameters:
    ///   - share: how the layer is shared out.
    ///   - hasExperts: whether the layer has experts.
    ///   - operators: a bit for each operator, as ``LayerOperator/Kind/bit`` has it.
    /// - Returns: bytes on one device for one micro-batch.
    public func keptActivationBytes(_ share: LayerShare, hasExperts: Bool, repeating operators: UInt64) -> Double {
        var bytes = 0.0
        forEachTensor(share, hasExperts: hasExperts) { if $0.isKept(repeating: operators) { bytes += $0.bytes } }
        return bytes
    }

    /// Calls `body` with each activation that the backward pass of a layer needs or the policy keeps.
    ///
    /// - Parameters:
    ///   - share: how the layer is shared out.
    ///   - hasExperts: whether the layer has experts.
    ///   - operators: those that run again.
    ///   - body: called with the bits of the operator that makes it, 0 for the input of the layer, and of those whose
    ///     backward pass reads it, its bytes on one device, and whether it is kept rather than made again.
    public func forEachActivation(
        _ share: LayerShare, hasExperts: Bool, repeating operators: UInt64,
        _ body: (_ maker: UInt64, _ users: UInt64, _ bytes: Double, _ isKept: Bool) -> Void
    ) {
        forEachTensor(share, hasExperts: hasExperts) { tensor in
            let isKept = tensor.isKept(repeating: operators)
            if isKept || tensor.users != 0 { body(tensor.maker, tensor.users, tensor.bytes, isKept) }
        }
    }

    func forEachTensor(_ share: LayerShare, hasExperts: Bool, _ body: (LayerTensor) -> Void) {
        typealias Kind = LayerOperator.Kind
        func tensor(_ maker: Kind?, for users: UInt64 = 0, readBy readers: UInt64 = 0, _ bytes: Double) {
            body(
                LayerTensor(
                    maker: maker?.bit ?? 0, users: users, readers: readers, bytes: bytes))
        }
        let tokens = Double(share.tokens(sequenceLength: sequenceLength))
        let (parts, streamParts) = (Double(share.tensor), Double(share.streamParts))
        let stream = 2 * tokens * Double(hidden) / streamParts
        let mask = isGated ? 0 : tokens * Double(hidden) / streamParts
        // Input of the layer: its norm needs it in any case.
        tensor(nil, for: Kind.attentionNorm.bit, stream)
        let keyMaker: Kind
        let queries = 2 * tokens * Double(heads * queryWidth) / parts
        let context = 2 * tokens * Double(heads * valueWidth) / parts
        var (keys, values) = (queries, context)
        if let latentAttention {
            let rank = Double(latentAttention.queryRank)
            let keyRank = Double(latentAttention.keyValueRank)
            let rotary = Double(latentAttention.rotaryWidth)
            tensor(.attentionNorm, for: Kind.queryDown.bit | Kind.keyValueDown.bit, stream)
            tensor(.queryDown, for: Kind.latentNorm.bit, 2 * tokens * rank / streamParts)
            tensor(.keyValueDown, for: Kind.latentNorm.bit, 2 * tokens * (keyRank + rotary) / streamParts)
            tensor(.latentNorm, for: Kind.queryUp.bit, 2 * tokens * rank / streamParts)
            tensor(.latentNorm, for: Kind.keyValueUp.bit, 2 * tokens * keyRank / streamParts)
            tensor(.queryUp, for: Kind.scores.bit, queries)
            keyMaker = .keyValueUp
        } else {
            tensor(.attentionNorm, for: Kind.queryKeyValue.bit, stream)
            tensor(.queryKeyValue, for: Kind.scores.bit, queries)
            keyMaker = .queryKeyValue
            keys = 2 * tokens * max(Double(keyValueHeads) / parts, 1) * Double(headDimension)
            values = keys
        }
        tensor(keyMaker, for: Kind.scores.bit, keys)
        tensor(keyMaker, for: Kind.values.bit, values)
        if share.isFused {
            // One kernel: the logarithms of its sums are its own.
            tensor(.values, for: Kind.values.bit, 4 * tokens * Double(heads) / parts)
        } else {
            let scores = tokens * Double(sequenceLength) * Double(heads) / parts
            tensor(.scores, readBy: Kind.softmax.bit, 2 * scores)
            if isGated {
                tensor(.softmax, for: Kind.softmax.bit | Kind.values.bit, 2 * scores)
            } else {
                // Its result, the mask of dropout, and what dropout leaves.
                tensor(.softmax, for: Kind.softmax.bit, 3 * scores)
                tensor(.softmax, for: Kind.values.bit, 2 * scores)
            }
        }
        tensor(.values, for: Kind.projection.bit, context)
        tensor(.projection, readBy: Kind.attentionResidual.bit, stream)
        tensor(.attentionResidual, for: Kind.attentionResidual.bit, mask)
        tensor(.attentionResidual, for: Kind.feedForwardNorm.bit, readBy: Kind.feedForwardResidual.bit, stream)

        func block(_ up: Kind, _ activation: Kind, _ down: Kind, rows: Double, width: Int) {
            let inner = 2 * rows * Double(width) / parts
            tensor(up, for: activation.bit, isGated ? 2 * inner : inner)
            tensor(activation, for: down.bit, inner)
        }
        if hasExperts, let mixture {
            let isRouted = mixture.experts > 1
            let copies = tokens * (isRouted ? mixture.copiesPerToken : 1)
            let shared = mixture.sharedExperts > 0 ? Kind.sharedUp.bit : 0
            tensor(
                .feedForwardNorm, for: (isRouted ? Kind.router : .expertUp).bit | shared, readBy: Kind.dispatch.bit,
                stream)
            if isRouted {
                tensor(
                    .router, for: Kind.router.bit | Kind.combine.bit, 4 * tokens * Double(mixture.experts) / streamParts
                )
                let moved = 2 * copies * Double(hidden) / streamParts
                tensor(.dispatch, for: Kind.expertUp.bit, moved)
                tensor(.expertDown, for: Kind.combine.bit, moved)
                tensor(.combine, readBy: Kind.feedForwardResidual.bit, stream)
            } else {
                tensor(.expertDown, readBy: Kind.feedForwardResidual.bit, stream)
            }
            block(.expertUp, .expertActivation, .expertDown, rows: copies, width: mixture.expertFeedForward)
            if mixture.sharedExperts > 0 {
                block(
                    .sharedUp, .sharedActivation, .sharedDown, rows: tokens,
                    width: mixture.sharedExperts * mixture.expertFeedForward)
                tensor(.sharedDown, readBy: Kind.feedForwardResidual.bit, stream)
            }
        } else {
            tensor(.feedForwardNorm, for: Kind.up.bit, stream)
            block(.up, .activation, .down, rows: tokens, width: feedForward)
            tensor(.down, readBy: Kind.feedForwardResidual.bit, stream)
        }
        tensor(.feedForwardResidual, for: Kind.feedForwardResidual.bit, mask)
    }
}

/// Bytes of activations that are kept from the forward to the backward pass, in a 16-bit format.
///
/// The accounting of Korthikanti et al. (MLSys 2023), Sections 4 and 5, tensor by tensor: two bytes an element, one
/// byte an element of a dropout mask. Gated shapes have no dropout, keep the gate, the up projection and their product,
/// and key and value heads as many as they have.
extension ModelShape {
    /// Bytes of the input of a layer: what full recomputation keeps, and what goes to the next pipeline stage.
    ///
    /// `2 s b h`; with sequence parallelism each device has `1 / t` of it.
    @inlinable
    public func layerInputBytes(microBatch: Int, tensor: Int, sequenceParallel: Bool) -> Double {
        layerInputBytes(LayerShare(microBatch: microBatch, tensor: tensor, sequenceParallel: sequenceParallel))
    }

    /// The same for a share; parts of a sequence have as much less.
    @inlinable
    public func layerInputBytes(_ share: LayerShare) -> Double {
        let elements = Double(share.tokens(sequenceLength: sequenceLength)) * Double(hidden)
        return 2 * elements / Double(share.streamParts)
    }

    /// Bytes of activations of one layer on one of `tensor` devices, for one micro-batch.
    ///
    /// For GPT shapes of width `4 h`: `s b h (10 + 24/t + 5 a s/(h t))` without sequence parallelism,
    /// `s b h (34 + 5 a s/h) / t` with it; selective recomputation drops the last term; full recomputation keeps
    /// `2 s b h` (over `t` with sequence parallelism, where the layer's input is already split). While a layer is
    /// recomputed its full activations exist for a moment: add one layer's `.none` bytes to a peak.
    ///
    /// - Parameters:
    ///   - microBatch: sequences of the micro-batch.
    ///   - tensor: tensor-parallel devices.
    ///   - sequenceParallel: whether norms and residual sums are split too.
    ///   - policy: what is recomputed.
    /// - Returns: bytes on one device.
    @inlinable
    public func activationBytesPerLayer(
        microBatch: Int, tensor: Int, sequenceParallel: Bool, policy: ActivationPolicy
    ) -> Double {
        activationBytesPerLayer(
            LayerShare(microBatch: microBatch, tensor: tensor, sequenceParallel: sequenceParallel), hasExperts: false,
            policy: policy)
    }

    /// The same for a share, of a layer with experts or without.
    ///
    /// Each of `c` parts of a sequence has `1 / c` of everything. Fused attention keeps no scores, and four bytes for
    /// each row of them (T. Dao et al., "FlashAttention", NeurIPS 2022, section 3.1). Latent attention keeps its small
    /// vectors before and after their norms. With several experts, copies of tokens go to them and come back, and the
    /// router keeps its scores in single precision.
    @inlinable
    public func activationBytesPerLayer(_ share: LayerShare, hasExperts: Bool, policy: ActivationPolicy) -> Double {
        if policy == .full { return layerInputBytes(share) }
        let tokens = Double(share.tokens(sequenceLength: sequenceLength))
        let (parts, streamParts) = (Double(share.tensor), Double(share.streamParts))
        // Inputs of the two norms and of the two blocks; a mask of one byte for each of the two dropouts.
        var bytes = tokens * Double(hidden) * (isGated ? 8 : 10) / streamParts
        if let latentAttention {
            // Queries and keys; values, and the input of the output projection.
            bytes += 4 * tokens * Double(heads * (queryWidth + valueWidth)) / parts
            let ranks = latentAttention.queryRank + latentAttention.keyValueRank
            bytes += tokens * Double(4 * ranks + 2 * latentAttention.rotaryWidth) / streamParts
        } else {
            // Queries, and the input of the output projection; keys and values.
            bytes += 4 * tokens * Double(heads * headDimension) / parts
            let keyShare = max(Double(keyValueHeads) / parts, 1)
            bytes += 4 * tokens * keyShare * Double(headDimension)
        }
        // Input and output of the activation function; with a gate, both its operands and their product.
        let perWidth = isGated ? 6.0 : 4.0
        if hasExperts, let mixture {
            let copies = tokens * (mixture.experts > 1 ? mixture.copiesPerToken : 1)
            bytes += perWidth * copies * Double(mixture.expertFeedForward) / parts
            bytes += perWidth * tokens * Double(mixture.sharedExperts * mixture.expertFeedForward) / parts
            if mixture.experts > 1 {
                // Inputs and outputs of the experts.
                bytes += 4 * copies * Double(hidden) / streamParts
                bytes += 4 * tokens * Double(mixture.experts) / streamParts
            }
        } else {
            bytes += perWidth * tokens * Double(feedForward) / parts
        }
        if share.isFused {
            bytes += 4 * tokens * Double(heads) / parts
        } else if policy == .none {
            // Softmax; with dropout also its mask and its output.
            let scores = tokens * Double(sequenceLength) * Double(heads) / parts
            bytes += (isGated ? 2 : 5) * scores
        }
        return bytes
    }

    /// Bytes of activations outside the layers, on a device of the first stage: the mask of the embedding's dropout.
    ///
    /// `s b h`, over `t` with sequence parallelism, for each micro-batch in flight; nothing for gated shapes.
    @inlinable
    public func embeddingActivationBytes(microBatch: Int, tensor: Int, sequenceParallel: Bool) -> Double {
        embeddingActivationBytes(
            LayerShare(microBatch: microBatch, tensor: tensor, sequenceParallel: sequenceParallel))
    }

    /// The same for a share.
    @inlinable
    public func embeddingActivationBytes(_ share: LayerShare) -> Double {
        isGated
            ? 0 : Double(share.tokens(sequenceLength: sequenceLength)) * Double(hidden) / Double(share.streamParts)
    }

    /// Bytes of activations after the last layer, for one micro-batch: the inputs of the final norm and of the head,
    /// and the logits in single precision.
    ///
    /// `4 s b h (1/t + V/(h t))` with sequence parallelism (Korthikanti et al., Section 4.3).
    @inlinable
    public func headActivationBytes(microBatch: Int, tensor: Int, sequenceParallel: Bool) -> Double {
        headActivationBytes(
            LayerShare(microBatch: microBatch, tensor: tensor, sequenceParallel: sequenceParallel))
    }

    /// The same for a share.
    @inlinable
    public func headActivationBytes(_ share: LayerShare) -> Double {
        let tokens = Double(share.tokens(sequenceLength: sequenceLength))
        return 4 * tokens * Double(hidden) / Double(share.streamParts)
            + 4 * tokens * Double(vocabulary) / Double(share.tensor)
    }

    /// Bytes of activations of the layers on a device of the first, and fullest, pipeline stage under 1F1B.
    ///
    /// The stage holds `L / p` layers of each of `p` micro-batches, hence `L` layers' worth; interleaving with `v > 1`
    /// chunks multiplies by `1 + (p - 1)/(p v)` (Korthikanti et al., Section 4.2.3).
    ///
    /// - Parameters:
    ///   - microBatch: sequences of the micro-batch.
    ///   - tensor: tensor-parallel devices.
    ///   - sequenceParallel: whether norms and residual sums are split too.
    ///   - policy: what is recomputed.
    ///   - pipeline: pipeline stages, at most as many as there are micro-batches.
    ///   - chunks: model chunks a stage; 1 without interleaving.
    /// - Returns: bytes on one device.
    public func firstStageActivationBytes(
        microBatch: Int, tensor: Int, sequenceParallel: Bool, policy: ActivationPolicy, pipeline: Int, chunks: Int
    ) -> Double {
        let layer = activationBytesPerLayer(
            microBatch: microBatch, tensor: tensor, sequenceParallel: sequenceParallel, policy: policy)
        return Double(layers) * layer * Self.interleavingFactor(pipeline: pipeline, chunks: chunks)
    }

    /// How much more activation memory the first stage needs when chunks interleave: `1 + (p - 1)/(p v)`, 1 if `v = 1`.
    @inlinable
    public static func interleavingFactor(pipeline: Int, chunks: Int) -> Double {
        chunks > 1 ? 1 + Double(pipeline - 1) / (Double(pipeline) * Double(chunks)) : 1
    }
}

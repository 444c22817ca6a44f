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
        let elements = Double(microBatch) * Double(sequenceLength) * Double(hidden)
        return 2 * elements / Double(sequenceParallel ? tensor : 1)
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
        if policy == .full {
            return layerInputBytes(microBatch: microBatch, tensor: tensor, sequenceParallel: sequenceParallel)
        }
        let tokens = Double(microBatch) * Double(sequenceLength)
        // Inputs of the two norms and of the two blocks; a mask of one byte for each of the two dropouts.
        let stream = tokens * Double(hidden) * (isGated ? 8 : 10) / Double(sequenceParallel ? tensor : 1)
        // Queries, and the input of the output projection; keys and values.
        let queries = 4 * tokens * Double(hidden) / Double(tensor)
        let keyShare = max(Double(keyValueHeads) / Double(tensor), 1)
        let keys = 4 * tokens * keyShare * Double(headDimension)
        // Input and output of the activation function; with a gate, both its operands and their product.
        let inner = (isGated ? 6 : 4) * tokens * Double(feedForward) / Double(tensor)
        var bytes = stream + queries + keys + inner
        if policy == .none {
            // Softmax; with dropout also its mask and its output.
            let scores = tokens * Double(sequenceLength) * Double(heads) / Double(tensor)
            bytes += (isGated ? 2 : 5) * scores
        }
        return bytes
    }

    /// Bytes of activations outside the layers, on a device of the first stage: the mask of the embedding's dropout.
    ///
    /// `s b h`, over `t` with sequence parallelism, for each micro-batch in flight; nothing for gated shapes.
    @inlinable
    public func embeddingActivationBytes(microBatch: Int, tensor: Int, sequenceParallel: Bool) -> Double {
        isGated
            ? 0
            : Double(microBatch) * Double(sequenceLength) * Double(hidden) / Double(sequenceParallel ? tensor : 1)
    }

    /// Bytes of activations after the last layer, for one micro-batch: the inputs of the final norm and of the head,
    /// and the logits in single precision.
    ///
    /// `4 s b h (1/t + V/(h t))` with sequence parallelism (Korthikanti et al., Section 4.3).
    @inlinable
    public func headActivationBytes(microBatch: Int, tensor: Int, sequenceParallel: Bool) -> Double {
        let tokens = Double(microBatch) * Double(sequenceLength)
        return 4 * tokens * Double(hidden) / Double(sequenceParallel ? tensor : 1)
            + 4 * tokens * Double(vocabulary) / Double(tensor)
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

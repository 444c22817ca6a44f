import LanguageModel

/// Memory traffic of what is not a matrix product, in bytes for each element of the operator's result.
///
/// Counted from the fused kernels of Megatron-LM, two bytes an element and one a dropout mask: read the operands, write
/// the result and what the backward pass needs. Biases of the query, key and value projection and the change of layout
/// after attention are with the operator that they precede.
struct GPUKernelTraffic {
    /// Bytes of the forward pass.
    var forward: Double
    /// Bytes of the backward pass.
    var backward: Double
    /// Kernels of the forward pass.
    var forwardKernels = 1.0
    /// Kernels of the backward pass.
    var backwardKernels = 1.0

    /// The traffic of one kind of operator.
    ///
    /// - Parameters:
    ///   - kind: The operator.
    ///   - isGated: Llama shapes have no dropout and a gate in the feed-forward block.
    static func of(_ kind: LayerOperator.Kind, isGated: Bool) -> GPUKernelTraffic {
        switch kind {
        case .attentionNorm, .feedForwardNorm, .finalNorm:
            // Backward: the gradient of the input (6), the sum with the residual stream's (6), of scale and shift (4).
            GPUKernelTraffic(forward: 4, backward: 16, backwardKernels: 3)
        case .softmax:
            // Scale, mask and softmax (4, back 6); dropout with its mask (5, back 5).
            isGated
                ? GPUKernelTraffic(forward: 4, backward: 6)
                : GPUKernelTraffic(forward: 9, backward: 11, forwardKernels: 2, backwardKernels: 2)
        case .attentionResidual, .feedForwardResidual:
            isGated
                ? GPUKernelTraffic(forward: 6, backward: 0, backwardKernels: 0)
                : GPUKernelTraffic(forward: 7, backward: 5)
        case .activation, .expertActivation, .sharedActivation:
            // GELU with the bias before it, whose gradient is one more read; SiLU with the gate has two inputs.
            isGated ? GPUKernelTraffic(forward: 6, backward: 10) : GPUKernelTraffic(forward: 4, backward: 8)
        case .embedding:
            isGated ? GPUKernelTraffic(forward: 4, backward: 6) : GPUKernelTraffic(forward: 9, backward: 9)
        case .loss:
            // Logits to single precision (6), maximum, exponential, sum and division over them (24); back (12).
            GPUKernelTraffic(forward: 30, backward: 12, forwardKernels: 6, backwardKernels: 3)
        case .projection:
            // The layout change before it, on the elements that the product reads.
            GPUKernelTraffic(forward: 4, backward: 8)
        case .latentNorm:
            // No residual stream here: the gradients of the input (6) and of the scale (4).
            GPUKernelTraffic(forward: 4, backward: 10, backwardKernels: 2)
        case .router:
            // Softmax and choice of the best in single precision.
            GPUKernelTraffic(forward: 12, backward: 12, forwardKernels: 2, backwardKernels: 2)
        case .dispatch:
            GPUKernelTraffic(forward: 4, backward: 4)
        case .combine:
            // Each copy is read (2), its sum written (2 at most); back: the gradient to each copy (4) and to its weight
            // (2).
            GPUKernelTraffic(forward: 4, backward: 6)
        case .queryKeyValue, .scores, .values, .up, .down, .logits, .queryDown, .queryUp, .keyValueDown, .keyValueUp,
            .expertUp, .expertDown, .sharedUp, .sharedDown:
            GPUKernelTraffic(forward: 0, backward: 0, forwardKernels: 0, backwardKernels: 0)
        }
    }
}

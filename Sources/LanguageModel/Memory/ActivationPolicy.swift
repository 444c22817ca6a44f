/// Which activations of a layer are kept from the forward to the backward pass.
///
/// The three policies of Korthikanti et al., "Reducing Activation Recomputation in Large Transformer Models"
/// (MLSys 2023, arXiv 2205.05198).
public enum ActivationPolicy: String, Sendable, Hashable, CaseIterable {
    /// Everything is kept; nothing is computed twice.
    case none
    /// The attention core (scores, softmax, their dropout) is computed again.
    case selective
    /// Only the input of each layer is kept; the layer is computed again.
    case full
}

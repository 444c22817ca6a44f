/// Which activations are dropped in the forward pass and made again in the backward one.
public enum Recompute: String, Sendable, Hashable, CaseIterable {
    /// None.
    case none
    /// The attention core: scores, softmax and their product with the values.
    case selective
    /// Everything but the input of each layer.
    case full
}

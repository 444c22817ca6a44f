/// Where weights, gradients and the optimiser's state live.
public enum WeightHome: String, Sendable, Hashable, CaseIterable {
    /// In the memory of the dies.
    case dies
    /// Off the wafer: weights come in layer by layer, gradients go out, and the optimiser runs there (Cerebras, weight
    /// streaming).
    case streamed
}

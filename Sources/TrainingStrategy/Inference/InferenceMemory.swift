/// What one device of a stage holds in inference, in bytes.
public struct InferenceMemory: Sendable, Hashable {
    /// The stage.
    public var stage: Int
    /// Weights of its layers, and of token table or head where it has them.
    public var weights: Double
    /// Keys and values of its layers when the last token is made, and codes of keys where attention predicts from them.
    public var cache: Double
    /// What the prefill of one layer holds at once.
    public var activations: Double

    /// Makes an account of its parts.
    public init(stage: Int, weights: Double, cache: Double, activations: Double) {
        self.stage = stage
        self.weights = weights
        self.cache = cache
        self.activations = activations
    }

    /// All of it.
    public var total: Double { weights + cache + activations }
}

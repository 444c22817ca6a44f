/// What an evaluator says of one inference design.
///
/// Every field is finite; parts of time add up to the seconds from the arrival of a batch to its last token.
public struct InferenceEvaluation: Sendable, Hashable {
    /// Seconds from the arrival of a prompt to its first token.
    public var firstTokenSeconds = 0.0
    /// Seconds of each further token.
    public var tokenSeconds = 0.0
    /// Bytes of keys and values at the end, over all devices.
    public var cacheBytes = 0.0
    /// All other figures: the iteration is one batch of requests; gradients, optimiser and recomputation are zero, and
    /// keys and values are with the activations.
    public var figures = TrainingEvaluation()

    /// Makes an evaluation with every figure zero.
    public init() {}
}

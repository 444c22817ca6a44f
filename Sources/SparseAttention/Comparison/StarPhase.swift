/// The phases of a comparison, in the order in which they happen.
public enum StarPhase: String, Sendable, Hashable, CaseIterable {
    /// Rounding and coding operands, and predicting keys from tokens.
    case keyPrediction = "key_prediction"
    /// Predicting scores.
    case scorePrediction = "score_prediction"
    /// Choosing keys.
    case sorting
    /// The formal computation over the chosen keys.
    case attention
    /// Everything that only the comparison needs: the dense references, and how rows share keys.
    case comparison
}

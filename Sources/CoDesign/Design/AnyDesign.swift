public import TrainingStrategy

/// What a design file may hold.
public enum AnyDesign: Sendable, Hashable {
    /// A machine that trains.
    case training(TrainingDesign)
    /// A machine that serves requests.
    case inference(InferenceDesign)
}

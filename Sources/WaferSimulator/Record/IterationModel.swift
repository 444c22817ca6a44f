public import TrainingStrategy

/// A model of training that plays an iteration as events and can tell what it saw.
public protocol IterationModel: TrainingCostModel {
    /// The figures of an iteration, and what was seen.
    ///
    /// - Parameters:
    ///   - design: A design.
    ///   - spans: Whether everything that was under way is listed; then no micro-batch is skipped, however many there
    ///     are.
    /// - Returns: The same figures as ``TrainingStrategy/TrainingCostModel/evaluate(_:)``, but for what skipping
    ///   micro-batches changes; no record for a design whose shape is illegal.
    func record(of design: TrainingDesign, spans: Bool) -> (evaluation: TrainingEvaluation, record: IterationRecord?)
}

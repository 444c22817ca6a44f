/// A cost model of training: a pure function of the design, without files, state or randomness.
///
/// Planners are handed one, and campaigns ask one at each fidelity.
public protocol TrainingCostModel: Sendable {
    /// The name of the fidelity, as users write it.
    static var fidelity: String { get }
    /// The version of the evaluator: it changes whenever any figure may change.
    static var version: String { get }

    /// The figures of one iteration of a design.
    ///
    /// Never fails: a design whose shape cannot be run comes back with the violation that says so.
    func evaluate(_ design: TrainingDesign) -> TrainingEvaluation
}

import ArgumentParser
import CoDesign
import TrainingStrategy

/// Which evaluator says what plans are worth.
struct PlanFidelity: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Which evaluator to ask for the figures: " + WaferFidelity.all.map(\.name).joined(separator: ", ")
                + "; planning itself goes by the first."))
    var fidelity = "analytical"

    /// The fidelity, if it is for the machine of a task.
    func chosen(for task: PlanningTask) throws -> WaferFidelity {
        let model = try WaferFidelity.named(fidelity)
        guard model.evaluates(task) else {
            throw ExitFailure.wrongUse(
                "--fidelity: found \(fidelity) for a cluster of graphics processors; accepted: analytical")
        }
        return model
    }
}

/// Chooses how a model is trained on a machine.
///
/// Planners get their costs from outside: they know what to compare, and a ``TrainingCostModel`` knows what it costs.
public protocol Planner: Sendable {
    /// The name on the command line and in design files.
    static var name: String { get }

    /// Plans a task.
    ///
    /// - Parameters:
    ///   - task: The machine, the model and the job.
    ///   - costs: What a design costs, in closed form.
    /// - Returns: A design without violations of its shape; where nothing fits the memory it is the one nearest to it,
    ///   and its evaluation says what does not fit.
    /// - Throws: Where the task has no legal strategy at all, or is not for this planner.
    func plan(_ task: PlanningTask, costs: any TrainingCostModel) throws(PlanningError) -> TrainingDesign
}

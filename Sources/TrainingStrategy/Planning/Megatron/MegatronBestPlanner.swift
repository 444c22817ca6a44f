/// Megatron-LM at its best: every strategy that it can run is evaluated, and the best one taken.
///
/// Enumerated are tensor, pipeline, data, context and expert degrees with any number of devices left idle, sequence
/// parallelism, micro-batch, schedule (GPipe, 1F1B, interleaved with its chunks), recomputation (none, selective,
/// full), and the distributed optimiser, which is ZeRO stage 1. Layers are dealt out evenly and recomputed alike in all
/// stages: that is what Megatron-LM runs, and what other planners may improve on.
public struct MegatronBestPlanner: Planner {
    /// `megatron-best`.
    public static let name = "megatron-best"

    /// Makes the planner.
    public init() {}

    /// The best strategy of all, or the one nearest to fitting where none fits.
    ///
    /// - Throws: Where no tensor degree is legal, which only a task without devices or sequences has.
    public func plan(_ task: PlanningTask, costs: any TrainingCostModel) throws(PlanningError) -> TrainingDesign {
        try StrategyEnumeration(zeroStages: { _ in [0, 1] }).best(task, costs: costs, planner: Self.name)
    }
}

/// DeepSpeed with Megatron-LM's layers: the best of ZeRO stages 1 to 3.
///
/// DeepSpeed documents two ways to a large model (deepspeed.ai, "Training your large model with DeepSpeed"): ZeRO over
/// replicas, with tensor parallelism where a layer must be cut, and three-dimensional parallelism, where a pipeline
/// joins with ZeRO stage 1, the only one that its pipelines run with. Both are enumerated: stages 1, 2 and 3 without a
/// pipeline, stage 1 with one; tensor, data and expert degrees, sequence parallelism, micro-batch and recomputation
/// (none, selective, full) go through every legal value. Its pipeline runs 1F1B without interleaving, and sequences
/// are not cut. S. Rajbhandari et al., "ZeRO: memory optimizations toward training trillion parameter models" (SC
/// 2020).
public struct DeepSpeedPlanner: Planner {
    /// `deepspeed`.
    public static let name = "deepspeed"

    /// Whether pipelines with ZeRO stage 1 are among its choices.
    public var hasPipelines: Bool

    /// Makes the planner.
    ///
    /// - Parameter hasPipelines: False for ZeRO with tensor parallelism alone.
    public init(hasPipelines: Bool = true) {
        self.hasPipelines = hasPipelines
    }

    /// The best strategy of all, or the one nearest to fitting where none fits.
    ///
    /// - Throws: Where no tensor degree is legal, which only a task without devices or sequences has.
    public func plan(_ task: PlanningTask, costs: any TrainingCostModel) throws(PlanningError) -> TrainingDesign {
        var enumeration = StrategyEnumeration(zeroStages: { pipeline in pipeline == 1 ? [1, 2, 3] : [1] })
        enumeration.hasPipelines = hasPipelines
        enumeration.schedules = [.oneForwardOneBackward]
        enumeration.cutsSequences = false
        return try enumeration.best(task, costs: costs, planner: Self.name)
    }
}

/// What a plan says beyond the degrees of its strategy: which layers a stage holds, what runs again in them, where groups
/// stand, whose memory holds what, and how each operator is spread over its group.
///
/// Each part may be empty and then has the meaning that it has without a plan. One encoding serves all planners; it is
/// operator-centric in the sense of Z. Li et al., "TMAC" (ICS 2024), whose fields are not published: these are ours.
public struct StrategyPlan: Sendable, Hashable {
    /// By stage, its layers in order and what runs again in them; empty: layers are dealt out evenly and
    /// ``Strategy/recompute`` holds for all.
    public var stages: [StageLayers] = []
    /// Where the group of each stage of each replica stands, `replica * pipeline + stage`; empty: the walk of
    /// ``Placement``.
    public var sites: [Placement.Site] = []
    /// What stages keep in the memory of other dies.
    public var loans: [MemoryLoan] = []
    /// How operators of a layer are spread over their group; those not listed go as in Megatron-LM, by heads and
    /// columns and then rows.
    public var operators: [OperatorPlan] = []
    /// Where weights and the optimiser's state are.
    public var weights = WeightHome.dies
    /// Where weights are streamed, the parts of the batch for each of which all layers come in anew; else 1.
    public var subBatches = 1

    /// Makes an empty plan.
    public init() {}

    /// Whether it says nothing.
    public var isEmpty: Bool { self == StrategyPlan() }
}

import LanguageModel
public import WaferArchitecture

/// WATOS: degrees, recomputation, placement and memory of a pipeline on a wafer chosen together.
///
/// After arXiv:2512.12279, whose text is not public; from readings of it, and ours where they say nothing:
///
/// 0. Dies. For every way to cut a layer each product gets the dataflow, and the loops over its blocks, with which layers
///    are fastest.
/// 1. Degrees. Groups of any rectangle of dies, stages, replicas and micro-batches go through all combinations whose
///    state fits the memory of all dies; those that may be fastest come first (``WatosSearch``).
/// 2. Recomputation. For each, ``GlobalRecompute`` with the wafer's memory as one pool, over layers dealt out evenly and
///    so that the slowest stage has least; each stage may mix two sets of operators.
/// 3. Placement and memory. Of the fastest ones stages are placed by ``StagePlacement``, and what overflows is given to
///    the nearest memory with room, that of idle dies included (``LoanAllocation``).
/// 4. The genetic refinement, ``GeneticRefinement``.
/// 5. A referee, a dearer model that sees what each link carries, chooses among the best plans of different families.
///
/// Groups stand around dies that do not work, and where that leaves enough of them off links that do not. Strategies
/// without a plan are compared too, interleaved ones among them, which Megatron-LM has and a plan of stages
/// cannot say; the best of Megatron-LM's own, those that cut sequences into parts included, is always compared.
/// ZeRO 2 and 3 are not considered.
public struct WatosPlanner: Planner {
    /// `watos`.
    public static let name = "watos"

    /// The genetic refinement; nil for none.
    public var refinement: GeneticRefinement?
    /// Whether stages may use the memory of others.
    public var sharesMemory = true
    /// Whether work may run again.
    public var recomputes = true
    /// Which degrees are considered; plans, recomputation and operators of the strategies it is asked about do not count.
    public var accepts: @Sendable (Strategy) -> Bool = { _ in true }
    /// Who chooses between the last plans; nil for the costs that all are planned by.
    public var referee: (any TrainingCostModel)?
    /// Whether each product may have another dataflow than the core's own, and other loops over its blocks.
    public var choosesMappings = true

    /// Makes the planner.
    ///
    /// - Parameters:
    ///   - refinement: The genetic refinement; nil for none.
    ///   - referee: Who chooses between the last plans, as a dearer model that sees what links carry; nil for the costs
    ///     that all are planned by.
    public init(refinement: GeneticRefinement? = GeneticRefinement(), referee: (any TrainingCostModel)? = nil) {
        self.refinement = refinement
        self.referee = referee
    }

    /// The best plan that is found; where nothing fits, the strategy nearest to it.
    ///
    /// - Throws: For a cluster, and where no group of working dies divides the model.
    public func plan(_ task: PlanningTask, costs: any TrainingCostModel) throws(PlanningError) -> TrainingDesign {
        try Self.found(try searched(task, costs: costs))
    }

    private func searched(
        _ task: PlanningTask, costs: any TrainingCostModel
    ) throws(PlanningError) -> WatosSearch {
        guard task.hardware.cluster == nil else { throw .wrongMachine(planner: Self.name, accepted: "wafers") }
        var search = WatosSearch(task, costs: costs, planner: self)
        search.run()
        return search
    }

    private static func found(_ search: WatosSearch) throws(PlanningError) -> TrainingDesign {
        guard let best = search.chosen() else {
            throw .noStrategy(
                planner: Self.name,
                reason: "no rectangle of working dies divides the heads and the feed-forward width")
        }
        return best.design
    }

    /// Plans again around dies and links that have failed since.
    ///
    /// - Parameters:
    ///   - design: A design that was planned before.
    ///   - faults: What does not work any more, beside what did not before.
    ///   - costs: What a design costs.
    /// - Returns: The best plan on what is left; its machine has all faults.
    public func replan(
        _ design: TrainingDesign, around faults: WaferFaults, costs: any TrainingCostModel
    ) throws(PlanningError) -> TrainingDesign {
        var task = PlanningTask(design)
        task.hardware.faults.dies += faults.dies.filter { !task.hardware.faults.dies.contains($0) }
        task.hardware.faults.links += faults.links.filter { !task.hardware.faults.links.contains($0) }
        var search = try searched(task, costs: costs)
        // The plan as it was may still run, on slower ways.
        search.offer(WatosOutcome(task.design(design.strategy), costs: costs))
        return try Self.found(search)
    }
}

import LanguageModel
import WaferArchitecture

/// TMAC's idea: one search over how each operator is partitioned, what runs again, and the degrees they share.
///
/// Z. Li et al., "TMAC" (ICS 2024), co-explores mappings in an operator-centric encoding with recomputation in the
/// space; its fields, moves and schedule are not published, so these are ours: ``OperatorPlan`` for each operator of a
/// layer, a recompute bit for each, and pipeline, data, micro-batch, schedule, expert and ZeRO degrees. The search is
/// simulated annealing with the schedule of Gemini (HPCA 2024): temperature `0.07 (1 - x) / (1 + 8 x)` over the share `x`
/// of rounds, a worse plan being taken with probability `exp(-(relative rise) / temperature)`, the last tenth from the
/// best plan so far. It starts from Megatron-LM's best plan and, in turn, from the best of three choices of
/// degrees with the cheapest spreads of operators (``SpreadChain``), and never ends worse.
public struct TMACPlanner: Planner {
    /// `tmac`.
    public static let name = "tmac"
    /// Rounds of annealing.
    public var rounds: Int
    /// The seed: equal ones give equal plans.
    public var seed: UInt64
    /// Whether each product may have another dataflow than the core's own, and other loops over its blocks.
    public var choosesMappings: Bool

    /// Makes the planner.
    ///
    /// - Parameters:
    ///   - rounds: Rounds of annealing, at least 0; with none the best start is the plan.
    ///   - seed: Of the random numbers.
    ///   - choosesMappings: Whether dataflows and loop orders of products are in the search.
    public init(rounds: Int = 20_000, seed: UInt64 = 0, choosesMappings: Bool = true) {
        self.choosesMappings = choosesMappings
        self.rounds = max(0, rounds)
        self.seed = seed
    }

    /// The best plan of the search.
    ///
    /// - Throws: On a cluster, whose devices form no grid, and where Megatron-LM has no legal plan to start from.
    public func plan(_ task: PlanningTask, costs: any TrainingCostModel) throws(PlanningError) -> TrainingDesign {
        guard task.hardware.cluster == nil else {
            throw .wrongMachine(planner: Self.name, accepted: "wafers")
        }
        var search = TMACSearch(task, costs: costs, seed: seed, choosesMappings: choosesMappings)
        search.offer(try MegatronBestPlanner().plan(task, costs: costs).strategy)
        if task.model.latentAttention == nil {
            search.survey()
            search.anneal(rounds: rounds)
        }
        return try search.best.found(planner: Self.name, reason: "no plan is legal")
    }
}

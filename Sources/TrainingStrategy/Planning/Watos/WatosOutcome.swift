import LanguageModel

/// A design with what it costs.
struct WatosOutcome {
    /// It.
    var design: TrainingDesign
    /// How good it is.
    var rank: PlanRank
    /// Seconds of an iteration.
    var seconds: Double

    /// Evaluates a design, or nil where its shape cannot run.
    init?(_ design: TrainingDesign, costs: any TrainingCostModel) {
        let evaluation = costs.evaluate(design)
        guard let rank = PlanRank(evaluation) else { return nil }
        (self.design, self.rank, seconds) = (design, rank, evaluation.iterationSeconds)
    }

    /// What plans have in common that differ only in their stages, places and loans.
    struct Family: Hashable {
        /// Without them.
        var strategy: Strategy
        /// Whether stages have layers of their own, and lend memory.
        var hasStages: Bool
        var hasLoans: Bool
        /// Whether work runs again.
        var repeats: Bool
    }

    /// The family of the design.
    var family: Family {
        var strategy = design.strategy
        let plan = strategy.plan ?? StrategyPlan()
        let hasStages = !plan.stages.isEmpty
        let repeats = plan.stages.contains { stage in stage.runs.contains { $0.recompute != .none } }
        var rest = StrategyPlan()
        rest.operators = plan.operators
        strategy.plan = rest
        if hasStages { strategy.recompute = .none }
        return Family(
            strategy: strategy, hasStages: hasStages, hasLoans: !plan.loans.isEmpty,
            repeats: hasStages ? repeats : strategy.recompute != .none)
    }

    /// Whether it keeps its limits.
    var fits: Bool { rank.fits }
}

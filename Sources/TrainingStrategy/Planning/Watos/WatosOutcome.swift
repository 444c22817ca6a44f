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

    /// Whether it keeps its limits.
    var fits: Bool { rank.fits }
}

/// The best design that a planner has seen; of equal ones the first.
struct BestPlan {
    /// It, if any was legal.
    private(set) var design: TrainingDesign?
    /// How good it is.
    private(set) var rank: PlanRank?
    /// Seconds of its iteration.
    private(set) var seconds = Double.infinity

    /// Whether it keeps its limits.
    var fits: Bool { rank?.fits == true }

    /// Evaluates a design and keeps it if it is better.
    mutating func offer(_ design: TrainingDesign, costs: some TrainingCostModel) {
        offer(design, costs.evaluate(design))
    }

    /// Keeps an evaluated design if it is better.
    mutating func offer(_ design: TrainingDesign, _ evaluation: TrainingEvaluation) {
        guard let offered = PlanRank(evaluation), rank.map({ $0 < offered }) ?? true else { return }
        (self.design, rank, seconds) = (design, offered, evaluation.iterationSeconds)
    }

    /// The design, or an error that says why there is none.
    func found(planner: String, reason: String) throws(PlanningError) -> TrainingDesign {
        guard let design else { throw .noStrategy(planner: planner, reason: reason) }
        return design
    }
}

public import CoDesign
public import TrainingStrategy

/// A plan and its figures, as `ingot plan` shows them.
public struct PlanReport: Sendable {
    private let planner: WaferPlanner
    private let planningSeconds: Double
    private let planned: PlannedEvaluation.Planned
    private let timed: TimedEvaluation

    /// Plans a task and evaluates the plan.
    ///
    /// - Throws: `PlanningError` where the planner has no strategy for it.
    public init(
        _ task: PlanningTask, by planner: WaferPlanner, at fidelity: WaferFidelity
    ) throws(PlanningError) {
        let outcome = PlannedEvaluation(task, by: planner, at: fidelity)
        self.planner = planner
        planningSeconds = outcome.planningSeconds
        planned = try outcome.result.get()
        timed = TimedEvaluation(of: planned.design, at: fidelity)
    }

    /// The plan as a design file, which `ingot evaluate` reads.
    public var designFile: String {
        DesignFile.text(
            of: planned.design,
            comments: [
                "Planned by \(planner.name) in \(Quantity.text(planningSeconds, unit: "s")).",
                "tokens_per_s: \(Quantity.shortest(planned.evaluation.tokensPerSecond))",
            ])
    }

    /// The plan for people.
    public var table: String {
        (["planner \(planner.name), \(Quantity.text(planningSeconds, unit: "s"))", "strategy:"]
            + DesignFile.strategyLines(of: planned.design) + [timed.table]).joined(separator: "\n")
    }

    /// The plan for programs: what `ingot evaluate --json` has of the design, and how it was planned.
    public var document: PlanDocument {
        PlanDocument(
            planner: planner.name, planningSeconds: planningSeconds, planned: planned, evaluation: timed.document)
    }
}

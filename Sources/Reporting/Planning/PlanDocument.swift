import CoDesign
import TrainingStrategy

/// A plan as the JSON object that `ingot plan --json` prints: an evaluation's keys and those of the planning.
public struct PlanDocument: Encodable, Sendable {
    private let planner: String
    private let planningSeconds: Double
    private let planned: PlannedEvaluation.Planned
    private let evaluation: EvaluationDocument

    init(
        planner: String, planningSeconds: Double, planned: PlannedEvaluation.Planned, evaluation: EvaluationDocument
    ) {
        self.planner = planner
        self.planningSeconds = planningSeconds
        self.planned = planned
        self.evaluation = evaluation
    }

    private enum Key: String, CodingKey {
        case planner
        case planningSeconds = "planning_s"
        case strategy
        case recomputeShare = "recompute_share"
        case memoryUtilisation = "dram_utilisation"
    }

    /// Writes the object.
    public func encode(to encoder: any Encoder) throws {
        try evaluation.encode(to: encoder)
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(planner, forKey: .planner)
        try container.encode(planningSeconds, forKey: .planningSeconds)
        try container.encode(StrategyDocument(planned.design.strategy), forKey: .strategy)
        try container.encode(planned.recomputeShare, forKey: .recomputeShare)
        try container.encode(planned.memoryUtilisation, forKey: .memoryUtilisation)
    }
}

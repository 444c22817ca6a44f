public import CoDesign
public import TrainingStrategy

/// Planners side by side on one task, as `ingot compare` shows them.
///
/// - Throughput and time are of an iteration by the fidelity; communication, recomputation and bubble are shares of it.
/// - Memory is the fullest device's; DRAM utilisation is what all devices hold at their fullest over what all have,
///   devices without work included; compute utilisation is executed operations over the peak of all devices.
public struct PlannerComparison: Encodable, Sendable {
    private let entries: [PlannedEvaluation]
    private let fidelity: WaferFidelity

    /// Lets planners plan a task one after the other.
    public init(_ task: PlanningTask, by planners: [WaferPlanner], at fidelity: WaferFidelity) {
        self.fidelity = fidelity
        entries = planners.map { PlannedEvaluation(task, by: $0, at: fidelity) }
    }

    /// Whether any planner has a strategy.
    public var hasPlans: Bool {
        entries.contains { if case .success = $0.result { true } else { false } }
    }

    /// Why the planners without a strategy have none, one line each.
    public var problems: [String] {
        entries.compactMap { if case .failure(let error) = $0.result { error.description } else { nil } }
    }

    /// The table for people: one row a planner, their strategies below.
    public var table: String {
        let rows = entries.map(Self.row)
        let table = TextTable.text(
            header: [
                "planner", "feasible", "tokens/s", "memory_gb", "dram_%", "compute_%", "communication_%", "recompute_%",
                "bubble_%", "planning_s",
            ], rows: rows)
        let strategies = entries.map { "\($0.planner.name): \(Self.words($0))" }
        return (["fidelity \(fidelity.name), evaluator version \(fidelity.version)", table, ""] + strategies)
            .joined(separator: "\n")
    }

    private static func row(_ entry: PlannedEvaluation) -> [String] {
        func percent(_ share: Double) -> String { Quantity.fixed(100 * share, digits: 1) }
        let seconds = Quantity.significant(entry.planningSeconds)
        guard case .success(let planned) = entry.result else {
            return [entry.planner.name, "no"] + Array(repeating: "-", count: 7) + [seconds]
        }
        let evaluation = planned.evaluation
        return [
            entry.planner.name, evaluation.isFeasible ? "yes" : "no",
            Quantity.significant(evaluation.tokensPerSecond), Quantity.significant(evaluation.memory.total / 1e9),
            percent(planned.memoryUtilisation), percent(planned.computeUtilisation),
            percent(planned.communicationShare), percent(planned.recomputeShare), percent(planned.bubbleShare), seconds,
        ]
    }

    private static func words(_ entry: PlannedEvaluation) -> String {
        switch entry.result {
        case .failure(let error): return error.description
        case .success(let planned):
            var parts = DesignFile.strategyLines(of: planned.design, withPlan: false)
                .map { String($0.drop { $0 == " " }) }
            if let plan = planned.design.strategy.plan {
                if plan.weights != .dies { parts.append("weights \(plan.weights.rawValue)") }
                if !plan.stages.isEmpty { parts.append("own layers and recomputation in each stage") }
                if !plan.sites.isEmpty { parts.append("own places") }
                if !plan.loans.isEmpty { parts.append("\(plan.loans.count) loans") }
                if !plan.operators.isEmpty { parts.append("own spread of \(plan.operators.count) operators") }
            }
            parts += planned.evaluation.violations.map {
                "breaks \($0.limit.rawValue): \(Quantity.significant($0.value)), "
                    + "allowed \(Quantity.significant($0.allowed))"
            }
            return parts.joined(separator: ", ")
        }
    }

    private enum Key: String, CodingKey {
        case planners, fidelity
        case evaluatorVersion = "evaluator_version"
    }

    private struct Row: Encodable {
        let entry: PlannedEvaluation

        enum Key: String, CodingKey {
            case name
            case isFeasible = "feasible"
            case tokensPerSecond = "tokens_per_s"
            case iterationSeconds = "iteration_s"
            case peakMemory = "peak_memory_bytes_per_device"
            case recomputeShare = "recompute_share"
            case communicationShare = "communication_share"
            case bubbleShare = "bubble_share"
            case computeUtilisation = "compute_utilisation"
            case memoryUtilisation = "dram_utilisation"
            case planningSeconds = "planning_s"
            case strategy, error
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(entry.planner.name, forKey: .name)
            try container.encode(entry.planningSeconds, forKey: .planningSeconds)
            switch entry.result {
            case .failure(let error):
                try container.encode(false, forKey: .isFeasible)
                try container.encode(error.description, forKey: .error)
                for key in [
                    Key.tokensPerSecond, .iterationSeconds, .peakMemory, .recomputeShare, .communicationShare,
                    .bubbleShare, .computeUtilisation, .memoryUtilisation,
                ] { try container.encodeNil(forKey: key) }
            case .success(let planned):
                let evaluation = planned.evaluation
                try container.encode(evaluation.isFeasible, forKey: .isFeasible)
                try container.encode(evaluation.tokensPerSecond, forKey: .tokensPerSecond)
                try container.encode(evaluation.iterationSeconds, forKey: .iterationSeconds)
                try container.encode(evaluation.memory.total, forKey: .peakMemory)
                try container.encode(planned.recomputeShare, forKey: .recomputeShare)
                try container.encode(planned.communicationShare, forKey: .communicationShare)
                try container.encode(planned.bubbleShare, forKey: .bubbleShare)
                try container.encode(planned.computeUtilisation, forKey: .computeUtilisation)
                try container.encode(planned.memoryUtilisation, forKey: .memoryUtilisation)
                try container.encode(StrategyDocument(planned.design.strategy), forKey: .strategy)
            }
        }
    }

    /// Writes the object.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(entries.map(Row.init), forKey: .planners)
        try container.encode(fidelity.name, forKey: .fidelity)
        try container.encode(fidelity.version, forKey: .evaluatorVersion)
    }
}

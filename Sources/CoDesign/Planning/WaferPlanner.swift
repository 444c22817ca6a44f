import AnalyticalModel
public import TrainingStrategy
import WaferSimulator

/// One planner by its name: what `strategy: {planner: NAME}`, `ingot plan` and `ingot compare` choose from.
///
/// All are handed the same costs, those of the closed form, so that what differs is how they plan.
public struct WaferPlanner: Sendable {
    /// The name in files and on the command line.
    public let name: String
    /// What it does, in one sentence.
    public let summary: String
    private let planner: any Planner

    private init<Chosen: Planner>(_ planner: Chosen, _ summary: String) {
        name = Chosen.name
        self.summary = summary
        self.planner = planner
    }

    /// All planners, in the order in which they are listed and compared.
    public static let all: [WaferPlanner] = [
        WaferPlanner(
            MegatronPlanner(),
            "Megatron-LM by its documented rules: tensor up to a node of 8 dies, then pipeline until it fits, then data"
        ),
        WaferPlanner(
            MegatronBestPlanner(), "the best of every strategy that Megatron-LM can run, by enumeration"),
        WaferPlanner(
            DeepSpeedPlanner(), "the best of ZeRO 1, 2 and 3 with tensor parallelism, and of ZeRO 1 with pipelines"),
        WaferPlanner(
            WeightStreamingPlanner(),
            "layer by layer with weights off the wafer, as on Cerebras machines; they come in and gradients go out through "
                + "wafer.inter_wafer_gb_per_s"),
        WaferPlanner(
            AccParPlanner(),
            "AccPar: each operator cut by batch, inputs or outputs, chosen along the chain of operators"),
        WaferPlanner(
            TMACPlanner(), "annealing over how each operator is cut, what runs again, and the degrees (TMAC)"),
        WaferPlanner(
            WatosPlanner(referee: RoutedModel()),
            "degrees, recomputation by stage, places and lent memory of a pipeline together, and their refinement (WATOS)"
        ),
    ]

    /// The planner of a name.
    ///
    /// - Throws: `CoDesignError.unknownPlanner` with the names there are.
    public static func named(_ name: String) throws(CoDesignError) -> WaferPlanner {
        guard let planner = all.first(where: { $0.name == name }) else { throw .unknownPlanner(name) }
        return planner
    }

    /// The planners of a list of names with commas between them; `all` is every one.
    ///
    /// - Throws: `CoDesignError.unknownPlanner` with the names there are.
    public static func list(_ text: String) throws(CoDesignError) -> [WaferPlanner] {
        if text == "all" { return all }
        var planners: [WaferPlanner] = []
        for name in text.split(separator: ",", omittingEmptySubsequences: false) {
            let planner = try named(name.trimming(" "))
            guard !planners.contains(where: { $0.name == planner.name }) else { throw .repeatedPlanner(planner.name) }
            planners.append(planner)
        }
        return planners
    }

    /// Plans a task by the costs of the closed form.
    ///
    /// - Throws: Where the planner has no legal strategy for it.
    public func plan(_ task: PlanningTask) throws(PlanningError) -> TrainingDesign {
        try planner.plan(task, costs: AnalyticalModel())
    }
}

extension Substring {
    /// The text without a character at both ends.
    fileprivate func trimming(_ character: Character) -> String {
        let front = drop { $0 == character }
        return String(front.reversed().drop { $0 == character }.reversed())
    }
}

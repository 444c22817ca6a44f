import AnalyticalModel
import CoDesign
import LanguageModel
import TrainingStrategy
import WaferArchitecture
import WaferSimulator

/// What was published of WATOS beside its ratios, on our wafers, as seen.
enum WatosObservations {
    private static let (batch, sequence) = (512, 2048)

    static func run(into report: inout Report) throws {
        try addShapes(into: &report)
        try addConfigurations(into: &report)
        try addSharing(into: &report)
        try addFaults(into: &report)
        try addParts(into: &report)
    }

    /// What each part of the planner is worth: tokens a second with it over those without.
    private static func addParts(into report: inout Report) throws {
        let parts: [(String, (inout WatosPlanner) -> Void)] = [
            ("dataflows", { $0.choosesMappings = false }), ("lent memory", { $0.sharesMemory = false }),
            ("the refinement", { $0.refinement = nil }), ("the referee", { $0.referee = nil }),
        ]
        for model in PlannerStudy.models {
            let task = try PlannerCell.task(
                hardware: "watos-config3", model: model, batch: batch, sequence: sequence)
            let whole = try tokens(planner, task)
            for (name, leaveOut) in parts {
                var less = planner
                leaveOut(&less)
                let rest = try tokens(less, task)
                report.add(
                    Row(
                        figure: "\(model): with \(name) / without", ours: rest > 0 ? whole / rest : .nan, peer: nil,
                        target: nil, method: "\(Row.text(whole)) and \(Row.text(rest)) tokens/s"))
            }
        }
    }

    private static let planner = WatosPlanner(referee: RoutedModel())

    private static func detailed(_ design: TrainingDesign) throws -> TrainingEvaluation {
        try WaferFidelity.named("detailed").evaluate(design)
    }

    private static func tokens(_ planner: WatosPlanner, _ task: PlanningTask) throws -> Double {
        let evaluation = try detailed(try planner.plan(task, costs: AnalyticalModel()))
        return evaluation.isFeasible ? evaluation.tokensPerSecond : 0
    }

    /// Tensor 4 with 8 stages against tensor 8 with 4 on 32 dies, all else chosen by the planner for each.
    private static func addShapes(into report: inout Report) throws {
        for model in PlannerStudy.models {
            var task = try PlannerCell.task(
                hardware: "watos-config3", model: model, batch: batch, sequence: sequence)
            (task.hardware.wafer.diesX, task.hardware.wafer.diesY) = (8, 4)
            func best(tensor: Int, pipeline: Int) throws -> Double {
                var planner = planner
                planner.accepts = { $0.tensor == tensor && $0.pipeline == pipeline && $0.data == 1 }
                do { return try tokens(planner, task) } catch is PlanningError { return 0 }
            }
            let (small, large) = (try best(tensor: 4, pipeline: 8), try best(tensor: 8, pipeline: 4))
            let isComparable = small > 0 && large > 0
            report.add(
                Row(
                    figure: "\(model): tensor 4, 8 stages / tensor 8, 4 stages, 32 dies",
                    ours: isComparable ? small / large : .nan, peer: nil, target: isComparable ? .atLeast(1) : nil,
                    method: "published: above 1; \(Row.text(small)) and \(Row.text(large)) tokens/s, 0 where none fits")
            )
        }
    }

    /// The four wafers, with recomputation and without.
    private static func addConfigurations(into report: inout Report) throws {
        for recomputes in [true, false] {
            var planner = planner
            planner.recomputes = recomputes
            for model in PlannerStudy.models {
                var figures: [String] = []
                var all: [Double] = []
                for configuration in 1...4 {
                    let task = try PlannerCell.task(
                        hardware: "watos-config\(configuration)", model: model, batch: batch, sequence: sequence)
                    all.append(try tokens(planner, task))
                    figures.append(Row.text(all[configuration - 1]))
                }
                report.add(
                    Row(
                        figure: "\(model): configuration 2 / 4, \(recomputes ? "with" : "without") recomputation",
                        ours: all[1] / all[3], peer: nil, target: recomputes ? .atLeast(1) : .atMost(1),
                        method: "tokens/s of configurations 1 to 4: \(figures.joined(separator: ", "))"))
            }
        }
    }

    /// How much of the memory is in use when stages may use that of others, and what it gains.
    private static func addSharing(into report: inout Report) throws {
        for model in PlannerStudy.models {
            let task = try PlannerCell.task(
                hardware: "watos-config3", model: model, batch: batch, sequence: sequence)
            var alone = planner
            alone.sharesMemory = false
            let (shared, own) = (
                try planner.plan(task, costs: AnalyticalModel()), try alone.plan(task, costs: AnalyticalModel())
            )
            let (one, other) = (try detailed(shared), try detailed(own))
            report.add(
                Row(
                    figure: "\(model): DRAM in use with helpers / without",
                    ours: shared.memoryUtilisation / own.memoryUtilisation, peer: nil, target: .atLeast(1),
                    method:
                        "\(Row.text(100 * shared.memoryUtilisation)) and \(Row.text(100 * own.memoryUtilisation)) %; "
                        + "tokens/s \(Row.text(one.tokensPerSecond / other.tokensPerSecond)) times"))
        }
    }

    /// A fifth of the links, or of the dies, out of work: planned anew against the same degrees on what is left.
    private static func addFaults(into report: inout Report) throws {
        for (kind, published) in [("links", 1.18), ("dies", 1.35)] {
            var ratios: [Double] = []
            var lost = 0
            for seed in 1...5 as ClosedRange<UInt64> {
                var task = try PlannerCell.task(
                    hardware: "watos-config3", model: "llama2-30b", batch: batch, sequence: sequence)
                let before = try planner.plan(task, costs: AnalyticalModel())
                task.hardware.faults = FaultDraw.faults(kind, share: 0.2, on: task.hardware.wafer, seed: seed)
                let replanned = try detailed(
                    try planner.replan(before, around: task.hardware.faults, costs: AnalyticalModel()))
                let robust = replanned.isFeasible ? replanned.tokensPerSecond : 0
                let plain = try FaultDraw.sameDegrees(before, on: task, evaluate: detailed)
                if plain > 0 { ratios.append(robust / plain) } else { lost += 1 }
            }
            let mean = ratios.isEmpty ? .nan : ratios.reduce(0, +) / Double(ratios.count)
            report.add(
                Row(
                    figure: "llama2-30b: planned anew / the old degrees, 20 % of the \(kind) failed", ours: mean,
                    peer: published, target: .atLeast(published),
                    method: "mean of \(ratios.count) draws: " + ratios.map { Row.text($0) }.joined(separator: ", ")
                        + (lost > 0 ? "; in \(lost) the old degrees fit nowhere" : "")))
        }
    }
}

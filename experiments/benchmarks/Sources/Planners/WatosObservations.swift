import AnalyticalModel
import CoDesign
import LanguageModel
import TrainingStrategy
import WaferArchitecture

/// What was published of WATOS beside its ratios, on our wafers, as seen.
enum WatosObservations {
    private static let (batch, sequence) = (512, 2048)

    static func run(into report: inout Report) throws {
        try addShapes(into: &report)
        try addConfigurations(into: &report)
        try addSharing(into: &report)
        try addFaults(into: &report)
    }

    private static func detailed(_ design: TrainingDesign) throws -> TrainingEvaluation {
        try WaferFidelity.named("detailed").evaluate(design)
    }

    private static func tokens(_ planner: WatosPlanner, _ task: PlanningTask) throws -> Double {
        let evaluation = try detailed(try planner.plan(task, costs: AnalyticalModel()))
        return evaluation.isFeasible ? evaluation.tokensPerSecond : 0
    }

    /// Tensor 4 with 8 stages against tensor 8 with 4 on 32 dies, each with the recomputation that fits.
    private static func addShapes(into report: inout Report) throws {
        for model in PlannerStudy.models {
            var task = try PlannerCell.task(
                hardware: "watos-config3", model: model, batch: batch, sequence: sequence)
            (task.hardware.wafer.diesX, task.hardware.wafer.diesY) = (8, 4)
            func best(tensor: Int, pipeline: Int) throws -> Double {
                var best = 0.0
                for recompute in Recompute.allCases {
                    for micro in [1, 2, 4] {
                        let design = task.design(
                            Strategy(
                                tensor: tensor, sequenceParallel: true, pipeline: pipeline, data: 1,
                                microBatchSequences: micro, schedule: .oneForwardOneBackward, chunks: 1,
                                recompute: recompute))
                        let evaluation = try detailed(design)
                        if evaluation.isFeasible { best = max(best, evaluation.tokensPerSecond) }
                    }
                }
                return best
            }
            let (small, large) = (try best(tensor: 4, pipeline: 8), try best(tensor: 8, pipeline: 4))
            report.add(
                Row(
                    figure: "\(model): tensor 4, 8 stages / tensor 8, 4 stages, 32 dies", ours: small / large,
                    peer: nil,
                    target: .atLeast(1),
                    method: "published: above 1; \(Row.text(small)) and \(Row.text(large)) tokens/s"))
        }
    }

    /// The four wafers, with recomputation and without.
    private static func addConfigurations(into report: inout Report) throws {
        for recomputes in [true, false] {
            var planner = WatosPlanner()
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
            var alone = WatosPlanner()
            alone.sharesMemory = false
            let (shared, own) = (
                try WatosPlanner().plan(task, costs: AnalyticalModel()), try alone.plan(task, costs: AnalyticalModel())
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
                let before = try WatosPlanner().plan(task, costs: AnalyticalModel())
                task.hardware.faults = FaultDraw.faults(kind, share: 0.2, on: task.hardware.wafer, seed: seed)
                let robust = try tokens(WatosPlanner(), task)
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

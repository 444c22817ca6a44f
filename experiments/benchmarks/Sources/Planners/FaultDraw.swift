import AnalyticalModel
import LanguageModel
import SearchSpace
import TrainingStrategy
import WaferArchitecture

/// Random faults, and what a plan that knows nothing of them comes to.
enum FaultDraw {
    /// A share of the links or dies of one wafer, drawn by a seed.
    static func faults(_ kind: String, share: Double, on wafer: Wafer, seed: UInt64) -> WaferFaults {
        var random = RandomGenerator(seed: seed)
        func draw<Part>(_ parts: [Part]) -> [Part] {
            Array(parts.shuffled(using: &random).prefix(Int(share * Double(parts.count))))
        }
        let dies = (0..<wafer.diesY).flatMap { y in (0..<wafer.diesX).map { WaferFaults.Die(x: $0, y: y) } }
        if kind == "dies" { return WaferFaults(dies: draw(dies)) }
        let links = dies.flatMap { die in
            (die.x + 1 < wafer.diesX ? [WaferFaults.Link(from: die, to: .east)] : [])
                + (die.y + 1 < wafer.diesY ? [WaferFaults.Link(from: die, to: .north)] : [])
        }
        return WaferFaults(links: draw(links))
    }

    /// Tokens a second of the tensor degree of a plan on what is left of its wafer: groups with a failed die are
    /// dropped, the others keep their places on the walk, with as many stages, replicas and as much recomputation as fit
    /// best; 0 where nothing fits.
    static func sameDegrees(
        _ design: TrainingDesign, on task: PlanningTask, evaluate: (TrainingDesign) throws -> TrainingEvaluation
    ) throws -> Double {
        var best: (tokensPerSecond: Double, design: TrainingDesign)?
        let strategy = design.strategy
        for pipeline in 1...min(task.model.layers, 56) {
            for data in 1...max(1, 56 / (pipeline * strategy.tensor)) {
                for recompute in Recompute.allCases {
                    var other = strategy
                    // Operators are worked through as they were.
                    other.plan = strategy.plan.map { old in
                        var plan = StrategyPlan()
                        plan.operators = old.operators
                        return plan
                    }
                    (other.pipeline, other.data, other.recompute) = (pipeline, data, recompute)
                    (other.schedule, other.chunks) = (.oneForwardOneBackward, 1)
                    let candidate = task.design(other)
                    let evaluation = AnalyticalModel().evaluate(candidate)
                    if evaluation.isFeasible, evaluation.tokensPerSecond > best?.tokensPerSecond ?? 0 {
                        best = (evaluation.tokensPerSecond, candidate)
                    }
                }
            }
        }
        guard let best else { return 0 }
        let evaluation = try evaluate(best.design)
        return evaluation.isFeasible ? evaluation.tokensPerSecond : 0
    }
}

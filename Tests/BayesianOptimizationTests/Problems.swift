import BayesianOptimization
import Foundation
import SearchSpace

/// Problems that several tests optimise.
enum Problems {
    static func unit(_ names: [String]) throws -> SearchSpace {
        try SearchSpace(
            parameters: names.map { Parameter(name: $0, domain: .continuous(lower: 0, upper: 1, scale: .linear)) })
    }

    /// Branin and Currin over the unit square, both minimised, hypervolume 59.36 above (18, 6) at best.
    ///
    /// S. Belakaria, A. Deshwal and J. Doppa, "Max-value entropy search for multi-objective Bayesian optimization",
    /// NeurIPS 2019.
    static func braninCurrin(levels: [Double] = [1]) throws -> OptimizationProblem {
        OptimizationProblem(
            space: try unit(["x", "y"]),
            objectives: [
                .init(name: "branin", goal: .minimize, reference: 18),
                .init(name: "currin", goal: .minimize, reference: 6),
            ],
            fidelities: levels.enumerated().map { .init(name: "level \($0)", cost: $1) })
    }

    static func braninCurrin(_ candidate: Candidate, isCheap: Bool = false) -> Observation.Outcome {
        var x = candidate.values[0]?.number ?? .nan
        var y = candidate.values[1]?.number ?? .nan
        if isCheap { (x, y) = (0.95 * x + 0.04, 0.93 * y) }
        let (a, b) = (15 * x - 5, 15 * y)
        let root = b - 5.1 / (4 * Double.pi * Double.pi) * a * a + 5 / Double.pi * a - 6
        let branin = root * root + 10 * (1 - 1 / (8 * Double.pi)) * cos(a) + 10
        let factor = y > 0 ? 1 - exp(-1 / (2 * y)) : 1
        let currin =
            factor * (2300 * x * x * x + 1900 * x * x + 2092 * x + 60) / (100 * x * x * x + 500 * x * x + 4 * x + 20)
        return .evaluated(
            objectives: isCheap ? [1.1 * branin + 4, currin + 0.4] : [branin, currin], constraints: [])
    }

    /// A discrete space with a tiling rule, a conditional parameter, and two limits that only the evaluator knows.
    static func tiling() throws -> OptimizationProblem {
        let space = try SearchSpace(
            parameters: [
                Parameter(name: "tensor", domain: .integer(lower: 1, upper: 24, scale: .linear)),
                Parameter(name: "pipeline", domain: .integer(lower: 1, upper: 24, scale: .linear)),
                Parameter(name: "data", domain: .integer(lower: 1, upper: 24, scale: .linear)),
                Parameter(name: "schedule", domain: .categorical([.string("plain"), .string("interleaved")])),
                Parameter(
                    name: "chunks", domain: .integer(lower: 2, upper: 4, scale: .linear),
                    conditions: [.init(parameter: "schedule", values: [.string("interleaved")])]),
                Parameter(name: "width", domain: .ordinal([64, 128, 256, 512].map { .integer($0) })),
            ],
            constraints: [
                KnownConstraint("tensor * pipeline * data == 24"), KnownConstraint("pipeline * chunks <= 24"),
            ])
        return OptimizationProblem(
            space: space,
            objectives: [
                .init(name: "speed", goal: .maximize, reference: 0),
                .init(name: "power", goal: .minimize, reference: 60),
            ],
            constraints: [.init(name: "memory", bound: .atMost(12))], fidelities: [.init(name: "model", cost: 1)])
    }

    static func tiling(_ candidate: Candidate) -> Observation.Outcome {
        let numbers = candidate.values.map { $0?.number ?? 1 }
        let (tensor, pipeline, data, chunks, width) = (numbers[0], numbers[1], numbers[2], numbers[4], numbers[5])
        let bubble = (pipeline - 1) / (16 * chunks + pipeline - 1)
        let speed = 100 * (1 - bubble) / (1 + 0.06 * tensor * tensor / 24 + 0.02 * chunks + 0.3 * 64 / width)
        let power = 8 + 3.0 * pow(width / 64, 0.7) + 0.4 * data * chunks + 0.2 * tensor
        return .evaluated(
            objectives: [speed, power], constraints: [60 / (tensor * pipeline) + 0.8 * data + width / 128])
    }

    /// Runs a sampler against an evaluator and returns the optimiser at the end.
    static func run(
        _ problem: OptimizationProblem, _ sampler: any Sampler, seed: UInt64, trials: Int, cost: Double = .infinity,
        _ evaluate: (Optimizer.Trial) -> Observation.Outcome
    ) throws -> Optimizer {
        var optimizer = try Optimizer(problem: problem, sampler: sampler, seed: seed)
        var spent = 0.0
        for _ in 0..<trials {
            let trial = try optimizer.ask()
            spent += problem.fidelities[trial.fidelity].cost
            if spent > cost { break }
            try optimizer.tell(trial.number, evaluate(trial))
        }
        return optimizer
    }
}

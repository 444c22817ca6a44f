import BayesianOptimization
import Foundation
import SearchSpace

/// Small problems with known fronts, and the samplers that are tested on all of them.
enum BaselineProblems {
    /// A problem with its evaluator.
    struct Case: Sendable {
        let problem: OptimizationProblem
        let evaluate: @Sendable (Candidate, Int) -> Observation.Outcome
    }

    /// Makes a sampler of a kind, small enough for tests.
    struct Kind: Sendable, CustomStringConvertible {
        let description: String
        let make: @Sendable (OptimizationProblem, UInt64) throws -> any Sampler
    }

    static let quick = ModelOptions(fitEvaluations: 8, scoredCandidates: 60)

    static let kinds = [
        Kind(description: "random fidelity") { problem, _ in try RandomFidelitySampler(problem: problem) },
        Kind(description: "NSGA-II") { try NSGA2Sampler(problem: $0, seed: $1, populationSize: 6) },
        Kind(description: "two-stage NSGA-II") {
            try TwoStageNSGA2Sampler(
                problem: $0, seed: $1, options: NSGA2Options(populationSize: 5),
                stagnation: StagnationRule(generations: 2, tolerance: 0.05), maximumGenerations: 3)
        },
        Kind(description: "ParEGO") {
            try ParEGOSampler(problem: $0, seed: $1, options: ParEGOOptions(initial: 5, model: quick))
        },
        Kind(description: "MFES") {
            try MFESSampler(problem: $0, seed: $1, options: MFESOptions(initial: 5, model: quick))
        },
        Kind(description: "MFMOBO") { problem, _ in
            try MFMOBOSampler(
                problem: problem, options: MFMOBOOptions(initial: 4, lowRounds: 6, handover: 3, model: quick))
        },
    ]

    /// DTLZ2 of two objectives, best hypervolume 1.21 - pi / 4; cheaper levels are shifted.
    ///
    /// K. Deb, L. Thiele, M. Laumanns and E. Zitzler, "Scalable test problems for evolutionary multiobjective
    /// optimization" (2005).
    static func dtlz2(dimension: Int = 4, costs: [Double] = [1]) throws -> Case {
        let problem = OptimizationProblem(
            space: try Problems.unit((0..<dimension).map { "x\($0)" }),
            objectives: [
                .init(name: "f1", goal: .minimize, reference: 1.1), .init(name: "f2", goal: .minimize, reference: 1.1),
            ],
            fidelities: costs.enumerated().map { .init(name: "level \($0)", cost: $1) })
        return Case(problem: problem) { candidate, level in
            var x = candidate.values.map { $0?.number ?? .nan }
            if level < costs.count - 1 { x = x.map { 0.96 * $0 + 0.03 } }
            let g = x.dropFirst().reduce(0) { $0 + ($1 - 0.5) * ($1 - 0.5) }
            return .evaluated(
                objectives: [(1 + g) * cos(x[0] * .pi / 2), (1 + g) * sin(x[0] * .pi / 2)], constraints: [])
        }
    }

    /// Two fidelities, a switch with a parameter of its own, a known constraint, a limit that only the evaluator knows,
    /// and a corner where evaluations fail.
    static func mixed() throws -> Case {
        let space = try SearchSpace(
            parameters: [
                Parameter(name: "x", domain: .continuous(lower: 0, upper: 1, scale: .linear)),
                Parameter(name: "y", domain: .continuous(lower: 1, upper: 100, scale: .log)),
                Parameter(name: "mode", domain: .categorical([.string("plain"), .string("boosted"), .string("odd")])),
                Parameter(
                    name: "boost", domain: .continuous(lower: 0, upper: 1, scale: .linear),
                    conditions: [.init(parameter: "mode", values: [.string("boosted")])]),
                Parameter(name: "rows", domain: .integer(lower: 1, upper: 12, scale: .linear)),
                Parameter(name: "columns", domain: .integer(lower: 1, upper: 12, scale: .linear)),
                Parameter(name: "wide", domain: .integer(lower: 1, upper: 100_000, scale: .log)),
                Parameter(name: "width", domain: .ordinal([8, 16, 32].map { .integer($0) })),
            ], constraints: [KnownConstraint("rows * columns == 12")])
        let problem = OptimizationProblem(
            space: space,
            objectives: [
                .init(name: "gain", goal: .maximize, reference: 0), .init(name: "cost", goal: .minimize, reference: 8),
            ],
            constraints: [.init(name: "heat", bound: .atMost(2.2))],
            fidelities: [.init(name: "rough", cost: 1), .init(name: "exact", cost: 8)])
        return Case(problem: problem) { candidate, level in
            let v = candidate.values.map { $0?.number ?? 0 }
            if v[0] > 0.9 { return .failed(reason: "no answer") }
            if v[0] < 0.04 { return .infeasible(reason: "too thin") }
            let (boost, rows, width) = (v[3], v[4], v[7] / 32)
            let gain = 2 * v[0] + boost + width + log(v[1]) / 5 - 0.1 * abs(rows - 3) + (level == 0 ? 0.2 : 0)
            let cost = 1 + 3 * v[0] * v[0] + boost * boost + 2 * width + 0.02 * v[1] + log10(v[6]) / 5
            return .evaluated(objectives: [gain, cost], constraints: [v[0] + boost + width + 0.01 * v[1]])
        }
    }

    /// Runs a sampler until a cost is spent.
    static func hypervolume(_ kind: Kind, _ test: Case, seed: UInt64, cost: Double) throws -> Double {
        try Problems.run(
            test.problem, kind.make(test.problem, seed), seed: seed, trials: 10_000, cost: cost
        ) { test.evaluate($0.candidate, $0.fidelity) }.hypervolume
    }

    /// By how much a sampler's hypervolume exceeds that of random candidates at the target, on average over seeds.
    static func gainOverRandom(
        _ test: Case, seeds: ClosedRange<UInt64>, cost: Double,
        _ make: @escaping @Sendable (OptimizationProblem, UInt64) throws -> any Sampler
    ) throws -> Double {
        let random = Kind(description: "random") { problem, _ in try RandomSampler(problem: problem) }
        var sum = 0.0
        for seed in seeds {
            sum += try hypervolume(Kind(description: "", make: make), test, seed: seed, cost: cost)
            sum -= try hypervolume(random, test, seed: seed, cost: cost)
        }
        return sum / Double(seeds.count)
    }
}

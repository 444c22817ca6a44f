@testable import BayesianOptimization
import LinearAlgebra
import SearchSpace
import Testing

/// Searches over awkward problems: every proposal is in the space and new at its fidelity, and there is always a next.
@Suite struct DegenerateTests {
    enum Method: String, CaseIterable, Sendable {
        case multiFidelity, parEGO, nsga2, twoStage, mfes, mfmobo, momf, hvkg, morbo, randomFidelity

        /// A sampler that takes little time: what is awkward is not what needs many candidates.
        func sampler(_ problem: OptimizationProblem) throws -> any Sampler {
            let model = ModelOptions(fitEvaluations: 8, scoredCandidates: 60)
            return switch self {
            case .multiFidelity: try MultiFidelitySampler(problem: problem, seed: 1)
            case .parEGO: try ParEGOSampler(problem: problem, seed: 1)
            case .nsga2: try NSGA2Sampler(problem: problem, seed: 1)
            case .twoStage:
                try TwoStageNSGA2Sampler(
                    problem: problem, seed: 1, options: NSGA2Options(populationSize: 6),
                    stagnation: StagnationRule(generations: 2, tolerance: 0.05), maximumGenerations: 2)
            case .mfes: try MFESSampler(problem: problem, seed: 1, options: MFESOptions(initial: 6, model: model))
            case .mfmobo:
                try MFMOBOSampler(
                    problem: problem, options: MFMOBOOptions(initial: 6, lowRounds: 4, handover: 3, model: model))
            case .momf, .hvkg:
                try ContinuousFidelitySampler(
                    problem: problem, seed: 1,
                    options: ContinuousFidelityOptions(
                        acquisition: self == .momf ? .momf : .hvkg, initialCount: 8, scoredCandidates: 64,
                        poolSize: 8, normalCount: 1, fitEvaluations: 8, kernels: [.stationary]))
            case .morbo:
                try TrustRegionSampler(
                    problem: problem, seed: 1,
                    options: TrustRegionOptions(
                        initial: 8, scoredCandidates: 32, ascents: 1, ascentEvaluations: 10, refitEveryTrialBelow: 12,
                        fitEvaluations: 8))
            case .randomFidelity: try RandomFidelitySampler(problem: problem)
            }
        }

        /// How many trials a search takes: with the short initial designs above some are proposed by models soon.
        func trials(of test: Case) -> Int {
            switch self {
            case .multiFidelity, .parEGO, .nsga2: test.trials
            default: test.trials <= 24 ? min(14, test.trials) : test.trials
            }
        }

        /// Up to how many objectives it goes.
        var objectiveLimit: Int {
            switch self {
            case .momf: 5
            case .hvkg, .morbo: 6
            default: .max
            }
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var problem: OptimizationProblem
        var trials = 24
        var methods: [Method] = Method.allCases
        var evaluate: @Sendable (Optimizer.Trial) -> Observation.Outcome
        var testDescription: String { name }
    }

    static func problem(
        _ parameters: [Parameter], objectives: Int = 2, reference: Double = 10, isConstrained: Bool = false,
        costs: [Double] = [1]
    ) throws -> OptimizationProblem {
        OptimizationProblem(
            space: try SearchSpace(parameters: parameters),
            objectives: (0..<objectives).map { .minimize("f\($0)", reference: reference) },
            constraints: isConstrained ? [.atMost("c", 0)] : [],
            fidelities: costs.enumerated().map { .level("level \($0)", cost: $1) })
    }

    static func unit(_ count: Int) -> [Parameter] { (0..<count).map { .continuous("x\($0)", 0...1) } }

    /// A convex front between two objectives, by the numbers of the active parameters.
    static func figures(_ trial: Optimizer.Trial, scale: Double = 1, offset: Double = 0) -> [Double] {
        let x = trial.candidate.values.compactMap { $0?.number }
        let distance = x.dropFirst().reduce(0) { $0 + ($1 - 0.5) * ($1 - 0.5) }
        let first = x.first ?? 0
        return [first * first + distance, (first - 1) * (first - 1) + distance].map { offset + scale * $0 }
    }

    /// Proposes and evaluates; checks every proposal.
    @discardableResult
    static func search(_ test: Case, _ method: Method) throws -> Optimizer {
        var optimizer = try Optimizer(problem: test.problem, sampler: method.sampler(test.problem), seed: 1)
        BLASLibrary.setThreadCount(1)
        var seen: [Set<Candidate>] = test.problem.fidelities.map { _ in [] }
        for _ in 0..<method.trials(of: test) {
            let trial = try optimizer.ask()
            #expect(test.problem.space.contains(trial.candidate))
            #expect(
                seen[trial.fidelity].insert(trial.candidate).inserted,
                "trial \(trial.number), \(trial.origin), comes twice")
            try optimizer.tell(trial.number, test.evaluate(trial))
        }
        return optimizer
    }

    static func outputs() throws -> [Case] {
        let plain = try problem(unit(2))
        let levels = try problem(unit(2), costs: [1, 10])
        let limited = try problem(unit(2), isConstrained: true)
        return [
            Case(name: "constant outputs", problem: plain) { _ in .evaluated(objectives: [1, 1], constraints: []) },
            Case(name: "constant outputs at two levels", problem: levels, trials: 90, methods: [.multiFidelity]) { _ in
                .evaluated(objectives: [1, 1], constraints: [])
            },
            Case(
                name: "constant outputs, cheap level looked up", problem: try problem(unit(2), costs: [1, 120]),
                trials: 540, methods: [.multiFidelity]
            ) {
                _ in .evaluated(objectives: [1, 1], constraints: [])
            },
            Case(name: "outputs of 1e12", problem: try problem(unit(2), reference: 1e13)) {
                .evaluated(objectives: figures($0, scale: 1e12), constraints: [])
            },
            Case(name: "outputs of 1e-12", problem: try problem(unit(2), reference: 1e-11)) {
                .evaluated(objectives: figures($0, scale: 1e-12), constraints: [])
            },
            Case(name: "1e-12 beside 1e12", problem: try problem(unit(2), reference: 1e13)) {
                let values = figures($0)
                return .evaluated(objectives: [values[0] * 1e12, values[1] * 1e-12], constraints: [])
            },
            Case(name: "a variation of 1e-15 of the value", problem: try problem(unit(2), reference: 2e12)) {
                .evaluated(objectives: figures($0, scale: 1e-3, offset: 1e12), constraints: [])
            },
            Case(name: "outputs of 1e300", problem: try problem(unit(2), reference: 1e301)) {
                .evaluated(objectives: figures($0, scale: 1e300), constraints: [])
            },
            Case(name: "some NaN and infinite", problem: plain) {
                let values = figures($0)
                return .evaluated(
                    objectives: $0.number % 3 == 0
                        ? [.nan, values[1]] : $0.number % 3 == 1 ? [.infinity, -.infinity] : values, constraints: [])
            },
            Case(name: "all NaN", problem: plain) { _ in .evaluated(objectives: [.nan, 1], constraints: []) },
            Case(name: "all infeasible by figures", problem: limited) {
                let values = figures($0)
                return .evaluated(objectives: values, constraints: [1 + values[0]])
            },
            Case(name: "all infeasible, all alike", problem: limited) {
                .evaluated(objectives: figures($0), constraints: [1])
            },
            Case(name: "all infeasible without figures", problem: levels, trials: 90, methods: [.multiFidelity]) { _ in
                .infeasible(reason: "no")
            },
            Case(name: "all failed", problem: plain) { _ in .failed(reason: "no") },
            Case(name: "a reference of 1e30", problem: try problem(unit(2), reference: 1e30)) {
                .evaluated(objectives: figures($0), constraints: [])
            },
            Case(name: "a reference of 1e200", problem: try problem(unit(2), reference: 1e200)) {
                .evaluated(objectives: figures($0), constraints: [])
            },
            Case(name: "a reference that nothing reaches", problem: try problem(unit(2), reference: -1)) {
                .evaluated(objectives: figures($0), constraints: [])
            },
        ]
    }

    @Test(arguments: try outputs(), Method.allCases)
    func awkwardOutputsDoNotStopASearch(_ test: Case, _ method: Method) throws {
        if test.methods.contains(method) { try Self.search(test, method) }
    }

    static func spaces() throws -> [Case] {
        let modes: Parameter = .categorical("mode", (0..<10).map { "m\($0)" })
        let branches: [Parameter] = (0..<100).map { .continuous("p\($0)", 0...1).when("mode", is: "m\($0 % 10)") }
        let chain: [Parameter] = (1...100).map { .boolean("b\($0)").when("b\($0 - 1)", is: true) }
        return [
            Case(name: "100 conditional parameters", problem: try problem([modes] + branches), trials: 20) {
                .evaluated(objectives: figures($0), constraints: [])
            },
            Case(name: "100 conditions in a chain", problem: try problem([.boolean("b0")] + chain), trials: 20) {
                let length = Double($0.candidate.values.count { $0 != nil })
                return .evaluated(objectives: [length / 100, 1 - length / 100], constraints: [])
            },
            Case(
                name: "24 decades",
                problem: try problem([
                    .continuous("x", 1e-12...1e12, log: true), .continuous("y", 1e-12...1e12, log: true),
                ])
            ) {
                let x = $0.candidate.values.map { ($0?.number ?? 1).exponent }.map { Double($0) / 40 }
                return .evaluated(objectives: [x[0] * x[0] + x[1] * x[1], (x[0] - 1) * (x[0] - 1)], constraints: [])
            },
            Case(name: "a range of 1e-300", problem: try problem([.continuous("x", 0...1e-300)])) {
                .evaluated(objectives: figures($0), constraints: [])
            },
        ]
    }

    @Test(arguments: try spaces(), Method.allCases)
    func awkwardSpacesDoNotStopASearch(_ test: Case, _ method: Method) throws { try Self.search(test, method) }

    @Test(arguments: Method.allCases) func aCategoricalSpaceIsSearchedToItsEnd(_ method: Method) throws {
        let parameters: [Parameter] = [
            .categorical("a", ["p", "q", "r"]), .categorical("b", ["u", "v"]), .boolean("c"), .boolean("d"),
        ]
        for costs in [[1.0], [1, 10]] {
            let test = Case(name: "", problem: try Self.problem(parameters, costs: costs), trials: 200) { trial in
                let x = trial.candidate.values.map { $0 == .string("q") || $0 == .boolean(true) ? 1.0 : 0 }
                return .evaluated(objectives: [x[0] + x[2] + x[3], 1 - x[0] + x[1]], constraints: [])
            }
            #expect(throws: OptimizationError.spaceExhausted(count: 24, fidelity: "level \(costs.count - 1)")) {
                try Self.search(test, method)
            }
        }
    }

    @Test(arguments: Method.allCases) func aSpaceOfOnePointEndsAfterIt(_ method: Method) throws {
        let parameters: [Parameter] = [.continuous("x", 1...1), .integer("n", 3...3), .categorical("c", ["a"])]
        for costs in [[1.0], [1, 10]] {
            var optimizer = try Optimizer(
                problem: Self.problem(parameters, costs: costs),
                sampler: method.sampler(Self.problem(parameters, costs: costs)), seed: 1)
            var ended = false
            for _ in 0..<4 {
                do {
                    let trial = try optimizer.ask()
                    try optimizer.tell(trial.number, objectives: [1, 1])
                } catch OptimizationError.spaceExhausted { ended = true }
            }
            #expect(ended)
            #expect(optimizer.hypervolume == 81)
        }
    }

    @Test(arguments: [(3, 24), (5, 24), (8, 18)], Method.allCases)
    func manyObjectives(_ size: (objectives: Int, trials: Int), _ method: Method) throws {
        guard size.objectives <= method.objectiveLimit else { return }
        let test = Case(
            name: "", problem: try Self.problem(Self.unit(4), objectives: size.objectives, reference: 4),
            trials: size.trials
        ) { trial in
            let x = trial.candidate.values.compactMap { $0?.number }
            return .evaluated(
                objectives: (0..<size.objectives).map { index in
                    x.enumerated().reduce(0) { sum, pair in
                        let centre = Double((index >> pair.offset) & 1)
                        return sum + (pair.element - centre) * (pair.element - centre)
                    }
                }, constraints: [])
        }
        let optimizer = try Self.search(test, method)
        #expect(optimizer.hypervolume > 0)
    }

    @Test func oneObservationIsEnoughForAModel() throws {
        let problem = try Self.problem(Self.unit(2))
        let sampler = try MultiFidelitySampler(problem: problem, seed: 1, options: .init(initial: 1))
        var optimizer = try Optimizer(problem: problem, sampler: sampler, seed: 1)
        for _ in 0..<10 {
            let trial = try optimizer.ask()
            #expect(trial.origin == (trial.number == 0 ? "initial" : "acquisition"))
            try optimizer.tell(trial.number, .evaluated(objectives: Self.figures(trial), constraints: []))
        }
        #expect(optimizer.hypervolume > 95)
    }

    @Test(arguments: Method.allCases) func resultsOfOnePointManyTimesDoNotStopASearch(_ method: Method) throws {
        let problem = try Self.problem(Self.unit(2))
        let point = Candidate(values: [.real(0.25), .real(0.5)])
        let prior = (0..<20).map { index in
            Observation(
                trial: index, candidate: point, fidelity: 0,
                outcome: .evaluated(objectives: [1 + 0.01 * Double(index % 5), 1], constraints: []))
        }
        var optimizer = try Optimizer(problem: problem, sampler: method.sampler(problem), seed: 1, prior: prior)
        for _ in 0..<12 {
            let trial = try optimizer.ask()
            #expect(trial.candidate != point)
            try optimizer.tell(trial.number, .evaluated(objectives: Self.figures(trial), constraints: []))
        }
        #expect(Set(optimizer.trials.map(\.candidate)).count == 12)
    }

    @Test func twelveObjectivesAreScalarized() throws {
        var study = try Study(
            parameters: [.continuous("x", 0...1), .continuous("y", 0...1)],
            objectives: (0..<12).map { .minimize("f\($0)", reference: 4) })
        try study.optimize(evaluations: 20) { trial in
            let (x, y) = (try trial["x"], try trial["y"])
            var figures: [String: Double] = [:]
            for index in 0..<12 {
                let centre = Double(index) / 11
                figures["f\(index)"] = (x - centre) * (x - centre) + (y - centre * centre) * (y - centre * centre)
            }
            return figures
        }
        let method = try #require(study.optimizer.sampler as? MultiFidelitySampler)
        let isScalarized = method.successor is ParEGOSampler
        #expect(isScalarized)
        #expect(Set(study.trials.map(\.candidate)).count == 20)
        #expect(study.hypervolume > 0 && study.hypervolume < 16_777_216)
    }
}

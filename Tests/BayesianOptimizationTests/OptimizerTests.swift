import BayesianOptimization
import SearchSpace
import Testing

@Suite struct OptimizerTests {
    @Test func resultsInAnyOrderGiveTheSameTrials() throws {
        let problem = try Problems.braninCurrin()
        func trials(_ order: [Int]) throws -> [Optimizer.Trial] {
            var optimizer = try Optimizer(
                problem: problem,
                sampler: MultiFidelitySampler(problem: problem, seed: 1, options: .init(initial: 4)), seed: 1)
            for _ in 0..<3 {
                let asked = try optimizer.ask(4)
                for index in order {
                    try optimizer.tell(asked[index].number, Problems.braninCurrin(asked[index].candidate))
                }
            }
            return optimizer.trials
        }
        let forward = try trials([0, 1, 2, 3])
        #expect(try trials([3, 1, 0, 2]) == forward)
        #expect(Set(forward.map(\.candidate)).count == 12)
    }

    @Test func badResultsAreRefused() throws {
        let problem = try Problems.tiling()
        var optimizer = try Optimizer(problem: problem, sampler: RandomSampler(problem: problem), seed: 3)
        let trial = try optimizer.ask()
        func error(_ body: (inout Optimizer) throws -> Void) -> OptimizationError? {
            do { try body(&optimizer) } catch { return error as? OptimizationError }
            return nil
        }
        #expect(error { try $0.tell(5, objectives: [1, 2], constraints: [3]) } == .unknownTrial(5))
        #expect(error { try $0.tell(-1, objectives: [1, 2], constraints: [3]) } == .unknownTrial(-1))
        #expect(
            error { try $0.tell(0, objectives: [1], constraints: [3]) }
                == .wrongCount(of: "objectives", expected: 2, found: 1))
        #expect(
            error { try $0.tell(0, objectives: [1, 2]) } == .wrongCount(of: "constraints", expected: 1, found: 0))
        #expect(optimizer.pending == [trial])
        try optimizer.tell(0, objectives: [.nan, 2], constraints: [3])
        #expect(optimizer.observations.first?.outcome == .failed(reason: "'speed' is nan, not a finite number"))
        #expect(error { try $0.tell(0, objectives: [1, 2], constraints: [3]) } == .alreadyTold(0))
        #expect(optimizer.pending.isEmpty && optimizer.paretoFront.isEmpty && optimizer.hypervolume == 0)
    }

    @Test func theFrontHoldsFeasibleTargetResultsInTheirOwnUnits() throws {
        let space = try Problems.unit(["x"])
        let problem = OptimizationProblem(
            space: space,
            objectives: [
                .init(name: "gain", goal: .maximize, reference: 0), .init(name: "loss", goal: .minimize, reference: 10),
            ],
            constraints: [.init(name: "heat", bound: .atMost(5)), .init(name: "margin", bound: .atLeast(1))],
            fidelities: [.init(name: "low", cost: 1), .init(name: "high", cost: 10)])
        func observation(_ trial: Int, _ fidelity: Int, _ outcome: Observation.Outcome) -> Observation {
            Observation(
                trial: trial, candidate: Candidate(values: [.real(Double(trial) / 10)]), fidelity: fidelity,
                outcome: outcome)
        }
        let observations = [
            observation(0, 1, .evaluated(objectives: [2, 4], constraints: [5, 1])),
            observation(1, 1, .evaluated(objectives: [4, 7], constraints: [1, 2])),
            observation(2, 1, .evaluated(objectives: [9, 0], constraints: [5.1, 2])),
            observation(3, 1, .evaluated(objectives: [9, 0], constraints: [1, 0.9])),
            observation(4, 0, .evaluated(objectives: [9, 0], constraints: [1, 2])),
            observation(5, 1, .evaluated(objectives: [1, 8], constraints: [1, 2])),
            observation(6, 1, .failed(reason: "no answer")),
        ]
        #expect(problem.front(of: observations).map(\.trial) == [0, 1])
        #expect(problem.hypervolume(of: observations) == 2 * 6 + 2 * 3)
    }

    @Test func brokenProblemsAreRefused() throws {
        let good = try Problems.tiling()
        var problems: [OptimizationProblem] = []
        for change in [
            { $0.objectives = [] }, { $0.fidelities = [] }, { $0.fidelities[0].cost = 0 },
            { $0.fidelities[0].cost = .nan }, { $0.objectives[0].reference = .infinity },
            { $0.objectives[1].name = "speed" }, { $0.constraints[0].bound = .atLeast(.nan) },
        ] as [(inout OptimizationProblem) -> Void] {
            var problem = good
            change(&problem)
            problems.append(problem)
        }
        for problem in problems {
            #expect(throws: OptimizationError.self) { try RandomSampler(problem: problem) }
            #expect(throws: OptimizationError.self) { try MultiFidelitySampler(problem: problem, seed: 0) }
        }
    }
}

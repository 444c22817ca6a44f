import BayesianOptimization
import SearchSpace
import Testing

@Suite struct OptimizerTests {
    @Test func storedTrialsThatDoNotFitTheProblemAreRefused() throws {
        let problem = try Problems.braninCurrin(levels: [0.1, 1])
        var generator = RandomGenerator(seed: 1)
        let good = try problem.space.random(using: &generator)
        func restored(_ candidate: Candidate, fidelity: Int) throws -> Optimizer {
            try Optimizer(
                problem: problem, sampler: RandomSampler(problem: problem), seed: 1,
                trials: [.init(number: 0, candidate: candidate, fidelity: fidelity, origin: "random")],
                observations: [], samplerState: "")
        }
        #expect(try restored(good, fidelity: 1).pending.count == 1)
        for fidelity in [-1, 2] {
            #expect(
                throws: OptimizationError.inconsistentHistory(reason: "trial 0 is at fidelity \(fidelity) of 2")
            ) { try restored(good, fidelity: fidelity) }
        }
        for candidate in [Candidate(values: []), Candidate(values: [.real(1e9), .real(0)])] {
            #expect(throws: OptimizationError.self) { try restored(candidate, fidelity: 1) }
        }
    }

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

    @Test func frontsAndObservationsFollowEveryTelling() throws {
        let problem = try Problems.tiling()
        var optimizer = try Optimizer(problem: problem, sampler: RandomSampler(problem: problem), seed: 4)
        var generator = RandomGenerator(seed: 1)
        var told: Set<Int> = []
        for _ in 0..<40 {
            for trial in try optimizer.ask(3) {
                #expect(optimizer.trials[trial.number] == trial)
            }
            while told.count < optimizer.trials.count - 4 {
                let waiting = optimizer.pending
                let trial = waiting[generator.index(below: waiting.count)]
                try optimizer.tell(trial.number, Problems.tiling(trial.candidate))
                told.insert(trial.number)
                #expect(optimizer.observations.map(\.trial) == told.sorted())
                #expect(optimizer.pending.map(\.number) == (0..<optimizer.trials.count).filter { !told.contains($0) })
                #expect(optimizer.paretoFront == problem.front(of: optimizer.observations))
                let volume = problem.hypervolume(of: optimizer.observations)
                #expect(abs(optimizer.hypervolume - volume) <= 1e-12 * volume)
            }
        }
        #expect(optimizer.paretoFront.count >= 3)
    }

    @Test func whatIsKnownBeforehandInformsAndIsNoTrial() throws {
        let problem = try Problems.braninCurrin()
        let earlier = try Problems.run(problem, RandomSampler(problem: problem), seed: 2, trials: 30) {
            Problems.braninCurrin($0.candidate)
        }.observations
        func optimizer(_ prior: [Observation]) throws -> Optimizer {
            try Optimizer(
                problem: problem, sampler: MultiFidelitySampler(problem: problem, seed: 1), seed: 1, prior: prior)
        }
        var warm = try optimizer(earlier)
        #expect(warm.prior.map(\.trial) == Array(-30..<0))
        #expect(warm.observations.isEmpty && warm.paretoFront.isEmpty && warm.hypervolume == 0)
        for _ in 0..<6 {
            let trial = try warm.ask()
            #expect(trial.origin == "acquisition")
            try warm.tell(trial.number, Problems.braninCurrin(trial.candidate))
        }
        #expect(warm.observations.map(\.trial) == Array(0..<6))
        // Six trials after thirty random ones: better than the thirty.
        #expect(warm.hypervolume > problem.hypervolume(of: earlier))
        // It goes on from its parts.
        var resumed = try Optimizer(
            problem: problem, sampler: MultiFidelitySampler(problem: problem, seed: 1), seed: 1, trials: warm.trials,
            observations: warm.observations, samplerState: warm.sampler.state, prior: earlier)
        #expect(try resumed.ask() == warm.ask())

        var wrong = earlier
        wrong[3].fidelity = 1
        #expect(throws: OptimizationError.self) { try optimizer(wrong) }
        wrong = earlier
        wrong[3].candidate = Candidate(values: [.real(2), .real(0)])
        #expect(throws: OptimizationError.self) { try optimizer(wrong) }
        wrong = earlier
        wrong[3].outcome = .evaluated(objectives: [1], constraints: [])
        #expect(throws: OptimizationError.wrongCount(of: "objectives", expected: 2, found: 1)) { try optimizer(wrong) }
    }

    @Test func ownCandidatesAreTrialsToo() throws {
        let problem = try Problems.braninCurrin(levels: [1, 10])
        var optimizer = try Optimizer(problem: problem, sampler: SobolSampler(problem: problem, seed: 1), seed: 1)
        let own = try optimizer.ask(for: Candidate(values: [.integer(1), .real(0.5)]), fidelity: 0)
        #expect(own.candidate == Candidate(values: [.real(1), .real(0.5)]))
        #expect(own.fidelity == 0 && own.origin == "start" && optimizer.pending == [own])
        #expect(try optimizer.ask().number == 1)
        #expect(throws: OptimizationError.self) { try optimizer.ask(for: Candidate(values: [.real(3), .real(0)])) }
        #expect(throws: OptimizationError.self) {
            try optimizer.ask(for: Candidate(values: [.real(0), .real(0)]), fidelity: 2)
        }
        #expect(optimizer.trials.count == 2)
    }

    @Test func tracesGrowInTrialOrder() throws {
        let problem = try Problems.braninCurrin()
        var optimizer = try Optimizer(problem: problem, sampler: RandomSampler(problem: problem), seed: 5)
        let trials = try optimizer.ask(60)
        var trace = HypervolumeTrace(problem: problem)
        var order = Array(0..<60)
        var generator = RandomGenerator(seed: 3)
        generator.shuffle(&order)
        for number in order {
            try optimizer.tell(number, Problems.braninCurrin(trials[number].candidate))
            trace.update(optimizer.observations)
            #expect(trace.trialCount == optimizer.pending.first?.number ?? 60)
        }
        #expect(optimizer.hypervolume > 0)
        #expect(trace.points.map(\.trial) == Array(0..<60))
        for (index, point) in trace.points.enumerated() {
            let volume = problem.hypervolume(of: Array(optimizer.observations[...index]))
            #expect(abs(point.hypervolume - volume) <= 1e-12 * (1 + volume))
        }
        #expect(StoppingRule.targetHypervolume(optimizer.hypervolume * 0.999).reason(after: trace) != nil)
        #expect(StoppingRule.targetHypervolume(optimizer.hypervolume * 1.001).reason(after: trace) == nil)
        #expect(StoppingRule.stagnation(evaluations: 60, tolerance: 1).reason(after: trace) == nil)
        #expect(StoppingRule.stagnation(evaluations: 59, tolerance: 1).reason(after: trace) != nil)
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
        let large = try problem.checked(.evaluated(objectives: [1e30, -1e31], constraints: [1e300]))
        let second = problem.objectives[1].name
        #expect(large == .failed(reason: "'\(second)' is -1e+31, not between -1e+30 and 1e+30"))
        let largest = Observation.Outcome.evaluated(objectives: [1e30, -1e30], constraints: [1e300])
        #expect(try problem.checked(largest) == largest)
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

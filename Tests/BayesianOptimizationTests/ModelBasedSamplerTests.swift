@testable import BayesianOptimization
import SearchSpace
import Testing

/// ParEGO, MFES, MFMOBO and the random-fidelity control.
@Suite struct ModelBasedSamplerTests {
    private static let quick = ModelOptions(fitEvaluations: 20, scoredCandidates: 400)

    @Test func paregoBeatsRandom() throws {
        let ridge = BaselineProblems.Case(problem: try Problems.braninCurrin()) { candidate, _ in
            Problems.braninCurrin(candidate)
        }
        let make: @Sendable (OptimizationProblem, UInt64) throws -> any Sampler = {
            try ParEGOSampler(problem: $0, seed: $1, options: ParEGOOptions(model: Self.quick))
        }
        #expect(try BaselineProblems.gainOverRandom(ridge, seeds: 1...3, cost: 40, make) > 15)
        let sphere = try BaselineProblems.dtlz2()
        #expect(try BaselineProblems.gainOverRandom(sphere, seeds: 1...3, cost: 36, make) > 0.08)
    }

    @Test func paregoTakesFourObjectivesAndConstraints() throws {
        let names = ["a", "b", "c", "d"]
        let problem = OptimizationProblem(
            space: try Problems.unit(names),
            objectives: names.map { .init(name: $0, goal: .maximize, reference: 0) },
            constraints: [.init(name: "sum", bound: .atMost(1))], fidelities: [.init(name: "only", cost: 1)])
        let test = BaselineProblems.Case(problem: problem) { candidate, _ in
            let x = candidate.values.compactMap { $0?.number }
            return .evaluated(objectives: x, constraints: [x.reduce(0, +)])
        }
        let optimizer = try Problems.run(
            problem, ParEGOSampler(problem: problem, seed: 1, options: ParEGOOptions(model: Self.quick)), seed: 1,
            trials: 40
        ) { test.evaluate($0.candidate, 0) }
        // Of random points one in 24 is feasible.
        #expect(optimizer.observations.suffix(30).count { problem.isFeasible($0.outcome) } >= 15)
        let random = try Problems.run(problem, RandomSampler(problem: problem), seed: 1, trials: 400) {
            test.evaluate($0.candidate, 0)
        }
        #expect(optimizer.hypervolume > random.hypervolume)
    }

    @Test func mfesFollowsItsScheduleAndPassesOnTheBest() throws {
        let test = try BaselineProblems.dtlz2(costs: [1, 4, 16])
        let optimizer = try Problems.run(
            test.problem,
            MFESSampler(problem: test.problem, seed: 3, options: MFESOptions(randomShare: 0, model: Self.quick)),
            seed: 3,
            trials: 44
        ) { test.evaluate($0.candidate, $0.fidelity) }
        let trials = optimizer.trials
        let schedule = HyperbandSchedule(levelCount: 3, reduction: 3)
        #expect(trials.allSatisfy { $0.fidelity == schedule.slot(of: $0.number).level })
        #expect(trials.allSatisfy { ($0.origin == "promotion") == (schedule.slot(of: $0.number).candidates != nil) })
        let first = Array(optimizer.observations[0..<9])
        let best = test.problem.ranked(first.map(\.outcome)).prefix(3).map { first[$0].candidate }
        #expect(trials[9..<12].map(\.candidate) == best)
        #expect(trials[0..<8].allSatisfy { $0.origin == "initial" } && trials[8].origin == "acquisition")
        #expect(optimizer.sampler.fallbackCounts["nothingToPromote"] == nil)
    }

    @Test func mfesBeatsRandomAtEqualCost() throws {
        let ridge = BaselineProblems.Case(problem: try Problems.braninCurrin(levels: [1, 10])) { candidate, level in
            Problems.braninCurrin(candidate, isCheap: level == 0)
        }
        let gain = try BaselineProblems.gainOverRandom(ridge, seeds: 1...3, cost: 180) {
            try MFESSampler(problem: $0, seed: $1, options: MFESOptions(model: Self.quick))
        }
        #expect(gain > 20)
    }

    @Test func mfmoboKeepsTheOrderOfItsStages() throws {
        let test = try BaselineProblems.dtlz2(costs: [1, 4, 16])
        let options = MFMOBOOptions(initial: 6, lowRounds: 14, handover: 4, model: Self.quick)
        let optimizer = try Problems.run(
            test.problem, MFMOBOSampler(problem: test.problem, options: options), seed: 3, trials: 30
        ) { test.evaluate($0.candidate, $0.fidelity) }
        let trials = optimizer.trials
        #expect(trials.map(\.fidelity) == Array(repeating: 0, count: 20) + Array(repeating: 2, count: 10))
        #expect(trials[..<6].allSatisfy { $0.origin == "initial" })
        #expect((trials[6..<20] + trials[24...]).allSatisfy { $0.origin == "acquisition" })
        let low = Array(optimizer.observations[..<20])
        let best = test.problem.ranked(low.map(\.outcome)).prefix(4).map { low[$0].candidate }
        #expect(trials[20..<24].map(\.candidate) == best && trials[20..<24].allSatisfy { $0.origin == "handover" })
        let scaled = MFMOBOOptions.scaled(toCost: 900, for: test.problem)
        #expect(scaled.initial == 6 && scaled.lowRounds == 94 && scaled.handover == 6)
    }

    @Test func mfmoboBeatsRandomAtEqualCost() throws {
        let ridge = BaselineProblems.Case(problem: try Problems.braninCurrin(levels: [1, 10])) { candidate, level in
            Problems.braninCurrin(candidate, isCheap: level == 0)
        }
        let gain = try BaselineProblems.gainOverRandom(ridge, seeds: 1...3, cost: 180) { problem, _ in
            var options = MFMOBOOptions.scaled(toCost: 180, for: problem)
            options.model = Self.quick
            return try MFMOBOSampler(problem: problem, options: options)
        }
        #expect(gain > 20)
    }

    @Test func randomFidelitiesShareTheBudgetEvenly() throws {
        let test = try BaselineProblems.dtlz2(costs: [1, 4, 16])
        let optimizer = try Problems.run(
            test.problem, RandomFidelitySampler(problem: test.problem), seed: 5, trials: 2_100
        ) { test.evaluate($0.candidate, $0.fidelity) }
        let counts = (0..<3).map { level in optimizer.trials.count { $0.fidelity == level } }
        // Shares of 16, 4 and 1 in 21.
        for (count, expected) in zip(counts, [1_600.0, 400, 100]) {
            #expect(abs(Double(count) - expected) < 4 * expected.squareRoot())
        }
    }
}

@testable import BayesianOptimization
import SearchSpace
import Testing

/// What every baseline must do, whatever its method.
@Suite struct BaselineSamplerTests {
    /// Asks three at a time and tells them late and out of order.
    private func advance(
        _ optimizer: inout Optimizer, _ test: BaselineProblems.Case, batches: Int
    ) throws {
        for _ in 0..<batches {
            _ = try optimizer.ask(3)
            let pending = optimizer.pending
            for trial in pending.dropLast().reversed() {
                try optimizer.tell(trial.number, test.evaluate(trial.candidate, trial.fidelity))
            }
        }
    }

    @Test(arguments: BaselineProblems.kinds)
    func aResumedCampaignGoesOnAsIfItHadNeverStopped(_ kind: BaselineProblems.Kind) throws {
        let test = try BaselineProblems.mixed()
        var whole = try Optimizer(problem: test.problem, sampler: kind.make(test.problem, 3), seed: 5)
        var parts = whole
        for _ in 0..<12 {
            try advance(&whole, test, batches: 1)
            parts = try Optimizer(
                problem: test.problem, sampler: kind.make(test.problem, 3), seed: 5, trials: parts.trials,
                observations: parts.observations, samplerState: parts.sampler.state)
            try advance(&parts, test, batches: 1)
            #expect(parts.trials == whole.trials)
        }
        #expect(parts.sampler.state == whole.sampler.state)
        #expect(parts.sampler.fallbackCounts == whole.sampler.fallbackCounts)
    }

    @Test(arguments: BaselineProblems.kinds)
    func candidatesAreInTheSpaceAndNeverRepeatAtALevel(_ kind: BaselineProblems.Kind) throws {
        for test in [
            try BaselineProblems.mixed(),
            BaselineProblems.Case(problem: try Problems.tiling()) { candidate, _ in Problems.tiling(candidate) },
        ] {
            var optimizer = try Optimizer(problem: test.problem, sampler: kind.make(test.problem, 1), seed: 2)
            try advance(&optimizer, test, batches: 14)
            #expect(optimizer.trials.allSatisfy { test.problem.space.contains($0.candidate) })
            for level in test.problem.fidelities.indices {
                let proposed = optimizer.trials.filter { $0.fidelity == level }.map(\.candidate)
                #expect(Set(proposed).count == proposed.count)
            }
            #expect(optimizer.trials.contains { $0.fidelity == test.problem.target })
        }
    }

    @Test(arguments: BaselineProblems.kinds)
    func aSpaceIsUsedUpAtTheTargetBeforeItCountsAsExhausted(_ kind: BaselineProblems.Kind) throws {
        let space = try SearchSpace(parameters: [
            Parameter(name: "a", domain: .categorical([.string("p"), .string("q"), .string("r")])),
            Parameter(name: "b", domain: .categorical([.boolean(false), .boolean(true)])),
        ])
        let problem = OptimizationProblem(
            space: space, objectives: [.init(name: "f", goal: .maximize, reference: -1)],
            fidelities: [.init(name: "low", cost: 1), .init(name: "high", cost: 3)])
        var optimizer = try Optimizer(problem: problem, sampler: kind.make(problem, 4), seed: 4)
        var ending: OptimizationError?
        for _ in 0..<13 where ending == nil {
            do throws(OptimizationError) {
                let trial = try optimizer.ask()
                let value = trial.candidate.values[1] == .boolean(true) ? 1.0 : 0
                try optimizer.tell(trial.number, objectives: [value])
            } catch { ending = error }
        }
        guard case .spaceExhausted = ending else {
            Issue.record("ended with \(String(describing: ending))")
            return
        }
        #expect(Set(optimizer.trials.filter { $0.fidelity == 1 }.map(\.candidate)).count == 6)
        #expect(Set(optimizer.trials.map { "\($0.candidate) \($0.fidelity)" }).count == optimizer.trials.count)
    }

    @Test(arguments: BaselineProblems.kinds)
    func nothingButFailuresDoesNotStopIt(_ kind: BaselineProblems.Kind) throws {
        let mixed = try BaselineProblems.mixed()
        let outcomes: [Observation.Outcome] = [
            .failed(reason: "x"), .infeasible(reason: "y"),
            .evaluated(objectives: [.nan, 1], constraints: [1]),
        ]
        let optimizer = try Problems.run(mixed.problem, kind.make(mixed.problem, 1), seed: 1, trials: 24) {
            outcomes[$0.number % 3]
        }
        #expect(optimizer.trials.count == 24 && optimizer.paretoFront.isEmpty)
        let broken = try Problems.run(mixed.problem, kind.make(mixed.problem, 1), seed: 1, trials: 24) { trial in
            .evaluated(objectives: [1, 1], constraints: [3 + Double(trial.number % 5)])
        }
        #expect(broken.trials.count == 24 && broken.hypervolume == 0)
    }

    @Test(arguments: BaselineProblems.kinds)
    func wrongStatesAreRefused(_ kind: BaselineProblems.Kind) throws {
        let problem = try BaselineProblems.mixed().problem
        var sampler = try kind.make(problem, 1)
        for text in ["{", "[1]", #"{"jitter":"a"}"#, #"{"jitter":-1}"#] {
            #expect(throws: OptimizationError.self) { try sampler.restore(state: text) }
        }
        try sampler.restore(state: #"{"jitter":2}"#)
        #expect(sampler.fallbackCounts == ["jitter": 2] && sampler.state == #"{"jitter":2}"#)
    }

    @Test func wrongOptionsAreRefused() throws {
        let problem = try BaselineProblems.mixed().problem
        func refuses(_ name: String, _ make: () throws -> any Sampler) {
            do {
                _ = try make()
                Issue.record("\(name) was accepted")
            } catch OptimizationError.invalidOption(let found, _, _) {
                #expect(found == name)
            } catch {
                Issue.record("\(name): \(error)")
            }
        }
        func nsga2(_ options: NSGA2Options) throws -> any Sampler {
            try NSGA2Sampler(problem: problem, seed: 1, options: options)
        }
        refuses("populationSize") { try nsga2(.init(populationSize: 3)) }
        refuses("crossoverProbability") { try nsga2(.init(crossoverProbability: 1.1)) }
        refuses("crossoverIndex") { try nsga2(.init(crossoverIndex: -1)) }
        refuses("mutationIndex") { try nsga2(.init(mutationIndex: .nan)) }
        refuses("mutationProbability") { try nsga2(.init(mutationProbability: -0.1)) }
        refuses("fidelity") { try NSGA2Sampler(problem: problem, seed: 1, options: .init(), fidelity: 2) }
        refuses("stagnationGenerations") {
            try TwoStageNSGA2Sampler(problem: problem, seed: 1, stagnation: .init(generations: 0))
        }
        refuses("stagnationTolerance") {
            try TwoStageNSGA2Sampler(problem: problem, seed: 1, stagnation: .init(tolerance: .infinity))
        }
        refuses("maximumGenerations") { try TwoStageNSGA2Sampler(problem: problem, seed: 1, maximumGenerations: 0) }
        refuses("budget") { try TwoStageNSGA2Sampler(problem: problem, seed: 1, budget: .nan) }
        refuses("screeningShare") {
            try TwoStageNSGA2Sampler(problem: problem, seed: 1, budget: 9, screeningShare: 0)
        }
        refuses("initial") { try ParEGOSampler(problem: problem, seed: 1, options: .init(initial: 0)) }
        refuses("weightDivisions") {
            try ParEGOSampler(problem: problem, seed: 1, options: .init(weights: .lattice(divisions: 0)))
        }
        refuses("augmentation") { try ParEGOSampler(problem: problem, seed: 1, options: .init(augmentation: -1)) }
        refuses("initial") { try MFESSampler(problem: problem, seed: 1, options: .init(initial: 0)) }
        refuses("reduction") { try MFESSampler(problem: problem, seed: 1, options: .init(reduction: 1)) }
        refuses("randomShare") { try MFESSampler(problem: problem, seed: 1, options: .init(randomShare: 2)) }
        refuses("maximumRows") {
            try MFESSampler(problem: problem, seed: 1, options: .init(model: .init(maximumRows: 1)))
        }
        refuses("initial") { try MFMOBOSampler(problem: problem, options: .init(initial: 0)) }
        refuses("lowRounds") { try MFMOBOSampler(problem: problem, options: .init(lowRounds: -1)) }
        refuses("handover") { try MFMOBOSampler(problem: problem, options: .init(handover: 0)) }
        refuses("lowFidelity") { try MFMOBOSampler(problem: problem, options: .init(lowFidelity: 2)) }
        refuses("fitEvaluations") {
            try MFMOBOSampler(problem: problem, options: .init(model: .init(fitEvaluations: 0)))
        }
        refuses("scoredCandidates") {
            try MFMOBOSampler(problem: problem, options: .init(model: .init(scoredCandidates: 1)))
        }
    }
}

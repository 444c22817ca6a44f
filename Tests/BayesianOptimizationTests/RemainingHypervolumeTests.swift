import BayesianOptimization
import SearchSpace
import Testing

@Suite struct RemainingHypervolumeTests {
    /// On Branin and Currin it falls as results come, covers what is truly left to the best known hypervolume, and
    /// stays below the bound that takes every design at its luckiest.
    @Test func fallsAsResultsComeAndCoversWhatIsLeft() throws {
        let synthetic = try SyntheticProblem.named("branin-currin")
        let problem = synthetic.problem
        let best = try #require(synthetic.best?.hypervolume)
        var optimizer = try Optimizer(
            problem: problem,
            sampler: MultiFidelitySampler(
                problem: problem, seed: 3, options: .init(scoredCandidates: 300, fitEvaluations: 20)), seed: 3)
        var limits: [Double] = []
        for count in 1...45 {
            let trial = try optimizer.ask()
            try optimizer.tell(trial.number, synthetic.evaluate(trial.candidate, fidelity: trial.fidelity))
            if count == 10 {
                // Nothing is better than the reference yet.
                let none = try RemainingHypervolume(observations: optimizer.observations, problem: problem)
                #expect(optimizer.hypervolume > 0 || none == nil)
            }
            guard [20, 25, 30, 45].contains(count) else { continue }
            let estimate = try #require(
                try RemainingHypervolume(observations: optimizer.observations, problem: problem))
            #expect(abs(estimate.hypervolume - optimizer.hypervolume) < 1e-9 * optimizer.hypervolume)
            #expect(estimate.expected <= estimate.limit && estimate.limit <= estimate.bound)
            // The best known front is continuous; one percent of it lies between the designs of a pool.
            #expect(estimate.limit + 0.01 * best >= best - estimate.hypervolume)
            if count <= 30 { #expect(estimate.limit >= best - estimate.hypervolume) }
            if count == 20 {
                let again = try RemainingHypervolume(observations: optimizer.observations, problem: problem)
                #expect(again == estimate)
            }
            limits.append(estimate.limit)
        }
        #expect(limits == limits.sorted(by: >))
    }

    @Test func aSearchThatStopsByItEndsEarlyAtASmallLoss() throws {
        let synthetic = try SyntheticProblem.named("branin-currin")
        let best = try #require(synthetic.best?.hypervolume)
        let problem = synthetic.problem
        var study = try Study(problem: problem, seed: 1) { problem, seed throws(OptimizationError) in
            try MultiFidelitySampler(
                problem: problem, seed: seed, options: .init(scoredCandidates: 300, fitEvaluations: 20))
        }
        let names = problem.objectives.map(\.name)
        try study.optimize(evaluations: 100, until: [.remainingGain(tolerance: 0.05)]) { trial in
            guard case .evaluated(let objectives, _) = synthetic.evaluate(trial.candidate, fidelity: 0) else {
                return [:]
            }
            return Dictionary(uniqueKeysWithValues: zip(names, objectives))
        }
        guard case .rule(let reason) = study.ending else {
            Issue.record("ended by \(String(describing: study.ending))")
            return
        }
        #expect(reason.contains("is left to gain"))
        #expect(study.trials.count < 100)
        #expect(best - study.hypervolume <= 0.05 * best)
        // The same results end a search at the same trial, which the reason names, whoever asks.
        var check = RemainingGainCheck(tolerance: 0.05)
        let observations = study.optimizer.observations
        #expect(
            check.reason(targetTrials: observations.map(\.trial), observations: observations, problem: problem)
                == reason)
        // A further call ends where this one did, without asking a model again.
        try study.optimize(evaluations: 3, until: [.remainingGain(tolerance: 0.05)]) { _ in
            Issue.record("an evaluation was begun")
            return [:]
        }
        #expect(study.ending == .rule(reason))
    }

    @Test func aCheckIsDueAtItsNumbersAndStaysWithWhatItFound() throws {
        let synthetic = try SyntheticProblem.named("branin-currin")
        var problem = synthetic.problem
        // Everything beats such references by so much that hardly a share is left.
        for index in problem.objectives.indices {
            problem.objectives[index].reference = problem.objectives[index].goal == .minimize ? 1e6 : -1e6
        }
        var generator = RandomGenerator(seed: 2)
        let observations = try (0..<12).map { number in
            let candidate = try problem.space.random(using: &generator)
            return Observation(
                trial: number, candidate: candidate, fidelity: 0, outcome: synthetic.evaluate(candidate, fidelity: 0))
        }
        var check = RemainingGainCheck(tolerance: 0.01)
        #expect(!check.isDue(count: 9) && check.isDue(count: 10))
        let early = check.reason(
            targetTrials: Array(0..<9), observations: Array(observations.prefix(9)), problem: problem)
        #expect(early == nil)
        let found = check.reason(targetTrials: Array(0..<12), observations: observations, problem: problem)
        let reason = try #require(found)
        #expect(reason.contains("up to trial 9 "))
        #expect(check.isDue(count: 0))
        #expect(check.reason(targetTrials: [], observations: [], problem: problem) == reason)
        var strict = RemainingGainCheck(tolerance: 1e-12)
        #expect(strict.reason(targetTrials: Array(0..<12), observations: observations, problem: problem) == nil)
        #expect(!strict.isDue(count: 14) && strict.isDue(count: 15))
    }

    @Test func knowsNothingOfTooFewResultsOrTooManyObjectives() throws {
        let synthetic = try SyntheticProblem.named("branin-currin")
        var problem = synthetic.problem
        for index in problem.objectives.indices {
            problem.objectives[index].reference = problem.objectives[index].goal == .minimize ? 1000 : -1000
        }
        var generator = RandomGenerator(seed: 1)
        let observations = try (0..<8).map { number in
            let candidate = try synthetic.problem.space.random(using: &generator)
            return Observation(
                trial: number, candidate: candidate, fidelity: 0, outcome: synthetic.evaluate(candidate, fidelity: 0))
        }
        #expect(
            try RemainingHypervolume(observations: Array(observations.dropLast()), problem: problem) == nil)
        #expect(try RemainingHypervolume(observations: observations, problem: problem) != nil)
        // Failures are no results.
        let failed = observations.map {
            Observation(trial: $0.trial, candidate: $0.candidate, fidelity: 0, outcome: .failed(reason: "crashed"))
        }
        #expect(try RemainingHypervolume(observations: failed, problem: problem) == nil)
        var many = problem
        many.objectives = (0..<5).map { .init(name: "f\($0)", goal: .minimize, reference: 1) }
        #expect(try RemainingHypervolume(observations: observations, problem: many) == nil)
    }
}

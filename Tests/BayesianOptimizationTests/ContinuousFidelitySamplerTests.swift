import Glibc
import LinearAlgebra
import ParetoFront
import SearchSpace
import Testing

@testable import BayesianOptimization

/// The sampler over designs and settings together.
@Suite struct ContinuousFidelitySamplerTests {
    /// These tests ask samplers without the optimiser that would set one thread: with several, sums are rounded in
    /// another order each time.
    init() { BLASLibrary.setThreadCount(1) }

    /// Two quadratics over a square, whose optima are moved and lifted at cheap settings; the front is a segment.
    private static func problem(constrained: Bool = false, levels: Int? = nil) throws -> OptimizationProblem {
        let fidelities =
            levels.map { count in
                (0..<count).map { OptimizationProblem.Fidelity(name: "l\($0)", cost: 0.1 + Double($0)) }
            } ?? ContinuousFidelity(name: "s", lower: 0, upper: 2, cost: .exponential(1.8)).levels
        return OptimizationProblem(
            space: try SearchSpace(parameters: [
                Parameter(name: "x", domain: .continuous(lower: 0, upper: 1, scale: .linear)),
                Parameter(name: "y", domain: .continuous(lower: 0, upper: 1, scale: .linear)),
            ]),
            objectives: [
                .init(name: "f", goal: .minimize, reference: 0.6), .init(name: "g", goal: .maximize, reference: -0.6),
            ],
            constraints: constrained ? [.init(name: "c", bound: .atMost(0.5))] : [], fidelities: fidelities)
    }

    private static func evaluate(
        _ candidate: Candidate, fidelity: Int, problem: OptimizationProblem
    ) -> Observation.Outcome {
        let x = candidate.values[0]?.number ?? 0
        let y = candidate.values[1]?.number ?? 0
        let bias = 0.1 * (1 - Double(fidelity) / Double(max(1, problem.target)))
        let f = (x - 0.2 - bias) * (x - 0.2 - bias) + (y - 0.3) * (y - 0.3) + bias
        let g = -(x - 0.8) * (x - 0.8) - (y - 0.3 - bias) * (y - 0.3 - bias)
        return .evaluated(objectives: [f, g], constraints: problem.constraints.isEmpty ? [] : [x])
    }

    private static func run(
        _ sampler: any Sampler, problem: OptimizationProblem, trials: Int = .max, cost: Double = .infinity,
        seed: UInt64, from first: [Observation] = []
    ) throws -> (observations: [Observation], sampler: any Sampler) {
        var sampler = sampler
        var observations = first
        let target = problem.fidelities[problem.target].cost
        var spent = 0.0
        for trial in first.count..<max(first.count, min(trials, 200)) {
            var generator = RandomGenerator(seed: seed, stream: UInt64(trial))
            let proposal = try sampler.propose(
                trial: trial, observations: observations, pending: [], generator: &generator)
            spent += problem.fidelities[proposal.fidelity].cost / target
            if spent > cost { break }
            observations.append(
                Observation(
                    trial: trial, candidate: proposal.candidate, fidelity: proposal.fidelity,
                    outcome: evaluate(proposal.candidate, fidelity: proposal.fidelity, problem: problem)))
        }
        return (observations, sampler)
    }

    /// The true hypervolume at the target of designs.
    private static func projected(_ designs: [Candidate], problem: OptimizationProblem) -> Double {
        problem.hypervolume(
            of: designs.enumerated().map {
                Observation(
                    trial: $0, candidate: $1, fidelity: problem.target,
                    outcome: evaluate($1, fidelity: problem.target, problem: problem))
            })
    }

    @Test(arguments: ContinuousFidelityAcquisition.allCases)
    func repeatsItselfAndRestoresExactly(acquisition: ContinuousFidelityAcquisition) throws {
        let problem = try Self.problem()
        let options = ContinuousFidelityOptions(acquisition: acquisition, initialCount: 8, scoredCandidates: 400)
        func fresh() throws -> ContinuousFidelitySampler {
            try ContinuousFidelitySampler(problem: problem, seed: 3, options: options)
        }
        let whole = try Self.run(fresh(), problem: problem, trials: 16, seed: 5)
        let half = try Self.run(fresh(), problem: problem, trials: 12, seed: 5)
        var restored = try fresh()
        try restored.restore(state: half.sampler.state)
        let rest = try Self.run(restored, problem: problem, trials: 16, seed: 5, from: half.observations)
        #expect(rest.observations == whole.observations)
        #expect(rest.sampler.state == whole.sampler.state)
        #expect(Set(whole.observations.map { "\($0.candidate) \($0.fidelity)" }).count == 16)
        #expect(throws: OptimizationError.self) { try restored.restore(state: "{\"models\": 3}") }
    }

    @Test func visitsBetterDesignsThanRandomLooksDo() throws {
        let problem = try Self.problem()
        var (ours, control) = (0.0, 0.0)
        for seed in 0..<UInt64(2) {
            let sampler = try ContinuousFidelitySampler(
                problem: problem, seed: seed, options: ContinuousFidelityOptions(initialCost: 1))
            let study = try Self.run(sampler, problem: problem, cost: 3, seed: seed)
            let random = try Self.run(RandomFidelitySampler(problem: problem), problem: problem, cost: 3, seed: seed)
            ours += Self.projected(study.observations.map(\.candidate), problem: problem)
            control += Self.projected(random.observations.map(\.candidate), problem: problem)
            // The front is the segment from (0.2, 0.3) to (0.8, 0.3): f = t^2, g = -(0.6 - t)^2.
            let front = try sampler.inferredFront(observations: study.observations, generations: 30)
            let best = Self.projected(
                (0...200).map { Candidate(values: [.real(0.2 + 0.003 * Double($0)), .real(0.3)]) }, problem: problem)
            #expect(Self.projected(front.map(\.candidate), problem: problem) > 0.97 * best)
        }
        #expect(ours > control)
    }

    @Test(arguments: ContinuousFidelityAcquisition.allCases)
    func looksWhereConstraintsHold(acquisition: ContinuousFidelityAcquisition) throws {
        let problem = try Self.problem(constrained: true)
        let sampler = try ContinuousFidelitySampler(
            problem: problem, seed: 1,
            options: ContinuousFidelityOptions(acquisition: acquisition, initialCount: 12, scoredCandidates: 400))
        let study = try Self.run(sampler, problem: problem, trials: 24, seed: 2)
        let later = study.observations.dropFirst(12)
        #expect(later.count { problem.isFeasible($0.outcome) } >= 10)
        let front = try sampler.inferredFront(observations: study.observations, generations: 20)
        #expect(!front.isEmpty)
        #expect(front.allSatisfy { ($0.candidate.values[0]?.number ?? 1) < 0.53 })
    }

    @Test(arguments: ContinuousFidelityAcquisition.allCases)
    func doesNotRepeatWhatIsPending(acquisition: ContinuousFidelityAcquisition) throws {
        let problem = try Self.problem()
        let sampler = try ContinuousFidelitySampler(
            problem: problem, seed: 1,
            options: ContinuousFidelityOptions(acquisition: acquisition, initialCount: 10, scoredCandidates: 400))
        var study = try Self.run(sampler, problem: problem, trials: 10, seed: 4)
        var pending: [Proposal] = []
        for trial in 10..<15 {
            var generator = RandomGenerator(seed: 9)
            let next = try study.sampler.propose(
                trial: trial, observations: study.observations, pending: pending, generator: &generator)
            #expect(next.origin == "acquisition")
            #expect(!pending.contains { $0.candidate == next.candidate && $0.fidelity == next.fidelity })
            pending.append(next)
        }
    }

    /// Right of the middle nothing works, and half of the front lies there: what remains there are looks at the border.
    @Test(arguments: ContinuousFidelityAcquisition.allCases)
    func avoidsWhereEvaluationsFail(acquisition: ContinuousFidelityAcquisition) throws {
        let problem = try Self.problem(levels: 3)
        let seeds = 6
        var failures = 0
        for seed in 0..<UInt64(seeds) {
            var sampler = try ContinuousFidelitySampler(
                problem: problem, seed: seed,
                options: ContinuousFidelityOptions(acquisition: acquisition, initialCount: 10, scoredCandidates: 400))
            var observations: [Observation] = []
            for trial in 0..<18 {
                var generator = RandomGenerator(seed: seed, stream: UInt64(trial))
                let next = try sampler.propose(
                    trial: trial, observations: observations, pending: [], generator: &generator)
                let isRight = next.candidate.values[0]?.number ?? 0 > 0.5
                if trial >= 10, isRight { failures += 1 }
                observations.append(
                    Observation(
                        trial: trial, candidate: next.candidate, fidelity: next.fidelity,
                        outcome: isRight
                            ? .failed(reason: "crashed")
                            : Self.evaluate(next.candidate, fidelity: next.fidelity, problem: problem)))
            }
        }
        // Of eight proposals a seed, where chance would have four.
        #expect(failures <= 2 * seeds)
    }

    /// The chance counts for what it is far inside either region, and falls all the way between the two.
    @Test func theChanceThatAnEvaluationWorksFallsWithTheBelief() {
        #expect(abs(ContinuousFidelityModels.logWorks(mean: 1.5, deviation: 0.05)) < 1e-9)
        #expect(ContinuousFidelityModels.logWorks(mean: 0.5, deviation: 0) == log(0.5))
        #expect(ContinuousFidelityModels.logWorks(mean: 0.4, deviation: 0) == -.infinity)
        // By numerical integration over f.
        for (mean, deviation) in [(0.7, 0.1), (0.2, 0.3), (0.0, 0.1), (1.1, 0.5)] {
            let count = 20_000
            var (share, above) = (0.0, 0.0)
            for step in 0..<count {
                let normal = RandomGenerator.normalQuantile((Double(step) + 0.5) / Double(count))
                let value = mean + deviation * normal
                share += min(max(value, 0), 1) / Double(count)
                above += value >= 0.5 ? 1 / Double(count) : 0
            }
            if above > 0.01 {
                let found = ContinuousFidelityModels.logWorks(mean: mean, deviation: deviation)
                #expect(abs(found - log(share * above)) < 2e-3)
            }
        }
        let chances = (0...40).map { ContinuousFidelityModels.logWorks(mean: 1.5 - 0.1 * Double($0), deviation: 0.1) }
        #expect(zip(chances, chances.dropFirst()).allSatisfy { $0 > $1 || $0 == 0 } && chances.allSatisfy(\.isFinite))
    }

    @Test func goesOnAfterFailuresAndWithoutSettings() throws {
        let problem = try Self.problem(levels: 3)
        let sampler = try ContinuousFidelitySampler(
            problem: problem, seed: 1, options: ContinuousFidelityOptions(initialCount: 10, scoredCandidates: 400))
        var observations = try Self.run(sampler, problem: problem, trials: 10, seed: 4).observations
        // What lies right of the middle does not work.
        for index in observations.indices where observations[index].candidate.values[0]?.number ?? 0 > 0.5 {
            observations[index].outcome = .failed(reason: "crashed")
        }
        var copy = sampler
        for trial in 10..<18 {
            var generator = RandomGenerator(seed: 6, stream: UInt64(trial))
            let next = try copy.propose(trial: trial, observations: observations, pending: [], generator: &generator)
            let isRight = next.candidate.values[0]?.number ?? 0 > 0.5
            observations.append(
                Observation(
                    trial: trial, candidate: next.candidate, fidelity: next.fidelity,
                    outcome: isRight
                        ? .failed(reason: "crashed")
                        : Self.evaluate(next.candidate, fidelity: next.fidelity, problem: problem)))
        }
        // Without one usable result there is no model, and the fallback is counted.
        for index in observations.indices { observations[index].outcome = .failed(reason: "crashed") }
        var generator = RandomGenerator(seed: 1)
        let blind = try copy.propose(trial: 18, observations: observations, pending: [], generator: &generator)
        #expect(blind.origin == "random")
        #expect(copy.fallbackCounts["random"] == 1)
    }

    @Test func asksForMoreThanNothingWhereTheAcquisitionIsFlat() throws {
        var problem = try Self.problem()
        // Nothing can be better than such a reference.
        problem.objectives[0].reference = -1e12
        var sampler = try ContinuousFidelitySampler(
            problem: problem, seed: 1, options: ContinuousFidelityOptions(acquisition: .hvkg, initialCount: 6))
        let observations = try Self.run(sampler, problem: problem, trials: 6, seed: 4).observations
        var generator = RandomGenerator(seed: 1)
        let next = try sampler.propose(trial: 6, observations: observations, pending: [], generator: &generator)
        #expect(next.origin == "uncertainty")
        #expect(sampler.fallbackCounts["uncertainty"] == 1)
    }

    /// A model of its most rows is made of others with every further result: what was learned grows old all the same.
    @Test func learnsAnewWhenRowsNoLongerGrow() throws {
        let problem = try Self.problem(levels: 3)
        let options = ContinuousFidelityOptions(
            initialCount: 60, maximumRows: 10, refitGrowth: 1.1, selectionGrowth: 1.5, fitEvaluations: 5,
            kernels: [.stationary])
        let sampler = try ContinuousFidelitySampler(problem: problem, seed: 1, options: options)
        let observations = try Self.run(sampler, problem: problem, trials: 40, seed: 4).observations
        var state = ContinuousFidelityState()
        var fits: [Int] = []
        for count in [20, 21, 23, 29, 40] {
            _ = try ContinuousFidelityModels(
                observations: Array(observations.prefix(count)), pending: [], problem: problem, axis: sampler.axis,
                options: options, state: &state)
            fits.append(state.fits)
        }
        #expect(fits == [2, 2, 4, 6, 8])
        // The kernel was chosen at 20 and, with half as many more, at 40.
        #expect(state.models.values.allSatisfy { $0.rows == 40 && $0.selectionRows == 40 })
    }

    /// A cheapest setting that costs next to nothing would otherwise take millions of random looks.
    @Test func initialPointsAreCountedToo() throws {
        var problem = try Self.problem(levels: 2)
        problem.fidelities[0].cost = 1e-9
        let limit = ContinuousFidelityOptions.initialCountLimit(for: problem)
        var generator = RandomGenerator(seed: 3)
        let observations = try (0..<limit).map { trial in
            let candidate = try problem.space.random(using: &generator)
            return Observation(
                trial: trial, candidate: candidate, fidelity: 0,
                outcome: Self.evaluate(candidate, fidelity: 0, problem: problem))
        }
        var sampler = try ContinuousFidelitySampler(
            problem: problem, seed: 1,
            options: ContinuousFidelityOptions(scoredCandidates: 64, fitEvaluations: 5, kernels: [.stationary]))
        let last = try sampler.propose(
            trial: limit - 1, observations: observations.dropLast(), pending: [], generator: &generator)
        #expect(last.origin == "initial")
        let next = try sampler.propose(
            trial: limit, observations: observations, pending: [], generator: &generator)
        #expect(next.origin == "acquisition")
    }

    @Test func settingsWithoutAnythingLeftAreCounted() throws {
        var problem = try Self.problem(levels: 3)
        problem.space = try SearchSpace(parameters: [.boolean("a"), .boolean("b")])
        problem.fidelities[0].cost = 1e-3
        var sampler = try ContinuousFidelitySampler(
            problem: problem, seed: 1, options: ContinuousFidelityOptions(initialCount: 100))
        var observations: [Observation] = []
        for trial in 0..<12 {
            var generator = RandomGenerator(seed: 2, stream: UInt64(trial))
            let next = try sampler.propose(
                trial: trial, observations: observations, pending: [], generator: &generator)
            #expect(
                !observations.contains { $0.candidate == next.candidate && $0.fidelity == next.fidelity })
            observations.append(
                Observation(
                    trial: trial, candidate: next.candidate, fidelity: next.fidelity,
                    outcome: .evaluated(objectives: [0.5, -0.5], constraints: [])))
        }
        // Nearly every draw is the cheapest one, which has four.
        #expect(try #require(sampler.fallbackCounts["exhaustedFidelity"]) >= 8)
        var generator = RandomGenerator(seed: 2, stream: 12)
        #expect(throws: OptimizationError.spaceExhausted(count: 4, fidelity: "l2")) {
            try sampler.propose(trial: 12, observations: observations, pending: [], generator: &generator)
        }
    }

    @Test func moreObjectivesThanCanBeSearchedAreRefused() throws {
        var problem = try Self.problem(levels: 2)
        func accepts(_ count: Int, _ make: (OptimizationProblem) throws -> Void) -> Bool {
            problem.objectives = (0..<count).map { .minimize("f\($0)", reference: 1) }
            do { try make(problem) } catch OptimizationError.invalidProblem { return false } catch { return true }
            return true
        }
        for (acquisition, limit) in [(ContinuousFidelityAcquisition.momf, 5), (.hvkg, 6)] {
            for count in [limit, limit + 1] {
                let isAccepted = accepts(count) {
                    _ = try ContinuousFidelitySampler(problem: $0, seed: 1, options: .init(acquisition: acquisition))
                }
                #expect(isAccepted == (count == limit))
            }
        }
        #expect(accepts(6) { _ = try TrustRegionSampler(problem: $0, seed: 1) })
        #expect(!accepts(7) { _ = try TrustRegionSampler(problem: $0, seed: 1) })
    }

    @Test func initialPointsAreWorthWhatTheOptionSays() throws {
        let problem = try Self.problem()
        let sampler = try ContinuousFidelitySampler(
            problem: problem, seed: 1, options: ContinuousFidelityOptions(initialCost: 2))
        let observations = try Self.run(sampler, problem: problem, cost: 1.9, seed: 4).observations
        let random = observations.map(\.fidelity)
        // p ~ 1 / cost: cheap settings are asked more often than dear ones.
        #expect(random.count { $0 < 20 } > random.count { $0 >= 20 })
        #expect(throws: OptimizationError.self) {
            try ContinuousFidelitySampler(
                problem: problem, seed: 1, options: ContinuousFidelityOptions(initialCost: -1))
        }
        var twisted = problem
        twisted.fidelities[3].setting = 5
        #expect(throws: OptimizationError.self) { try ContinuousFidelitySampler(problem: twisted, seed: 1) }
    }
}

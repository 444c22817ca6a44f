import Foundation
import SearchSpace
import Testing

@testable import BayesianOptimization

@Suite struct TrustRegionSamplerTests {
    static let quick = TrustRegionOptions(initial: 12, scoredCandidates: 128, ascents: 2, fitEvaluations: 15)

    static func run(
        _ synthetic: SyntheticProblem, _ sampler: any Sampler, seed: UInt64, trials: Int
    ) throws -> Optimizer {
        try Problems.run(synthetic.problem, sampler, seed: seed, trials: trials) {
            synthetic.evaluate($0.candidate, fidelity: $0.fidelity)
        }
    }

    @Test(arguments: ["levy-25", "zdt1-25"])
    func sixtyEvaluationsInManyDimensionsBeatRandomAndEvolution(_ name: String) throws {
        let synthetic = try SyntheticProblem.named(name)
        let problem = synthetic.problem
        for seed in 1...2 as ClosedRange<UInt64> {
            let local = try Self.run(
                synthetic, TrustRegionSampler(problem: problem, seed: seed, options: Self.quick), seed: seed, trials: 60
            )
            let random = try Self.run(synthetic, RandomSampler(problem: problem), seed: seed, trials: 60)
            let evolved = try Self.run(
                synthetic, NSGA2Sampler(problem: problem, seed: seed), seed: seed, trials: 60)
            let best = try #require(synthetic.best?.hypervolume)
            // At most half of the hypervolume that the better baseline leaves is left.
            #expect(best - local.hypervolume < 0.5 * (best - max(random.hypervolume, evolved.hypervolume)))
            #expect(Set(local.trials.map(\.candidate)).count == 60)
        }
    }

    /// One more result is one more step: it is a success or a failure, and changes nothing of what earlier ones were.
    @Test func aLaterResultDoesNotRewriteEarlierSuccesses() throws {
        let problem = OptimizationProblem(
            space: try SearchSpace(parameters: [.continuous("x", 0...1)]),
            objectives: [.minimize("f", reference: -10), .minimize("g", reference: -10)],
            constraints: [.atMost("c", 0), .atMost("d", 0)], fidelities: [.level("full", cost: 1)])
        let options = TrustRegionOptions(initial: 2, regions: 1, failureTolerance: 4)
        for seed in 0..<UInt64(20) {
            var generator = RandomGenerator(seed: seed)
            let observations = (0..<60).map { trial in
                // Some outliers stretch every range that anything could be measured by.
                func figure() -> Double { generator.uniform() * (generator.uniform() < 0.1 ? 30 : 1) }
                let limits = seed % 2 == 0 ? [-1, -1] : [figure(), figure()]
                return Observation(
                    trial: trial, candidate: Candidate(values: [.real(Double(trial) / 60)]), fidelity: 0,
                    outcome: .evaluated(objectives: [figure(), figure()], constraints: limits))
            }
            var before = TrustRegionProgress(Array(observations.prefix(2)), problem: problem, options: options)
            for count in 3...60 {
                let after = TrustRegionProgress(
                    Array(observations.prefix(count)), problem: problem, options: options)
                let steps = [true, false].map { isSuccess in
                    var region = before.regions[0]
                    region.count(isSuccess, failureLimit: 4, options: options)
                    return [region.length, Double(region.successes), Double(region.failures)]
                }
                let now = after.regions[0]
                if now.restarts == 0 {
                    #expect(steps.contains([now.length, Double(now.successes), Double(now.failures)]))
                }
                before = after
            }
        }
    }

    @Test func aConstrainedConditionalSpaceIsSolvedWithoutRepeats() throws {
        let problem = try Problems.tiling()
        let candidates = try #require(problem.space.allCandidates(limit: 1_000))
        let all = candidates.enumerated().map {
            Observation(trial: $0, candidate: $1, fidelity: 0, outcome: Problems.tiling($1))
        }
        let optimizer = try Problems.run(
            problem, TrustRegionSampler(problem: problem, seed: 1, options: Self.quick), seed: 1, trials: 45
        ) { Problems.tiling($0.candidate) }
        #expect(optimizer.trials.allSatisfy { problem.space.contains($0.candidate) })
        #expect(Set(optimizer.trials.map(\.candidate)).count == 45)
        #expect(optimizer.hypervolume >= 0.85 * problem.hypervolume(of: all))
    }

    /// Failures, results that come late, and the way through JSON after every trial change nothing.
    @Test func aResumedCampaignGoesOnAsIfItHadNeverStopped() throws {
        let synthetic = try SyntheticProblem.named("c2-dtlz2-22")
        let problem = synthetic.problem
        func play(resuming: Bool) throws -> [Optimizer.Trial] {
            var optimizer = try Optimizer(
                problem: problem, sampler: TrustRegionSampler(problem: problem, seed: 3, options: Self.quick), seed: 3)
            var open: [Optimizer.Trial] = []
            for number in 0..<36 {
                open.append(try optimizer.ask())
                if number % 3 == 2 || open.count > 2 {
                    let trial = open.removeLast()
                    let outcome =
                        trial.number % 7 == 5
                        ? .failed(reason: "test") : synthetic.evaluate(trial.candidate, fidelity: trial.fidelity)
                    try optimizer.tell(trial.number, outcome)
                    let first = open.removeFirst()
                    try optimizer.tell(first.number, synthetic.evaluate(first.candidate, fidelity: first.fidelity))
                }
                if resuming {
                    optimizer = try Optimizer(
                        problem: problem,
                        sampler: TrustRegionSampler(problem: problem, seed: 3, options: Self.quick), seed: 3,
                        trials: optimizer.trials, observations: optimizer.observations,
                        samplerState: optimizer.sampler.state)
                }
            }
            return optimizer.trials
        }
        let whole = try play(resuming: false)
        #expect(try play(resuming: true) == whole)
        #expect(whole.contains { $0.origin == "acquisition" || $0.origin == "feasibility" })
    }

    @Test func edgesShrinkAfterFailuresAndStartAnewWhereTooSmall() throws {
        let problem = try SyntheticProblem.named("levy-21").problem
        let options = TrustRegionOptions(
            initial: 4, initialLength: 0.8, smallestLength: 0.3, failureTolerance: 2, scoredCandidates: 16, ascents: 0,
            fitEvaluations: 2)
        var optimizer = try Optimizer(
            problem: problem, sampler: TrustRegionSampler(problem: problem, seed: 1, options: options), seed: 1)
        var lengths: [Double] = []
        var origins: [String] = []
        for number in 0..<12 {
            let trial = try optimizer.ask()
            let sampler = try #require(optimizer.sampler as? TrustRegionSampler)
            lengths.append(sampler.lengths[0])
            origins.append(trial.origin)
            // Every result is worse than all before it.
            try optimizer.tell(trial.number, objectives: [Double(100 + number)])
        }
        #expect(lengths[4..<9] == [0.8, 0.8, 0.4, 0.4, 0.8])
        #expect(origins[4..<9] == ["acquisition", "acquisition", "acquisition", "acquisition", "restart"])
        // The restart's own point counts neither as success nor as failure.
        #expect(lengths[9..<12] == [0.8, 0.8, 0.4])
    }

    @Test func edgesGrowAfterSuccesses() throws {
        let problem = try SyntheticProblem.named("levy-21").problem
        let options = TrustRegionOptions(
            initial: 4, initialLength: 0.4, successTolerance: 2, scoredCandidates: 16, ascents: 0, fitEvaluations: 2)
        var optimizer = try Optimizer(
            problem: problem, sampler: TrustRegionSampler(problem: problem, seed: 1, options: options), seed: 1)
        var lengths: [Double] = []
        for number in 0..<9 {
            let trial = try optimizer.ask()
            lengths.append(try #require(optimizer.sampler as? TrustRegionSampler).lengths[0])
            try optimizer.tell(trial.number, objectives: [Double(100 - number)])
        }
        #expect(lengths[4...] == [0.4, 0.4, 0.8, 0.8, 1.6])
    }

    @Test func aStateThatIsNoneIsRefused() throws {
        var sampler = try TrustRegionSampler(problem: SyntheticProblem.named("levy-21").problem, seed: 1)
        #expect(throws: OptimizationError.self) { try sampler.restore(state: "{\"fits\":") }
        #expect(throws: OptimizationError.self) {
            try TrustRegionSampler(
                problem: sampler.problem, seed: 1, options: TrustRegionOptions(successTolerance: 0))
        }
    }
}

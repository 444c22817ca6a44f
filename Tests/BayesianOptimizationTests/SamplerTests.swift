@testable import BayesianOptimization
import SearchSpace
import Testing

@Suite struct SamplerTests {
    @Test func randomProposalsNeverRepeatAndEndWithTheSpace() throws {
        let problem = try Problems.tiling()
        let count = try #require(problem.space.count)
        let listed = try #require(problem.space.allCandidates(limit: 1_000))
        #expect(listed.count == count)
        var optimizer = try Optimizer(problem: problem, sampler: RandomSampler(problem: problem), seed: 2)
        for _ in 0..<count {
            let trial = try optimizer.ask()
            #expect(problem.space.contains(trial.candidate))
            try optimizer.tell(trial.number, Problems.tiling(trial.candidate))
        }
        #expect(Set(optimizer.trials.map(\.candidate)) == Set(listed))
        #expect(throws: OptimizationError.spaceExhausted(count: count, fidelity: "model")) {
            var copy = optimizer
            _ = try copy.ask()
        }
    }

    @Test func sobolPointsDependOnTrialAndSeedOnly() throws {
        let problem = try Problems.braninCurrin(levels: [1, 10])
        var first = try SobolSampler(problem: problem, seed: 4)
        var second = try SobolSampler(problem: problem, seed: 4, fidelity: 0)
        var other = try SobolSampler(problem: problem, seed: 5)
        var generator = RandomGenerator(seed: 9)
        for trial in [7, 3, 7] {
            let one = try first.propose(trial: trial, observations: [], pending: [], generator: &generator)
            let two = try second.propose(trial: trial, observations: [], pending: [one], generator: &generator)
            let three = try other.propose(trial: trial, observations: [], pending: [], generator: &generator)
            #expect(one.candidate == two.candidate && one.candidate != three.candidate)
            #expect(one.fidelity == 1 && two.fidelity == 0)
        }
        #expect(throws: OptimizationError.self) { try SobolSampler(problem: problem, seed: 4, fidelity: 2) }
    }

    @Test func nsga2BeatsSobolOverTwoHundredTrials() throws {
        let problem = try Problems.braninCurrin()
        var gains: [Double] = []
        for seed in 1...3 as ClosedRange<UInt64> {
            let evolved = try Problems.run(
                problem, NSGA2Sampler(problem: problem, seed: seed, populationSize: 20), seed: seed, trials: 200
            ) { Problems.braninCurrin($0.candidate) }
            let spread = try Problems.run(problem, SobolSampler(problem: problem, seed: seed), seed: seed, trials: 200)
            {
                Problems.braninCurrin($0.candidate)
            }
            gains.append(evolved.hypervolume - spread.hypervolume)
            #expect(Set(evolved.trials.map(\.candidate)).count == 200)
        }
        #expect(gains.reduce(0, +) / 3 > 1)
    }

    @Test func nsga2PrefersFeasibleParentsThenSmallViolations() throws {
        let problem = try Problems.tiling()
        let sampler = try NSGA2Sampler(problem: problem, seed: 1)
        let candidates = try #require(problem.space.allCandidates(limit: 1_000))
        let outcomes: [Observation.Outcome] = [
            .failed(reason: "x"), .evaluated(objectives: [9, 9], constraints: [20]),
            .evaluated(objectives: [1, 50], constraints: [5]), .evaluated(objectives: [9, 9], constraints: [13]),
            .evaluated(objectives: [2, 40], constraints: [5]),
        ]
        let observations = outcomes.enumerated().map {
            Observation(trial: $0, candidate: candidates[$0], fidelity: 0, outcome: $1)
        }
        #expect(sampler.ranked(observations) == [4, 2, 3, 1, 0].map { candidates[$0] })
    }
}

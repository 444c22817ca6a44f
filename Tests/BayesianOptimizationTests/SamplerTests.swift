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
}

@testable import BayesianOptimization
import ParetoFront
import SearchSpace
import Testing

@Suite struct NSGA2SamplerTests {
    @Test func itBeatsSobolOverTwoHundredTrials() throws {
        let problem = try Problems.braninCurrin()
        var gain = 0.0
        for seed in 1...5 as ClosedRange<UInt64> {
            let evolved = try Problems.run(
                problem, NSGA2Sampler(problem: problem, seed: seed, populationSize: 20), seed: seed, trials: 200
            ) { Problems.braninCurrin($0.candidate) }
            let spread = try Problems.run(problem, SobolSampler(problem: problem, seed: seed), seed: seed, trials: 200)
            {
                Problems.braninCurrin($0.candidate)
            }
            gain += (evolved.hypervolume - spread.hypervolume) / 5
            #expect(Set(evolved.trials.map(\.candidate)).count == 200)
        }
        #expect(gain > 3)
    }

    @Test func theEngineConvergesToTheKnownFronts() throws {
        let sphere = try BaselineProblems.dtlz2(dimension: 6)
        let target = 1.21 - Double.pi / 4
        let result = try NSGA2(problem: sphere.problem).run(seed: 2, generations: 100) { sphere.evaluate($0, 0) }
        #expect(result.evaluations == 10_000 && result.hypervolumes.count == 100 && !result.isConverged)
        #expect(result.hypervolumes.last.map { $0 > 0.985 * target && $0 < target } == true)
        // No member of the archive's front may dominate another, and it holds at least the survivors' volume.
        let values = result.front.compactMap { sphere.problem.feasibleValues($0.outcome) }
        #expect(Dominance.nonDominatedMask(values).allSatisfy { $0 })
        let volume = Hypervolume.volume(of: values, reference: sphere.problem.maximizedReference)
        #expect(volume >= (result.hypervolumes.last ?? .infinity) && volume < target)

        let ridge = try Problems.braninCurrin()
        let other = try NSGA2(problem: ridge).run(seed: 2, generations: 120) { Problems.braninCurrin($0) }
        let front = other.front.compactMap { ridge.feasibleValues($0.outcome) }
        #expect(Hypervolume.volume(of: front, reference: ridge.maximizedReference) > 0.998 * 59.36)
    }

    @Test func theEngineFindsTheWholeFrontOfASmallConstrainedSpace() throws {
        let problem = try Problems.tiling()
        let all = try #require(problem.space.allCandidates(limit: 2_000))
        let values = all.compactMap { problem.feasibleValues(Problems.tiling($0)) }
        let exact = Hypervolume.volume(of: values, reference: problem.maximizedReference)
        let engine = try NSGA2(problem: problem, options: NSGA2Options(populationSize: 20))
        let result = try engine.run(seed: 3, generations: 1_000) { Problems.tiling($0) }
        #expect(result.evaluations == all.count)
        let found = result.front.compactMap { problem.feasibleValues($0.outcome) }
        #expect(Hypervolume.volume(of: found, reference: problem.maximizedReference) == exact)
        let early = try engine.run(seed: 3, generations: 10) { Problems.tiling($0) }
        #expect(early.hypervolumes.last.map { $0 > 0.9 * exact } == true)
    }

    @Test func theEngineStopsWhenTheHypervolumeStagnates() throws {
        let sphere = try BaselineProblems.dtlz2()
        let rule = StagnationRule(generations: 5, tolerance: 1e-3)
        let result = try NSGA2(problem: sphere.problem, options: NSGA2Options(populationSize: 40)).run(
            seed: 1, generations: 1_000, until: rule
        ) { sphere.evaluate($0, 0) }
        let volumes = result.hypervolumes
        #expect(result.isConverged && volumes.count > 6 && volumes.count < 400)
        for end in 6..<volumes.count {
            let growth = (volumes[end - 1] - volumes[end - 6]) / volumes[end - 1]
            #expect(!(volumes[end - 1] > 0) || growth > 1e-3)
        }
        #expect(!rule.isConverged([0, 0, 0, 0, 0, 0, 0]))
        #expect(!rule.isConverged([1, 1, 1, 1, 1]) && rule.isConverged([1, 1, 1, 1, 1, 1]))
    }

    @Test func feasibleComesFirstThenSmallViolationsThenFailures() throws {
        let problem = try Problems.tiling()
        let outcomes: [Observation.Outcome] = [
            .failed(reason: "x"), .evaluated(objectives: [9, 9], constraints: [20]),
            .evaluated(objectives: [1, 50], constraints: [5]), .evaluated(objectives: [9, 9], constraints: [13]),
            .evaluated(objectives: [2, 40], constraints: [5]), .infeasible(reason: "y"),
        ]
        #expect(problem.ranked(outcomes) == [4, 2, 3, 1, 0, 5])
    }

    @Test func parentsAreTheSurvivorsOfTheGenerationsBefore() throws {
        let test = try BaselineProblems.dtlz2(dimension: 3)
        let size = 8
        var sampler = try NSGA2Sampler(problem: test.problem, seed: 1, populationSize: size)
        let optimizer = try Problems.run(test.problem, sampler, seed: 1, trials: 60) { test.evaluate($0.candidate, 0) }
        let observations = optimizer.observations
        var survivors: [Observation] = []
        for generation in 0..<7 {
            let members = survivors + observations[(generation * size)..<((generation + 1) * size)]
            survivors = test.problem.ranked(members.map(\.outcome)).prefix(size).map { members[$0] }
            let visible = Array(observations.prefix((generation + 1) * size + 3))
            #expect(sampler.parents(trial: visible.count, observations: visible) == survivors.map(\.candidate))
        }
        // Results that are not in yet are left out of their generation until they come.
        let pending = (8..<12).map { Proposal(candidate: observations[$0].candidate, fidelity: 0, origin: "child") }
        let late = Array(observations[0..<8] + observations[12..<18])
        let known = Array(observations[0..<8] + observations[12..<16])
        let expected = test.problem.ranked(known.map(\.outcome)).prefix(size).map { known[$0].candidate }
        #expect(sampler.parents(trial: 18, observations: late, pending: pending) == expected)
    }
}

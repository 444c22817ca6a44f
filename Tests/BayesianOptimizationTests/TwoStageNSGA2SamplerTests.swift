@testable import BayesianOptimization
import ParetoFront
import SearchSpace
import Testing

@Suite struct TwoStageNSGA2SamplerTests {
    private func run(_ test: BaselineProblems.Case, trials: Int) throws -> Optimizer {
        let sampler = try TwoStageNSGA2Sampler(
            problem: test.problem, seed: 2, options: NSGA2Options(populationSize: 20),
            stagnation: StagnationRule(generations: 3, tolerance: 0.01), maximumGenerations: 30)
        return try Problems.run(test.problem, sampler, seed: 2, trials: trials) {
            test.evaluate($0.candidate, $0.fidelity)
        }
    }

    @Test func itScreensThenVerifiesTheFrontThenRefinesIt() throws {
        let test = try BaselineProblems.dtlz2(costs: [1, 20])
        let optimizer = try run(test, trials: 800)
        let stages = optimizer.trials.map(\.origin)
        let screened = try #require(stages.firstIndex(of: "front"))
        let refined = try #require(stages.firstIndex(of: "neighbour"))
        #expect(screened % 20 == 0 && screened >= 80 && screened < 600)
        #expect(stages[..<20].allSatisfy { $0 == "initial" } && stages[20..<screened].allSatisfy { $0 == "child" })
        #expect(stages[screened..<refined].allSatisfy { $0 == "front" })
        #expect(stages[refined...].allSatisfy { $0 == "neighbour" })
        #expect(optimizer.trials.allSatisfy { ($0.fidelity == 0) == ($0.number < screened) })
        // The screened front, and all of it, each time the point of greatest gain in screened values.
        let cheap = Array(optimizer.observations[..<screened])
        let values = cheap.compactMap { test.problem.feasibleValues($0.outcome) }
        let front = zip(cheap, Dominance.nonDominatedMask(values)).filter(\.1).map(\.0)
        #expect(Set(front.map(\.candidate)) == Set(optimizer.trials[screened..<refined].map(\.candidate)))
        let known = Dictionary(uniqueKeysWithValues: zip(cheap.map(\.candidate), values))
        let order = optimizer.trials[screened..<refined].compactMap { known[$0.candidate] }
        let reference = test.problem.maximizedReference
        for place in order.indices.dropLast() {
            let taken = Array(order[..<place])
            let own = Hypervolume.improvement(of: order[place], over: taken, reference: reference)
            for other in order[(place + 1)...] {
                #expect(own >= Hypervolume.improvement(of: other, over: taken, reference: reference))
            }
        }
        #expect(optimizer.sampler.fallbackCounts.isEmpty)
    }

    @Test func itBeatsRandomAtEqualCost() throws {
        let sphere = try BaselineProblems.dtlz2(costs: [1, 20])
        let gain = try BaselineProblems.gainOverRandom(sphere, seeds: 1...4, cost: 1_200) {
            try TwoStageNSGA2Sampler(problem: $0, seed: $1, budget: 1_200)
        }
        #expect(gain > 0.1)
        let scaled = try TwoStageNSGA2Sampler(problem: sphere.problem, seed: 1, budget: 3_000, screeningShare: 0.2)
        #expect(scaled.options.populationSize == 30 && scaled.maximumGenerations == 20)
    }

    @Test func withOneFidelityItRefinesTheTargetsFront() throws {
        let optimizer = try run(try BaselineProblems.dtlz2(), trials: 800)
        #expect(!optimizer.trials.contains { $0.origin == "front" })
        #expect(optimizer.trials.last?.origin == "neighbour")
        #expect(optimizer.hypervolume > 0.93 * (1.21 - Double.pi / 4))
    }
}

import BayesianOptimization
import Foundation
import ParetoFront
import SearchSpace
import Testing

@Suite struct MultiFidelitySamplerTests {
    @Test func thirtyEvaluationsBeatSobolOnBraninCurrin() throws {
        let problem = try Problems.braninCurrin()
        var gains: [Double] = []
        for seed in 1...3 as ClosedRange<UInt64> {
            let options = MultiFidelityOptions(initial: 8)
            let modelled = try Problems.run(
                problem, MultiFidelitySampler(problem: problem, seed: seed, options: options), seed: seed, trials: 30
            ) { Problems.braninCurrin($0.candidate) }
            let spread = try Problems.run(problem, SobolSampler(problem: problem, seed: seed), seed: seed, trials: 30) {
                Problems.braninCurrin($0.candidate)
            }
            gains.append(modelled.hypervolume - spread.hypervolume)
        }
        #expect(gains.allSatisfy { $0 > 0 })
        #expect(gains.reduce(0, +) / 3 > 5)
    }

    @Test func aConstrainedConditionalSpaceIsSolvedWithoutRepeats() throws {
        let problem = try Problems.tiling()
        let candidates = try #require(problem.space.allCandidates(limit: 1_000))
        let all = candidates.enumerated().map {
            Observation(trial: $0, candidate: $1, fidelity: 0, outcome: Problems.tiling($1))
        }
        let optimum = problem.hypervolume(of: all)
        #expect(problem.front(of: all).count >= 4)
        for seed in 1...2 as ClosedRange<UInt64> {
            let options = MultiFidelityOptions(initial: 10)
            let optimizer = try Problems.run(
                problem, MultiFidelitySampler(problem: problem, seed: seed, options: options), seed: seed, trials: 40
            ) { Problems.tiling($0.candidate) }
            #expect(optimizer.trials.allSatisfy { problem.space.contains($0.candidate) })
            #expect(Set(optimizer.trials.map(\.candidate)).count == 40)
            #expect(optimizer.hypervolume >= 0.9 * optimum)
        }
    }

    @Test func noiseThatIsExpectedMisleadsLess() throws {
        let synthetic = try SyntheticProblem.named("dtlz2")
        let problem = synthetic.problem
        /// The hypervolume of what was evaluated, without the noise of a third of the objectives' range that was seen.
        func found(_ options: MultiFidelityOptions, seed: UInt64) throws -> Double {
            var generator = RandomGenerator(seed: seed)
            let sampler = try MultiFidelitySampler(problem: problem, seed: seed, options: options)
            var optimizer = try Optimizer(problem: problem, sampler: sampler, seed: seed)
            var values: [[Double]] = []
            for _ in 0..<40 {
                let trial = try optimizer.ask()
                guard case .evaluated(var objectives, _) = synthetic.evaluate(trial.candidate, fidelity: 0) else {
                    continue
                }
                values.append(problem.maximized(objectives))
                for index in objectives.indices { objectives[index] += 0.1 * generator.normal() }
                try optimizer.tell(trial.number, .evaluated(objectives: objectives, constraints: []))
            }
            return Hypervolume.volume(of: values, reference: problem.maximizedReference)
        }
        var (noisy, quiet) = (0.0, 0.0)
        for seed in 1...4 as ClosedRange<UInt64> {
            noisy += try found(MultiFidelityOptions(initial: 14, expectsNoise: true), seed: seed)
            quiet += try found(MultiFidelityOptions(initial: 14), seed: seed)
        }
        #expect(noisy > 1.2 * quiet)
    }

    @Test func cheapLooksReachMoreAtEqualCost() throws {
        var gains: [Double] = []
        for seed in 1...4 as ClosedRange<UInt64> {
            let double = try Problems.braninCurrin(levels: [0.02, 1])
            let options = MultiFidelityOptions(initial: 4)
            let screened = try Problems.run(
                double, MultiFidelitySampler(problem: double, seed: seed, options: options), seed: seed, trials: 200,
                cost: 14
            ) { Problems.braninCurrin($0.candidate, isCheap: $0.fidelity == 0) }
            let single = try Problems.braninCurrin()
            let plain = try Problems.run(
                single, MultiFidelitySampler(problem: single, seed: seed, options: options), seed: seed, trials: 200,
                cost: 14
            ) { Problems.braninCurrin($0.candidate) }
            gains.append(screened.hypervolume - plain.hypervolume)
            #expect(Set(screened.trials.map(\.origin)).isSuperset(of: ["initial", "screening", "acquisition"]))
        }
        #expect(gains.reduce(0, +) / 4 > 1)
    }

    @Test func aRestoredSamplerGoesOnExactly() throws {
        let problem = try Problems.tiling()
        let options = MultiFidelityOptions(
            initial: 6, scoredCandidates: 200, refitEveryTrialBelow: 12, refitGrowth: 1.3)
        func fresh() throws -> MultiFidelitySampler {
            try MultiFidelitySampler(problem: problem, seed: 8, options: options)
        }
        let whole = try Problems.run(problem, try fresh(), seed: 8, trials: 26) { Problems.tiling($0.candidate) }
        for stop in [3, 9, 17] {
            let part = try Problems.run(problem, try fresh(), seed: 8, trials: stop) { Problems.tiling($0.candidate) }
            var resumed = try Optimizer(
                problem: problem, sampler: try fresh(), seed: 8, trials: part.trials, observations: part.observations,
                samplerState: part.sampler.state)
            for _ in stop..<26 {
                let trial = try resumed.ask()
                try resumed.tell(trial.number, Problems.tiling(trial.candidate))
            }
            #expect(resumed.trials == whole.trials)
            #expect(resumed.sampler.state == whole.sampler.state)
        }
        var broken = try fresh()
        #expect(throws: OptimizationError.self) { try broken.restore(state: "{\"models\": 3}") }
    }

    @Test func pendingTrialsAreNotProposedAgainNorCrowded() throws {
        let problem = try Problems.braninCurrin()
        var optimizer = try Problems.run(
            problem, MultiFidelitySampler(problem: problem, seed: 3, options: .init(initial: 8)), seed: 3, trials: 12
        ) { Problems.braninCurrin($0.candidate) }
        let batch = try optimizer.ask(5)
        for first in batch {
            for second in batch where second.number < first.number {
                let distance =
                    zip(first.candidate.values, second.candidate.values)
                    .map { abs(($0?.number ?? 0) - ($1?.number ?? 0)) }.max() ?? 0
                #expect(distance > 0.005)
            }
        }
    }

    @Test func failuresAndInfeasibleDesignsAreAvoidedButSurvived() throws {
        // Everything with x above 0.5 crashes; the best of the rest lies near the border.
        let problem = OptimizationProblem(
            space: try Problems.unit(["x", "y"]), objectives: [.init(name: "f", goal: .maximize, reference: 0)],
            fidelities: [.init(name: "only", cost: 1)])
        let optimizer = try Problems.run(
            problem, MultiFidelitySampler(problem: problem, seed: 5, options: .init(initial: 8)), seed: 5, trials: 34
        ) { trial in
            let values = trial.candidate.values.compactMap { $0?.number }
            if values[0] > 0.5 { return trial.number % 2 == 0 ? .failed(reason: "x") : .infeasible(reason: "y") }
            if trial.number == 3 { return .evaluated(objectives: [.infinity], constraints: []) }
            return .evaluated(
                objectives: [1 - pow(values[0] - 0.42, 2) - pow(values[1] - 0.7, 2)], constraints: [])
        }
        let proposed = optimizer.observations.dropFirst(8)
        let worked = proposed.filter { if case .evaluated = $0.outcome { true } else { false } }.count
        #expect(worked >= 20)
        #expect(optimizer.hypervolume > 0.999)
    }

    static let stubborn: [@Sendable (Int) -> Observation.Outcome] = [
        { _ in .failed(reason: "down") }, { _ in .infeasible(reason: "no") },
        { _ in .evaluated(objectives: [1, 1], constraints: [5]) },
        { _ in .evaluated(objectives: [0, 0], constraints: [0]) },
        { _ in .evaluated(objectives: [1e300, -1e300], constraints: [1e300]) },
        { $0 == 4 ? .evaluated(objectives: [3, 4], constraints: [1]) : .failed(reason: "down") },
        { $0 < 7 ? .failed(reason: "down") : .evaluated(objectives: [Double($0), 4], constraints: [30]) },
        { .evaluated(objectives: [1e-300 * Double($0), 2], constraints: [1]) },
    ]

    @Test(arguments: stubborn.indices) func stubbornEvaluatorsAreSurvived(index: Int) throws {
        let problem = try Problems.tiling()
        let options = MultiFidelityOptions(initial: 4, scoredCandidates: 64)
        let optimizer = try Problems.run(
            problem, MultiFidelitySampler(problem: problem, seed: 6, options: options), seed: 6, trials: 14
        ) { Self.stubborn[index]($0.number) }
        #expect(Set(optimizer.trials.map(\.candidate)).count == 14)
        #expect(optimizer.trials.allSatisfy { problem.space.contains($0.candidate) })
    }

    @Test func nothingFeasibleIsSearchedForByItsProbability() throws {
        // The limit holds in a corner of 1 % only; the slack says the way.
        let problem = OptimizationProblem(
            space: try Problems.unit(["x", "y"]), objectives: [.init(name: "f", goal: .minimize, reference: 3)],
            constraints: [.init(name: "c", bound: .atMost(-1.85))], fidelities: [.init(name: "only", cost: 1)])
        let optimizer = try Problems.run(
            problem, MultiFidelitySampler(problem: problem, seed: 2, options: .init(initial: 5)), seed: 2, trials: 20
        ) { trial in
            let values = trial.candidate.values.compactMap { $0?.number }
            return .evaluated(objectives: [values[0] * values[1]], constraints: [-values[0] - values[1]])
        }
        #expect(optimizer.trials.contains { $0.origin == "feasibility" })
        #expect(!optimizer.paretoFront.isEmpty)
    }

    @Test func aSpaceOfOnePointEndsAfterOneTrialALevel() throws {
        let space = try SearchSpace(parameters: [Parameter(name: "only", domain: .ordinal([.integer(3)]))])
        let problem = OptimizationProblem(
            space: space, objectives: [.init(name: "f", goal: .maximize, reference: 0)],
            fidelities: [.init(name: "low", cost: 1), .init(name: "high", cost: 100)])
        var optimizer = try Optimizer(
            problem: problem, sampler: MultiFidelitySampler(problem: problem, seed: 1), seed: 1)
        for level in 0...1 {
            let trial = try optimizer.ask()
            #expect(trial.fidelity == level)
            try optimizer.tell(trial.number, objectives: [Double(level)])
        }
        do {
            _ = try optimizer.ask()
            Issue.record("a third trial came from one point")
        } catch {
            #expect(error == .spaceExhausted(count: 1, fidelity: "high"))
        }
    }

    @Test func oneObservationIsEnoughForAModel() throws {
        let problem = try Problems.braninCurrin()
        let optimizer = try Problems.run(
            problem, MultiFidelitySampler(problem: problem, seed: 1, options: .init(initial: 1)), seed: 1, trials: 4
        ) { Problems.braninCurrin($0.candidate) }
        #expect(optimizer.trials.map(\.origin) == ["initial", "acquisition", "acquisition", "acquisition"])
    }

    @Test func badOptionsAreRefused() throws {
        let problem = try Problems.braninCurrin()
        let bad: [MultiFidelityOptions] = [
            .init(initial: 0), .init(cheapInitial: -1), .init(cheapLooksPerTarget: -1), .init(scoredCandidates: 3),
            .init(maximumRows: 1), .init(refitGrowth: 1), .init(fitEvaluations: 0), .init(refitEveryTrialBelow: -1),
        ]
        for options in bad {
            #expect(throws: OptimizationError.self) {
                try MultiFidelitySampler(problem: problem, seed: 1, options: options)
            }
        }
    }

    @Test func threeObjectivesOverThreeLevelsAreImproved() throws {
        let problem = OptimizationProblem(
            space: try Problems.unit(["a", "b", "c"]),
            objectives: ["f", "g", "h"].map { .init(name: $0, goal: .minimize, reference: 1.2) },
            fidelities: [
                .init(name: "low", cost: 0.05), .init(name: "middle", cost: 0.3), .init(name: "high", cost: 1),
            ])
        // Distances to three corners of a triangle; a cheap level is off by a smooth term.
        func evaluate(_ trial: Optimizer.Trial) -> Observation.Outcome {
            let x = trial.candidate.values.map { $0?.number ?? 0 }
            let bias = [0.15, 0.05, 0][trial.fidelity] * sin(4 * x[0] + 2 * x[1])
            let corners: [[Double]] = [[0.2, 0.2, 0.5], [0.8, 0.3, 0.5], [0.5, 0.8, 0.5]]
            return .evaluated(
                objectives: corners.map { corner in
                    zip(x, corner).map { ($0 - $1) * ($0 - $1) }.reduce(0, +).squareRoot() + bias
                }, constraints: [])
        }
        let options = MultiFidelityOptions(initial: 5, cheapInitial: 12)
        let modelled = try Problems.run(
            problem, MultiFidelitySampler(problem: problem, seed: 4, options: options), seed: 4, trials: 150, cost: 18,
            evaluate)
        let spread = try Problems.run(
            problem, SobolSampler(problem: problem, seed: 4), seed: 4, trials: 18, evaluate)
        #expect(modelled.hypervolume > spread.hypervolume * 1.15)
        #expect(Set(modelled.trials.map(\.fidelity)).contains(2))
    }
}

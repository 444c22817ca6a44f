import BayesianOptimization
import Foundation
import SearchSpace
import Testing

/// Whether a cheap level that helps is used, and one that does not is noticed.
@Suite struct CheapLevelTests {
    /// A synthetic problem whose levels have other costs than its own.
    private static func synthetic(_ name: String, costs: [Double]) throws -> (SyntheticProblem, OptimizationProblem) {
        let synthetic = try SyntheticProblem.named(name)
        var problem = synthetic.problem
        #expect(problem.fidelities.count == costs.count)
        for (level, cost) in costs.enumerated() { problem.fidelities[level].cost = cost }
        return (synthetic, problem)
    }

    private static func run(
        _ synthetic: SyntheticProblem, _ problem: OptimizationProblem, _ sampler: any Sampler, seed: UInt64,
        cost: Double
    ) throws -> Optimizer {
        try Problems.run(problem, sampler, seed: seed, trials: 4_000, cost: cost) {
            synthetic.evaluate($0.candidate, fidelity: $0.fidelity)
        }
    }

    @Test func aCheapLevelThatIsLookedUpHelps() throws {
        let (synthetic, problem) = try Self.synthetic("mf-biased", costs: [0.05, 1, 10])
        for seed in 1...2 as ClosedRange<UInt64> {
            let both = try Self.run(
                synthetic, problem, MultiFidelitySampler(problem: problem, seed: seed), seed: seed, cost: 250)
            let alone = try Self.run(
                synthetic, problem, TargetFidelitySampler(problem: problem, seed: seed), seed: seed, cost: 250)
            #expect(both.hypervolume > 1.2 * alone.hypervolume)
            #expect(both.sampler.fallbackCounts["cheapLevelUseless"] == nil)
        }
    }

    @Test func aMisleadingLevelThatIsLookedUpIsLeftAlone() throws {
        let (synthetic, problem) = try Self.synthetic("mf-misleading", costs: [0.05, 10])
        let options = MultiFidelityOptions(initial: 6)
        for seed in 1...3 as ClosedRange<UInt64> {
            let both = try Self.run(
                synthetic, problem, MultiFidelitySampler(problem: problem, seed: seed, options: options), seed: seed,
                cost: 300)
            let alone = try Self.run(
                synthetic, problem, TargetFidelitySampler(problem: problem, seed: seed, options: options), seed: seed,
                cost: 300)
            #expect(both.hypervolume > 0.97 * alone.hypervolume)
            #expect(both.sampler.fallbackCounts["cheapLevelUseless"] == 1)
            // After the initial design no look is paid for.
            let last = try #require(both.trials.lastIndex { $0.fidelity == 0 })
            #expect(both.trials[..<last].count { $0.fidelity == 1 } <= 8)
        }
    }

    @Test func theSearchAtTheTargetAloneGoesOnExactly() throws {
        let (synthetic, problem) = try Self.synthetic("mf-misleading", costs: [0.05, 10])
        let options = MultiFidelityOptions(initial: 6, cheapInitial: 120, refitEveryTrialBelow: 8, refitGrowth: 1.3)
        func fresh() throws -> MultiFidelitySampler {
            try MultiFidelitySampler(problem: problem, seed: 4, options: options)
        }
        func run(_ trials: Int) throws -> Optimizer {
            try Problems.run(problem, try fresh(), seed: 4, trials: trials) {
                synthetic.evaluate($0.candidate, fidelity: $0.fidelity)
            }
        }
        let whole = try run(140)
        #expect(whole.sampler.fallbackCounts["cheapLevelUseless"] == 1)
        for stop in [119, 127, 133] {
            let part = try run(stop)
            var resumed = try Optimizer(
                problem: problem, sampler: try fresh(), seed: 4, trials: part.trials, observations: part.observations,
                samplerState: part.sampler.state)
            for _ in stop..<140 {
                let trial = try resumed.ask()
                try resumed.tell(trial.number, synthetic.evaluate(trial.candidate, fidelity: trial.fidelity))
            }
            #expect(resumed.trials == whole.trials)
            #expect(resumed.sampler.state == whole.sampler.state)
            #expect(resumed.sampler.fallbackCounts == whole.sampler.fallbackCounts)
        }
    }

    @Test func aLevelOfNoiseIsHardlyPaidFor() throws {
        let problem = try Problems.braninCurrin(levels: [0.05, 1])
        /// How many looks there are after the initial design, and which models end up being of the target alone.
        func outcome(
            _ cheap: (Optimizer.Trial) -> Observation.Outcome
        ) throws -> (looks: Int, isAlone: [Bool]) {
            let sampler = try MultiFidelitySampler(problem: problem, seed: 2, options: .init(initial: 9))
            let optimizer = try Problems.run(problem, sampler, seed: 2, trials: 200, cost: 20) {
                $0.fidelity == 0 ? cheap($0) : Problems.braninCurrin($0.candidate)
            }
            let text = optimizer.sampler.diagnosticsJSON
            let document = try #require(
                try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
            let models = try #require(document["models"] as? [String: [String: Any]])
            return (
                optimizer.trials.count { $0.fidelity == 0 && $0.origin != "initial" },
                try ["branin", "currin"].map { try #require(models[$0]?["target_alone"] as? Bool) }
            )
        }
        var generator = RandomGenerator(seed: 11)
        let noise = try outcome { _ in
            .evaluated(objectives: [100 * generator.uniform(), 13 * generator.uniform()], constraints: [])
        }
        #expect(noise.looks <= 5 && noise.isAlone.contains(true), "\(noise)")
        let close = try outcome { Problems.braninCurrin($0.candidate, isCheap: true) }
        #expect(close.looks > noise.looks && close.isAlone == [false, false], "\(close)")
    }
}

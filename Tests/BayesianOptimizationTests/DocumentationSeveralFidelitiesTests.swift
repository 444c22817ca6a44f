import BayesianOptimization
import Testing

/// The code of the article `SeveralFidelities`, between markers; `DocumentationTests` compares it with the article's.
@Suite struct DocumentationSeveralFidelitiesTests {
    @Test func levels() throws {
        // SeveralFidelities
        var study = try Study(
            parameters: [.continuous("x", 0...1), .continuous("y", 0...1)],
            objectives: [.minimize("error", reference: 2), .minimize("seconds", reference: 2)],
            fidelities: [.level("coarse", cost: 1), .level("fine", cost: 20)],
            seed: 3)
        try study.optimize(cost: 400) { trial in
            let (x, y) = (try trial["x"], try trial["y"])
            let bias = trial.fidelity.name == "coarse" ? 0.1 * (1 - x) : 0
            return ["error": x * x + (y - 0.5) * (y - 0.5) + bias, "seconds": (x - 1) * (x - 1)]
        }
        for trial in study.front { print(trial) }
        // end
        #expect(study.front.allSatisfy { $0.fidelity.name == "fine" })
        #expect(study.front.count >= 3)
        #expect(study.trials.contains { $0.fidelity.name == "coarse" })
    }

    @Test func options() throws {
        // SeveralFidelities
        let options = MultiFidelityOptions(initial: 8, cheapInitial: 12, lookupCostRatio: 1_000)
        var frugal = try Study(
            parameters: [.continuous("x", 0...1)],
            objectives: [.minimize("error", reference: 2)],
            fidelities: [.level("closed form", cost: 1), .level("simulation", cost: 500)],
            sampler: { problem, seed throws(OptimizationError) in
                try MultiFidelitySampler(problem: problem, seed: seed, options: options)
            })
        try frugal.optimize(evaluations: 30) { trial in
            let x = try trial["x"]
            return ["error": (x - 0.3) * (x - 0.3) + (trial.level == 0 ? 0.05 * x : 0)]
        }
        // end
        #expect(frugal.trials.prefix(12).allSatisfy { $0.level == 0 })
        #expect(frugal.trials.contains { $0.level == 1 })
    }

    @Test func aNumber() throws {
        // SeveralFidelities
        var continuous = try Study(
            parameters: [.continuous("x", 0...1)],
            objectives: [.minimize("error", reference: 2)],
            fidelities: .continuous("share", 0.2...1) { share in 10 * share },
            seed: 2)
        try continuous.optimize(evaluations: 17) { trial in
            let x = try trial["x"]
            return ["error": (x - 0.3) * (x - 0.3) + 0.1 * (1 - trial.setting)]
        }
        // end
        #expect(continuous.problem.fidelities.count == ContinuousFidelity.gridCount)
        #expect(continuous.problem.fidelities.first?.cost == 2 && continuous.problem.fidelities.last?.cost == 10)
    }
}

import BayesianOptimization
import Campaign
import Foundation
import SearchSpace
import Testing

/// Every method of a campaign file.
struct MethodTests {
    private typealias Method = OptimizerSpecification.Method

    private static let targetOnly: Set<OptimizerSpecification.Method> = [
        .ehvi, .parego, .nsga2, .morbo, .random, .sobol,
    ]

    private func run(
        _ specification: CampaignSpecification, at path: String, evaluator: SmoothEvaluator = SmoothEvaluator()
    ) async throws {
        _ = try await CampaignRunner.begin(specification, checkpoint: path, evaluator: evaluator).run()
    }

    /// Runs a campaign that is stopped after every few trials and resumed.
    private func runInParts(_ specification: CampaignSpecification, at path: String) async throws -> Int {
        var stops = 0
        while true {
            let runner =
                stops == 0
                ? try CampaignRunner.begin(specification, checkpoint: path, evaluator: SmoothEvaluator())
                : try CampaignRunner.resume(checkpoint: path, workers: 1 + stops % 3, evaluator: SmoothEvaluator())
            let limit = 4 * (stops + 1)
            let outcome = try await runner.run { progress in
                if progress.spending.evaluations >= limit { runner.stop() }
            }
            if case .finished = outcome.end { return stops }
            stops += 1
            if stops > 100 { return stops }
        }
    }

    @Test(
        "A method runs by its name, within the budget, and at the target alone where it knows nothing else",
        arguments: OptimizerSpecification.Method.allCases)
    func byName(method: OptimizerSpecification.Method) async throws {
        let folder = try TemporaryFolder()
        let specification = try Campaigns.specification(
            Campaigns.twoLevels(method: method.rawValue, budget: "{cost: 9}"))
        #expect(specification.optimizer.method == method)
        let again = try Campaigns.specification(specification.canonicalYAML)
        #expect(again.optimizer == specification.optimizer)
        let path = folder.path + "/a.ingot"
        try await run(specification, at: path)
        let summary = try CampaignSummary(checkpoint: path)
        #expect(summary.progress.spending.cost <= 9 + 1e-9 && summary.progress.spending.cost > 8)
        #expect(summary.progress.failed == 0 && summary.progress.hypervolume > 0)
        let fidelities = Set(summary.trials.map(\.fidelity))
        #expect(fidelities.contains(1))
        #expect(fidelities.contains(0) == !Self.targetOnly.contains(method))
        for level in fidelities where ![.sobol].contains(method) {
            let candidates = summary.trials.filter { $0.fidelity == level }.map(\.candidate)
            #expect(Set(candidates).count == candidates.count)
        }
    }

    @Test(
        "A method tolerates results of an earlier campaign and goes on exactly when it is stopped",
        arguments: OptimizerSpecification.Method.allCases)
    func warmStarted(method: OptimizerSpecification.Method) async throws {
        let folder = try TemporaryFolder()
        let cold = Campaigns.twoLevels(method: "random-fidelity", budget: "{cost: 9}")
        let earlier = folder.path + "/earlier.ingot"
        try await run(
            try Campaigns.specification(cold), at: earlier, evaluator: SmoothEvaluator(failing: [3]))
        let yaml = Campaigns.twoLevels(method: method.rawValue, budget: "{cost: 6}")
        let warm = try CampaignSpecification(
            yaml: yaml + "\nwarm_start: earlier.ingot\n", file: folder.path + "/new.yaml")
        let (whole, parts) = (folder.path + "/whole.ingot", folder.path + "/parts.ingot")
        try await run(warm, at: whole)
        #expect(try await runInParts(warm, at: parts) > 0)
        let figures = try TrialFigures.of(whole)
        #expect(figures == (try TrialFigures.of(parts)))
        #expect(figures.map(\.number) == Array(figures.indices))
        #expect(figures.allSatisfy { $0.state == .completed || $0.state == .infeasible })
        guard method != .sobol, method != .random, method != .randomFidelity else { return }
        // What is known already is not asked again.
        let known = try CampaignSummary(checkpoint: earlier).trials
        for trial in figures {
            #expect(!known.contains { $0.candidate == trial.candidate && $0.fidelity == trial.fidelity })
        }
    }

    @Test(
        "Methods with an initial design begin with the model where an earlier campaign gave enough",
        arguments: ["mfbo", "ehvi", "parego"])
    func warmResultsReplaceInitialDesign(method: String) async throws {
        let folder = try TemporaryFolder()
        try await run(
            try Campaigns.specification(Campaigns.twoLevels(method: "random-fidelity", budget: "{cost: 14}")),
            at: folder.path + "/earlier.ingot")
        let yaml = Campaigns.twoLevels(method: method, budget: "{cost: 2}")
        let warm = try CampaignSpecification(
            yaml: yaml + "\nwarm_start: earlier.ingot\n", file: folder.path + "/new.yaml")
        let path = folder.path + "/new.ingot"
        try await run(warm, at: path)
        let origins = try TrialFigures.of(path).map(\.origin)
        #expect(!origins.isEmpty && !origins.contains("initial") && !origins.contains("random"))
    }

    @Test("The initial design follows the number of parameters where the file does not say, the wafer's does not")
    func defaultInitial() throws {
        func initial(_ problem: String, method: String = "mfbo") throws -> Int? {
            try Campaigns.specification(
                """
                version: 1
                name: initial
                seed: 1
                problem: {kind: synthetic, name: \(problem)}
                budget: {evaluations: 5}
                optimizer: {method: \(method)}
                """
            ).optimizer.initial
        }
        #expect(try initial("branin-currin") == 6)
        #expect(try initial("dtlz2, d: 6, m: 2") == 14)
        #expect(try initial("dtlz2, d: 12, m: 2") == 16)
        // These go by other rules of their own.
        #expect(try initial("mf-branin-currin") == nil)
        for method in ["momf", "hvkg", "morbo"] { #expect(try initial("branin-currin", method: method) == nil) }
    }

    @Test("Settings that a method does not use on a problem are warned of, the others are not")
    func unusedSettings() throws {
        func warned(_ problem: String, _ optimizer: String) throws -> [String] {
            let text = """
                version: 1
                name: unused
                seed: 1
                problem: {kind: synthetic, name: \(problem)}
                budget: {cost: 1000}
                optimizer: {\(optimizer)}
                executor: {workers: 1}
                """
            return try Campaigns.specification(text).warnings.map { String($0.prefix { $0 != " " }) }
        }
        let all = "cheap_initial: 9, cheap_looks_per_target: 2, noise: true"
        let names = ["optimizer.cheap_initial", "optimizer.cheap_looks_per_target", "optimizer.noise"]
        #expect(try warned("mf-biased", "method: mfbo, \(all)") == [])
        #expect(try warned("mf-biased", "method: ehvi, \(all)") == Array(names.prefix(2)))
        #expect(try warned("mf-biased", "method: parego, \(all)") == names)
        #expect(try warned("mf-branin-currin", "method: mfbo, \(all)") == names)
        #expect(try warned("branin-currin", "method: mfbo, \(all)") == Array(names.prefix(2)))
        #expect(try warned("dtlz2, d: 9, m: 7", "method: mfbo, noise: true") == ["optimizer.noise"])
    }

    @Test(
        "The initial design of a continuous fidelity has as many points as the file says",
        arguments: ["mfbo", "hvkg", "ehvi"])
    func continuousInitial(method: String) async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/a.ingot"
        let specification = try Campaigns.specification(
            """
            version: 1
            name: initial
            seed: 1
            problem: {kind: synthetic, name: mf-branin-currin}
            budget: {evaluations: 9}
            optimizer: {method: \(method), initial: 7, lookahead: 0}
            executor: {workers: 1}
            """)
        _ = try await CampaignRunner.begin(specification, checkpoint: path).run()
        let origins = try TrialFigures.of(path).map(\.origin)
        #expect(origins.count == 9 && origins.prefix(7).allSatisfy { $0 == "initial" })
        #expect(origins.suffix(2).allSatisfy { $0 != "initial" })
    }

    @Test(
        "Stages are planned by the budget of the file in any unit, and an extension does not change them",
        arguments: ["two-stage", "mfmobo"])
    func planned(method: String) async throws {
        let folder = try TemporaryFolder()
        for (index, budget) in ["{cost: 6}", "{evaluations: 30}", "{target_fidelity_evaluations: 6}"].enumerated() {
            let specification = try Campaigns.specification(Campaigns.twoLevels(method: method, budget: budget))
            let path = folder.path + "/\(index).ingot"
            try await run(specification, at: path)
            let before = try TrialFigures.of(path)
            #expect(Set(before.map(\.fidelity)) == [0, 1])
            let more = specification.budget.limit + 4
            let runner = try CampaignRunner.resume(
                checkpoint: path, budget: "\(Int(more))", evaluator: SmoothEvaluator())
            #expect(runner.specification.optimizer == specification.optimizer)
            _ = try await runner.run()
            let after = try TrialFigures.of(path)
            #expect(Array(after.prefix(before.count)) == before && after.count > before.count)
            #expect(after.dropFirst(before.count).contains { $0.fidelity == 1 })
        }
    }
}

import BayesianOptimization
import Campaign
import Foundation
import SearchSpace
import Testing

struct CampaignRunnerTests {
    private func run(
        _ yaml: String, at path: String, evaluator: SmoothEvaluator = SmoothEvaluator()
    ) async throws -> CampaignOutcome {
        let runner = try CampaignRunner.begin(try Campaigns.specification(yaml), checkpoint: path, evaluator: evaluator)
        return try await runner.run()
    }

    @Test("The same seed gives the same trials with one and with three workers, whatever finishes first")
    func sameTrialsWithAnyWorkers() async throws {
        let folder = try TemporaryFolder()
        let (one, three) = (folder.path + "/one.ingot", folder.path + "/three.ingot")
        let outcome = try await run(Campaigns.twoLevels(workers: 1), at: one)
        _ = try await run(
            Campaigns.twoLevels(workers: 3), at: three,
            evaluator: SmoothEvaluator(delay: { .milliseconds($0 * 7 % 5 * 4) }))
        let figures = try TrialFigures.of(one)
        #expect(figures == (try TrialFigures.of(three)))
        #expect(figures.count > 15)
        #expect(figures.contains { $0.origin == "acquisition" })
        #expect(outcome.end == .finished(reason: "the budget cost=14.0 is used up"))
        #expect(outcome.progress.spending.cost <= 14 + 1e-9)
        #expect(outcome.progress.spending.cost > 13)
    }

    @Test("A campaign that is stopped again and again and resumed gives the trials of one left alone")
    func interruptedEqualsUndisturbed() async throws {
        let folder = try TemporaryFolder()
        let (whole, parts) = (folder.path + "/whole.ingot", folder.path + "/parts.ingot")
        let start = "[{x: 0.5, width: 64, flow: os}, {x: 0.25, width: 128, flow: ws, depth: 3}]"
        let yaml = Campaigns.twoLevels(start: start)
        let slow = SmoothEvaluator(delay: { .milliseconds($0 % 3) }, failing: [5, 11])
        _ = try await run(yaml, at: whole, evaluator: slow)

        var stops = 0
        var isFirst = true
        while true {
            let runner =
                isFirst
                ? try CampaignRunner.begin(try Campaigns.specification(yaml), checkpoint: parts, evaluator: slow)
                : try CampaignRunner.resume(checkpoint: parts, workers: 1 + stops % 3, evaluator: slow)
            isFirst = false
            let limit = 3 + 2 * stops
            let isHard = stops % 2 == 1
            let outcome = try await runner.run { progress in
                guard progress.spending.evaluations >= limit else { return }
                if isHard { runner.cancel() } else { runner.stop() }
            }
            if case .finished = outcome.end { break }
            stops += 1
            #expect(stops < 40)
        }
        #expect(stops > 4)
        let figures = try TrialFigures.of(whole)
        #expect(figures == (try TrialFigures.of(parts)))
        #expect(figures[0].origin == "start" && figures[1].origin == "start" && figures[0].fidelity == 1)
        #expect(figures.filter { $0.state == .failed }.map(\.number) == [5, 11])
        #expect(!FileManager.default.fileExists(atPath: parts + "-wal"))
        #expect(!FileManager.default.fileExists(atPath: parts + ".lock"))
    }

    @Test(
        "A budget extended on resume gives the trials of a larger budget from the start",
        arguments: ["mfbo", "ehvi", "parego", "mfes", "nsga2", "sobol", "random", "random-fidelity"])
    func extendedEqualsLarger(method: String) async throws {
        let folder = try TemporaryFolder()
        let (large, extended) = (folder.path + "/large.ingot", folder.path + "/extended.ingot")
        _ = try await run(Campaigns.twoLevels(method: method, budget: "{cost: 13}"), at: large)
        _ = try await run(Campaigns.twoLevels(method: method, budget: "{cost: 8.5}"), at: extended)
        let before = try TrialFigures.of(extended).count
        let runner = try CampaignRunner.resume(checkpoint: extended, budget: "13", evaluator: SmoothEvaluator())
        _ = try await runner.run()
        let figures = try TrialFigures.of(extended)
        #expect(figures.count > before)
        #expect(figures == (try TrialFigures.of(large)))
        #expect(throws: CampaignError.self) {
            try CampaignRunner.resume(checkpoint: extended, budget: "2", evaluator: SmoothEvaluator())
        }
    }

    @Test("Resuming a finished campaign changes nothing")
    func finishedStaysFinished() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/a.ingot"
        _ = try await run(Campaigns.twoLevels(budget: "{target_fidelity_evaluations: 5}"), at: path)
        let figures = try TrialFigures.of(path)
        #expect(figures.count { $0.fidelity == 1 } == 5)
        let outcome = try await CampaignRunner.resume(checkpoint: path, evaluator: SmoothEvaluator()).run()
        #expect(outcome.end == .finished(reason: "the budget target_fidelity_evaluations=5 is used up"))
        #expect(figures == (try TrialFigures.of(path)))
    }

    @Test("With order 'arrival' each stored proposal follows from the arrivals it says it used, also over a resume")
    func arrivalReplays() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/a.ingot"
        let yaml = Campaigns.twoLevels(method: "nsga2", order: "arrival", workers: 3, budget: "{evaluations: 40}")
        let evaluator = OvertakingEvaluator()
        let first = try CampaignRunner.begin(try Campaigns.specification(yaml), checkpoint: path, evaluator: evaluator)
        let stopped = try await first.run { if $0.spending.evaluations >= 20 { first.stop() } }
        #expect(stopped.end == .interrupted)
        _ = try await CampaignRunner.resume(checkpoint: path, evaluator: evaluator).run()

        let summary = try CampaignSummary(checkpoint: path)
        #expect(summary.trials.count == 40)
        #expect(Set(summary.trials.compactMap(\.arrival)) == Set(0..<40))
        #expect(summary.trials.map { $0.arrival ?? -1 } != Array(0..<40))
        let problem = summary.specification.problem
        for trial in summary.trials {
            let used = summary.trials.filter { ($0.arrival ?? .max) < trial.usedArrivals }
            let pending = summary.trials[..<trial.number].filter { ($0.arrival ?? .max) >= trial.usedArrivals }
            var sampler = try summary.specification.optimizer.makeSampler(for: problem, seed: 7)
            var generator = trial.generator
            let proposal = try sampler.propose(
                trial: trial.number, observations: used.compactMap(\.observation), pending: pending.map(\.proposal),
                generator: &generator)
            #expect(proposal == trial.proposal)
        }
    }

    @Test("The summary of a campaign has its front, its reasons and its hypervolume")
    func summary() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/a.ingot"
        let outcome = try await run(Campaigns.twoLevels(method: "sobol", budget: "{evaluations: 24}"), at: path)
        let summary = try CampaignSummary(checkpoint: path)
        let feasible = summary.trials.filter { $0.state == .completed }
        #expect(!feasible.isEmpty && feasible.allSatisfy { $0.constraints[0] <= 4.5 && $0.isFeasible })
        let front = feasible.filter { trial in
            !feasible.contains { other in
                other.objectives[0] >= trial.objectives[0] && other.objectives[1] <= trial.objectives[1]
                    && other.objectives != trial.objectives
            }
        }
        #expect(summary.front == front)
        #expect(abs(summary.progress.hypervolume - outcome.progress.hypervolume) < 1e-9)
        #expect(summary.progress.hypervolume > 0)
        let infeasible = summary.trials.filter { $0.state == .infeasible }
        #expect(summary.infeasibleReasons.map(\.name) == (infeasible.isEmpty ? [] : ["heat"]))
        #expect(summary.infeasibleReasons.first?.count ?? 0 == infeasible.count)
        #expect(summary.isFinished)
    }

    @Test("A small space ends the campaign when every candidate has been proposed")
    func exhaustedSpaceEnds() async throws {
        let folder = try TemporaryFolder()
        let yaml = """
            version: 1
            name: small
            seed: 1
            problem: {kind: command, parameters: [{name: n, type: integer, lower: 1, upper: 5}]}
            objectives: [{name: f, goal: maximize, reference: 0}]
            fidelities: [{name: only, cost: 1, command: [sh]}]
            budget: {evaluations: 100}
            optimizer: {method: random}
            """
        struct Identity: TrialEvaluator {
            func evaluate(_ request: EvaluationRequest) async -> EvaluationReport {
                let value = request.candidate.values[0]?.number ?? 0
                return EvaluationReport(
                    outcome: .evaluated(objectives: [value], constraints: []))
            }
        }
        let path = folder.path + "/a.ingot"
        let outcome = try await CampaignRunner.begin(
            try Campaigns.specification(yaml), checkpoint: path, evaluator: Identity()
        ).run()
        guard case .finished(let reason) = outcome.end else {
            Issue.record("interrupted")
            return
        }
        #expect(reason.contains("all 5 candidates"))
        #expect(try CampaignSummary(checkpoint: path).front.map(\.objectives) == [[5]])
    }
}

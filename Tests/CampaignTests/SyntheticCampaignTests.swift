import BayesianOptimization
import Campaign
import ConfigurationFile
import Foundation
import SearchSpace
import Testing

struct SyntheticCampaignTests {
    private static func yaml(_ problem: String, extra: String = "", method: String = "sobol") -> String {
        """
        version: 1
        name: synthetic
        seed: 3
        problem: {kind: synthetic, \(problem)}
        budget: {evaluations: 12}
        optimizer: {method: \(method)}
        executor: {workers: 1}
        \(extra)
        """
    }

    private static func error(_ yaml: String) -> ConfigurationError? {
        do {
            _ = try CampaignSpecification(yaml: yaml, file: "/tmp/synthetic.yaml")
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "Everything but the name of a problem has its default, and prints and reads back",
        arguments: SyntheticProblem.names)
    func defaults(name: String) throws {
        let specification = try Campaigns.specification(Self.yaml("name: \(name)"))
        let own = try SyntheticProblem.named(name).problem
        #expect(specification.problem.objectives == own.objectives)
        #expect(specification.problem.constraints == own.constraints)
        #expect(specification.problem.fidelities == own.fidelities)
        #expect(specification.problem.space.parameters == own.space.parameters)
        #expect(specification.declaredConstraintCount == own.constraints.count)
        let again = try Campaigns.specification(specification.canonicalYAML)
        #expect(again.canonicalYAML == specification.canonicalYAML)
        #expect(again.problem.fidelities == own.fidelities && again.problem.constraints == own.constraints)
        #expect(specification.canonicalYAML.contains("m: \(own.objectives.count)\n"))
    }

    @Test("Trials have the figures of the problem, whichever of its objectives and levels the file has")
    func figures() async throws {
        let folder = try TemporaryFolder()
        let extra = """
            objectives: [{name: f2, goal: maximize, reference: -2}, {name: f1, goal: maximize, reference: -2}]
            constraints: [{name: c2, at_least: 0.1}]
            fidelities: [{name: high, cost: 3}]
            """
        let path = folder.path + "/a.ingot"
        let specification = try Campaigns.specification(Self.yaml("name: mf-constrained", extra: extra))
        _ = try await CampaignRunner.begin(specification, checkpoint: path).run()
        let summary = try CampaignSummary(checkpoint: path)
        let problem = try SyntheticProblem.named("mf-constrained")
        #expect(summary.trials.count == 12 && summary.progress.spending.cost == 36)
        #expect(Set(summary.trials.map { $0.candidate.values[5] == nil }) == [true, false])
        for trial in summary.trials {
            guard case .evaluated(let objectives, let slacks) = problem.evaluate(trial.candidate, fidelity: 1) else {
                Issue.record("no figures")
                return
            }
            #expect(trial.objectives == [objectives[1], objectives[0]] && trial.constraints == [slacks[1]])
            #expect(trial.isFeasible == (slacks[1] >= 0.1))
        }
    }

    @Test("Dimension and number of objectives are free where the family has them free")
    func families() throws {
        let specification = try Campaigns.specification(Self.yaml("name: dtlz2, d: 12, m: 4"))
        #expect(specification.problem.space.dimension == 12 && specification.problem.objectives.count == 4)
        #expect(Self.error(Self.yaml("name: dtlz2, d: 3, m: 3"))?.key == "problem.d")
        #expect(Self.error(Self.yaml("name: dtlz2, m: 9"))?.key == "problem.m")
        #expect(Self.error(Self.yaml("name: osy, d: 7"))?.key == "problem.d")
        #expect(Self.error(Self.yaml("name: dtlz22"))?.accepted.contains("did you mean dtlz2") == true)
        #expect(Self.error(Self.yaml("name: osy", extra: "constraints: [{name: c7, at_least: 0}]"))?.line == 8)
        #expect(Self.error(Self.yaml("name: osy", extra: "fidelity: {lower: 0.5}"))?.key == "fidelity")
        #expect(Self.error(Self.yaml("name: osy", method: "simplex"))?.accepted.contains("mfbo, random") == true)
    }

    @Test("A continuous fidelity is 41 settings; a file may narrow it and change its cost")
    func continuousFidelity() throws {
        let specification = try Campaigns.specification(
            Self.yaml("name: mf-branin-currin", extra: "fidelity: {lower: 0.5, cost: {linear: [1, 9]}}"))
        #expect(specification.fidelities.count == 41)
        #expect(specification.fidelities.first?.setting == 0.5 && specification.fidelities.first?.cost == 5.5)
        #expect(specification.fidelities.last?.setting == 1 && specification.problem.fidelities.last?.cost == 10)
        let mistakes = [
            ("fidelity: {lower: -1}", "fidelity.lower"), ("fidelity: {lower: 0.7, upper: 0.7}", "fidelity.upper"),
            ("fidelity: {name: t}", "fidelity.name"), ("fidelity: {cost: 3}", "fidelity.cost"),
            ("fidelity: {cost: {linear: [1]}}", "fidelity.cost.linear"),
            ("fidelity: {cost: {linear: [1, -1]}}", "fidelity.cost"),
            ("fidelity: {cost: {linear: [0, 1]}}", "fidelity.cost"),
            ("fidelity: {cost: {exponential: 0}}", "fidelity.cost.exponential"),
            ("fidelity: {cost: {exponential: 1, linear: [1, 1]}}", "fidelity.cost"),
            ("fidelities: [{name: full}]", "fidelities"),
        ]
        for (text, key) in mistakes {
            let error = Self.error(Self.yaml("name: mf-branin-currin", extra: text))
            #expect(error?.key == key && error?.line == 8, "\(text): \(String(describing: error))")
        }
    }

    @Test("A program gets a continuous fidelity as a number, and the trial keeps its setting")
    func continuousProgram() async throws {
        let folder = try TemporaryFolder()
        let script = try folder.file(
            "run.sh", "sed 's/.*\"fidelity\":\\([^,]*\\),.*/{\"objectives\": {\"f\": \\1}}/'\n")
        let yaml = """
            version: 1
            name: program
            seed: 1
            problem: {kind: command, parameters: [{name: x, type: continuous, lower: 0, upper: 1}]}
            objectives: [{name: f, goal: maximize, reference: 0}]
            fidelity: {name: s, lower: 0.25, upper: 2.25, cost: {exponential: 1}, command: [sh, \(script)]}
            budget: {evaluations: 3}
            optimizer: {method: random}
            executor: {workers: 1}
            """
        let specification = try Campaigns.specification(yaml)
        #expect(specification.programs.count == 1)
        #expect(try Campaigns.specification(specification.canonicalYAML).fidelities == specification.fidelities)
        let path = folder.path + "/a.ingot"
        _ = try await CampaignRunner.begin(specification, checkpoint: path).run()
        let summary = try CampaignSummary(checkpoint: path)
        #expect(summary.trials.map(\.objectives) == [[2.25], [2.25], [2.25]])
        #expect(summary.trials.allSatisfy { $0.fidelity == 40 })
        // The other settings by the evaluator alone.
        let report = await CommandEvaluator(specification: specification).evaluate(
            EvaluationRequest(
                trial: 0, attempt: 1, candidate: Candidate(values: [.real(0.5)]), fidelity: 3, seed: 1))
        #expect(report.outcome == .evaluated(objectives: [0.4], constraints: []))
    }

    @Test("Start points may stand in files of their own")
    func startFiles() throws {
        let folder = try TemporaryFolder()
        _ = try folder.file("point.yaml", "x1: 0.25\nx2: 0.75\n")
        let text = Self.yaml("name: branin-currin", extra: "start: [point.yaml, {x1: 0, x2: 1}]")
        let specification = try CampaignSpecification(yaml: text, file: folder.path + "/a.yaml")
        #expect(specification.start.map(\.values) == [[.real(0.25), .real(0.75)], [.real(0), .real(1)]])
        _ = try folder.file("point.yaml", "x1: 0.25\n")
        #expect(throws: ConfigurationError.self) {
            try CampaignSpecification(yaml: text, file: folder.path + "/a.yaml")
        }
    }
}

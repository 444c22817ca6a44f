import BayesianOptimization
import Campaign
import ConfigurationFile
import Foundation
import SearchSpace
import Testing

struct CampaignSpecificationTests {
    private static let good = """
        version: 1
        name: good
        seed: 5
        problem:
          kind: command
          parameters:
            - {name: x, type: continuous, lower: 0.5, upper: 2, scale: log}
            - {name: n, type: integer, lower: 1, upper: 4}
            - {name: w, type: ordinal, values: [1, 2.5, 4]}
            - {name: flow, type: categorical, choices: [ws, "1f1b", true]}
            - {name: d, type: integer, lower: 1, upper: 9, when: {flow: [ws]}}
          requires: ["n * w <= 12"]
        objectives:
          - {name: speed, goal: maximize, reference: 0}
          - {name: loss, goal: minimize, reference: 1e3}
        constraints:
          - {name: heat, at_most: 85.5}
        fidelities:
          - {name: low, cost: 0.01, command: [sh, -c, "exit 1"]}
          - {name: high, cost: 1, command: [sh, run.sh], timeout_s: 9, retries: 2}
        budget: {cost: 20}
        optimizer: {method: mfbo}
        start: [{x: 1, n: 2, w: 4, flow: ws, d: 3}]
        executor: {kind: local, workers: 2}
        """

    @Test("A campaign file is read with its defaults filled in")
    func readsWithDefaults() throws {
        let specification = try CampaignSpecification(yaml: Self.good, file: "/tmp/good.yaml")
        #expect(specification.name == "good" && specification.seed == 5 && specification.workers == 2)
        #expect(specification.budget == .cost(20))
        // Two points more than twice the five parameters.
        #expect(specification.optimizer.initial == 12 && specification.optimizer.lookahead == 4)
        #expect(specification.optimizer.cheapLooksPerTarget == nil)
        #expect(specification.optimizer.order == .trial && specification.optimizer.cheapInitial == nil)
        #expect(specification.fidelities[0].program?.timeoutSeconds == 3600)
        #expect(specification.fidelities[1].program?.retries == 2)
        #expect(specification.folder == "/tmp")
        #expect(
            specification.start
                == [Candidate(values: [.real(1), .integer(2), .integer(4), .string("ws"), .integer(3)])])
        #expect(specification.problem.constraints.map(\.name) == ["heat"])
        #expect(
            specification.problem.space.parameters[3].domain
                == .categorical([.string("ws"), .string("1f1b"), .boolean(true)]))
    }

    @Test("The canonical text reads back to the same specification")
    func canonicalRoundTrip() throws {
        let noisy = Self.good.replacingOccurrences(of: "{method: mfbo}", with: "{method: ehvi, noise: true}")
        #expect(try CampaignSpecification(yaml: noisy, file: "c.yaml").optimizer.expectsNoise)
        var texts = [Self.good, noisy, Campaigns.twoLevels(start: "[{x: 0.5, width: 64, flow: os}]")]
        texts.append(
            Self.good.replacingOccurrences(of: "name: good", with: #"name: "a: 'b' \"c\" # {d} \\ é 😀 - true""#)
                .replacingOccurrences(of: "name: heat", with: "name: \"yes\""))
        for text in texts {
            let first = try CampaignSpecification(yaml: text, file: "/tmp/good.yaml")
            let second = try CampaignSpecification(yaml: first.canonicalYAML, file: "/tmp/good.yaml")
            #expect(second.canonicalYAML == first.canonicalYAML)
            #expect(second.name == first.name && second.seed == first.seed && second.workers == first.workers)
            #expect(second.problem.objectives == first.problem.objectives)
            #expect(second.problem.constraints == first.problem.constraints)
            #expect(second.problem.space.parameters == first.problem.space.parameters)
            #expect(second.problem.space.constraints.map(\.name) == first.problem.space.constraints.map(\.name))
            #expect(second.fidelities == first.fidelities && second.budget == first.budget)
            #expect(second.optimizer == first.optimizer && second.start == first.start)
        }
    }

    /// What is replaced in the good file, by what, and the line, key and accepted values that the error must name.
    struct Mistake: Sendable, CustomTestStringConvertible {
        var old: String
        var new: String
        var line: Int
        var key: String
        var accepted: String
        var testDescription: String { new }
    }

    static let mistakes: [Mistake] = [
        Mistake(old: "version: 1", new: "version: 2", line: 1, key: "version", accepted: "1"),
        Mistake(old: "name: good", new: "name: \"a\\tb\"", line: 2, key: "name", accepted: "1 to 100 characters"),
        Mistake(
            old: "name: good", new: "name: \(String(repeating: "a", count: 101))", line: 2, key: "name",
            accepted: "1 to 100"),
        Mistake(old: "name: good", new: "nam: good", line: 1, key: "", accepted: "'name'"),
        Mistake(old: "seed: 5", new: "seed: -1", line: 3, key: "seed", accepted: "at least 0"),
        Mistake(old: "seed: 5", new: "seed: 9223372036854775808", line: 3, key: "seed", accepted: "whole number"),
        Mistake(
            old: "kind: command", new: "kind: wafer-training-inference", line: 5, key: "problem.kind",
            accepted: "wafer-training, wafer-inference, synthetic, command"),
        Mistake(
            old: "kind: command", new: "kind: synthetic", line: 4, key: "problem", accepted: "the key 'name'"),
        Mistake(
            old: "method: mfbo", new: "method: mfbo, stop: {}", line: 22, key: "optimizer.stop",
            accepted: "target_hypervolume, stagnation"),
        Mistake(
            old: "method: mfbo", new: "method: mfbo, stop: {target_hypervolume: 0}", line: 22,
            key: "optimizer.stop.target_hypervolume", accepted: "above 0"),
        Mistake(
            old: "method: mfbo", new: "method: mfbo, stop: {stagnation: {trials: 5, tolerance: 1}}", line: 22,
            key: "optimizer.stop.stagnation.tolerance", accepted: "from 0 to below 1"),
        Mistake(
            old: "method: mfbo", new: "method: mfbo, stop: {remaining_gain: 1}", line: 22,
            key: "optimizer.stop.remaining_gain", accepted: "above 0 and below 1"),
        Mistake(
            old: "method: mfbo", new: "method: mfbo, stop: {stagnation: {tolerance: 0.1}}", line: 22,
            key: "optimizer.stop.stagnation", accepted: "the key 'trials'"),
        Mistake(
            old: "method: mfbo", new: "method: mfbo, initial: 0", line: 22, key: "optimizer.initial",
            accepted: "from 1 to"),
        Mistake(
            old: "kind: command", new: "kind: comand", line: 5, key: "problem.kind", accepted: "did you mean command"),
        Mistake(
            old: "lower: 0.5, upper: 2", new: "lower: 3, upper: 2", line: 7, key: "problem.parameters[0].upper",
            accepted: "at least the lower, 3.0"),
        Mistake(
            old: "lower: 0.5, upper: 2", new: "lower: 0, upper: 2", line: 7, key: "problem.parameters[0].scale",
            accepted: "lower above 0"),
        Mistake(
            old: "scale: log", new: "scale: cubic", line: 7, key: "problem.parameters[0].scale", accepted: "linear, log"
        ),
        Mistake(
            old: "type: integer, lower: 1, upper: 4", new: "type: integer, lower: 1.5, upper: 4", line: 8,
            key: "problem.parameters[1].lower", accepted: "whole number"),
        Mistake(
            old: "name: n, type", new: "name: x, type", line: 8, key: "problem.parameters[1].name",
            accepted: "each parameter once"),
        Mistake(
            old: "values: [1, 2.5, 4]", new: "values: [1, 4, 2.5]", line: 9, key: "problem.parameters[2]",
            accepted: "in order"),
        Mistake(
            old: "values: [1, 2.5, 4]", new: "values: []", line: 9, key: "problem.parameters[2].values",
            accepted: "at least one value"),
        Mistake(
            old: "type: ordinal", new: "type: orderly", line: 9, key: "problem.parameters[2].type",
            accepted: "continuous, integer, ordinal, categorical"),
        Mistake(
            old: "when: {flow: [ws]}", new: "when: {flow: [xs]}", line: 11, key: "problem.parameters[4]",
            accepted: "conditions name earlier parameters"),
        Mistake(
            old: "n * w <= 12", new: "n * wide <= 12", line: 12, key: "problem.requires[0]",
            accepted: "over the parameters"),
        Mistake(
            old: "n * w <= 12", new: "n * w <= 0", line: 12, key: "problem.requires[0]",
            accepted: "leave at least one point"),
        Mistake(
            old: "goal: maximize", new: "goal: up", line: 14, key: "objectives[0].goal", accepted: "maximize, minimize"),
        Mistake(
            old: "reference: 0}", new: "reference: .inf}", line: 14, key: "objectives[0].reference",
            accepted: "finite number"),
        Mistake(
            old: "name: loss", new: "name: speed", line: 15, key: "objectives[1].name", accepted: "each objective once"),
        Mistake(
            old: "at_most: 85.5", new: "at_most: 85.5, at_least: 1", line: 17, key: "constraints[0]",
            accepted: "exactly one of at_most, at_least"),
        Mistake(
            old: ", at_most: 85.5", new: "", line: 17, key: "constraints[0]",
            accepted: "exactly one of at_most, at_least"),
        Mistake(
            old: "at_most: 85.5", new: "at_mots: 85.5", line: 17, key: "constraints[0].at_mots",
            accepted: "did you mean at_most"),
        Mistake(
            old: "cost: 0.01", new: "cost: 1", line: 20, key: "fidelities[1]", accepted: "from cheap to dear"),
        Mistake(
            old: "cost: 1, command", new: "cost: 1e31, command", line: 20, key: "fidelities[1].cost",
            accepted: "at most 1e+30"),
        Mistake(old: "cost: 0.01", new: "cost: 0", line: 19, key: "fidelities[0].cost", accepted: "above 0"),
        Mistake(
            old: "command: [sh, run.sh]", new: "command: [no-such-program-anywhere]", line: 20,
            key: "fidelities[1].command", accepted: "executable file"),
        Mistake(
            old: "command: [sh, run.sh]", new: "command: [./passwd]", line: 20, key: "fidelities[1].command",
            accepted: "executable file"),
        Mistake(
            old: "command: [sh, run.sh]", new: "command: []", line: 20, key: "fidelities[1].command",
            accepted: "a program and its arguments"),
        Mistake(
            old: "command: [sh, run.sh]", new: "command: sh run.sh", line: 20, key: "fidelities[1].command",
            accepted: "a list"),
        Mistake(
            old: "timeout_s: 9", new: "timeout_s: 0", line: 20, key: "fidelities[1].timeout_s", accepted: "above 0"),
        Mistake(
            old: "retries: 2", new: "retries: 101", line: 20, key: "fidelities[1].retries", accepted: "from 0 to 100"),
        Mistake(old: "{cost: 20}", new: "{cost: 0}", line: 21, key: "budget.cost", accepted: "above 0"),
        Mistake(
            old: "{cost: 20}", new: "{cost: 20, evaluations: 3}", line: 21, key: "budget", accepted: "exactly one of"),
        Mistake(
            old: "{cost: 20}", new: "{evaluations: 0}", line: 21, key: "budget.evaluations", accepted: "at least 1"),
        Mistake(
            old: "method: mfbo", new: "method: bo", line: 22, key: "optimizer.method",
            accepted: "mfbo, random, sobol, nsga2"),
        Mistake(
            old: "method: mfbo", new: "method: mfbo, lookahead: 1025", line: 22, key: "optimizer.lookahead",
            accepted: "from 0 to 1024"),
        Mistake(
            old: "method: mfbo", new: "method: mfbo, lokahead: 2", line: 22, key: "optimizer.lokahead",
            accepted: "did you mean lookahead"),
        Mistake(old: "x: 1, n: 2", new: "x: 7, n: 2", line: 23, key: "start[0]", accepted: "in its range"),
        Mistake(
            old: "x: 1, n: 2, w: 4, flow: ws, d: 3}]", new: "x: 1}, 7]", line: 23, key: "start[0]",
            accepted: "in its range"),
        Mistake(old: "x: 1, n: 2", new: "x: 1, y: 2", line: 23, key: "start[0].y", accepted: "x, n, w"),
        Mistake(
            old: "executor: {kind: local, workers: 2}", new: "executor: {kind: local, workers: 0}", line: 24,
            key: "executor.workers", accepted: "from 1 to 256"),
        Mistake(
            old: "executor: {kind: local", new: "executor: {kind: pbs", line: 24, key: "executor.kind",
            accepted: "local, slurm"),
        Mistake(
            old: "executor: {kind: local, workers: 2}", new: "warm_start: a.ingot", line: 24, key: "warm_start",
            accepted: "checkpoint of an earlier campaign"),
        Mistake(
            old: "executor: {kind: local, workers: 2}", new: "fidelity: {name: s}", line: 24, key: "fidelity",
            accepted: "'fidelities'"),
        Mistake(
            old: "executor: {kind: local, workers: 2}", new: "exekutor: {}", line: 24, key: "exekutor",
            accepted: "did you mean executor"),
    ]

    @Test("A mistake is named in one line with its place and what is accepted", arguments: mistakes)
    func namesMistakes(mistake: Mistake) throws {
        let text = Self.good.replacingOccurrences(of: mistake.old, with: mistake.new)
        try #require(text != Self.good)
        do {
            _ = try CampaignSpecification(yaml: text, file: "/etc/campaign.yaml")
            Issue.record("accepted")
        } catch {
            #expect(error.line == mistake.line)
            #expect(error.key == mistake.key)
            #expect(error.accepted.contains(mistake.accepted), "\(error)")
            #expect(!error.description.contains("\n"))
            #expect(error.description.hasPrefix("/etc/campaign.yaml:\(mistake.line): "))
        }
    }

    private static let wafer = """
        version: 1
        name: wafer
        seed: 1
        problem:
          kind: wafer-training
          hardware: {preset: watos-config3}
          model: gpt3-13b
          training: {global_batch_sequences: 128, precision: fp16}
        objectives:
          - {name: tokens_per_s, goal: maximize, reference: 0}
          - {name: power_w, goal: minimize, reference: 30000}
        budget: {cost: 3}
        """

    @Test("A wafer campaign takes its fidelities, costs and limits from the evaluators")
    func waferDefaults() throws {
        let specification = try CampaignSpecification(yaml: Self.wafer, file: "/tmp/wafer.yaml")
        #expect(specification.fidelities.map(\.name) == ["analytical", "detailed"])
        #expect(specification.fidelities.map(\.cost) == [0.001, 1])
        #expect(specification.problem.constraints.map(\.name) == ["memory_use", "power_use"])
        #expect(specification.declaredConstraintCount == 0)
        let second = try CampaignSpecification(yaml: specification.canonicalYAML, file: "/tmp/wafer.yaml")
        #expect(second.canonicalYAML == specification.canonicalYAML)
        #expect(second.problem.space.parameters == specification.problem.space.parameters)
    }

    @Test("A wafer campaign names figures and fidelities that there are")
    func waferMistakes() throws {
        let cases = [
            ("name: tokens_per_s", "name: tokens", 10, "objectives[0].name"),
            ("budget: {cost: 3}", "fidelities: [{name: exact}]", 12, "fidelities[0].name"),
            (
                "budget: {cost: 3}", "fidelities: [{name: detailed}, {name: analytical, cost: 2}]", 12,
                "fidelities[1].name"
            ),
            ("budget: {cost: 3}", "constraints: [{name: memory_use, at_most: 2}]", 12, "constraints[0].name"),
            ("model: gpt3-13b", "model: gpt3-13b\n  colour: red", 8, "problem.colour"),
        ]
        for (old, new, line, key) in cases {
            let text = Self.wafer.replacingOccurrences(of: old, with: new)
            let error = #expect(throws: ConfigurationError.self) {
                try CampaignSpecification(yaml: text, file: "/tmp/wafer.yaml")
            }
            #expect(error?.line == line && error?.key == key, "\(String(describing: error))")
        }
    }

    @Test("Budgets are read as --budget takes them")
    func budgets() throws {
        let current = Budget.cost(10)
        #expect(try Budget(parsing: "150", current: current) == .cost(150))
        #expect(try Budget(parsing: "cost=1.5", current: current) == .cost(1.5))
        #expect(try Budget(parsing: "evaluations=300", current: current) == .evaluations(300))
        #expect(
            try Budget(parsing: "target_fidelity_evaluations=60", current: current) == .targetFidelityEvaluations(60))
        #expect(try Budget(parsing: "60", current: .evaluations(3)) == .evaluations(60))
        for text in ["", "cost=", "cost=0", "cost=nan", "evaluations=1.5", "money=3", "=3", "evaluations=0"] {
            #expect(throws: CampaignError.invalidBudget(text: text)) { try Budget(parsing: text, current: current) }
        }
    }
}

import BayesianOptimization
import Campaign
import ConfigurationFile
import Foundation
import SearchSpace

/// A folder that is removed with its owner.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "ingot-campaign-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String, _ text: String? = nil, isExecutable: Bool = false) throws -> String {
        let path = path + "/" + name
        if let text { try text.write(toFile: path, atomically: true, encoding: .utf8) }
        if isExecutable { try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path) }
        return path
    }
}

/// Campaign files of `command` problems for tests.
enum Campaigns {
    static func twoLevels(
        method: String = "mfbo", order: String = "trial", workers: Int = 2, budget: String = "{cost: 14}",
        lookahead: Int = 2, start: String = "[]"
    ) -> String {
        """
        version: 1
        name: two levels
        seed: 7
        problem:
          kind: command
          parameters:
            - {name: x, type: continuous, lower: 0, upper: 1}
            - {name: width, type: ordinal, values: [64, 128, 256]}
            - {name: flow, type: categorical, choices: [ws, os]}
            - {name: depth, type: integer, lower: 1, upper: 4, when: {flow: [ws]}}
          requires: ["width * x <= 200"]
        objectives:
          - {name: speed, goal: maximize, reference: 0}
          - {name: power, goal: minimize, reference: 10}
        constraints: [{name: heat, at_most: 4.5}]
        fidelities:
          - {name: low, cost: 0.1, command: [sh, -c, 'exit 1']}
          - {name: high, cost: 1, command: [sh, -c, 'exit 1']}
        budget: \(budget)
        optimizer: {method: \(method), initial: 4, cheap_initial: 8, lookahead: \(lookahead), order: \(order), population: 6}
        start: \(start)
        executor: {kind: local, workers: \(workers)}
        """
    }

    static func specification(_ yaml: String, file: String = "/tmp/test.yaml") throws -> CampaignSpecification {
        try CampaignSpecification(yaml: yaml, file: file)
    }

    /// One program, one objective, one constraint, three trials.
    static func program(_ script: String, extra: String = "", trials: Int = 3) -> String {
        """
        version: 1
        name: program
        seed: 3
        problem: {kind: command, parameters: [{name: x, type: continuous, lower: 0, upper: 1}]}
        objectives: [{name: f, goal: maximize, reference: 0}]
        constraints: [{name: c, at_least: 0}]
        fidelities:
          - {name: only, cost: 1, command: [sh, \(script)]\(extra)}
        budget: {evaluations: \(trials)}
        optimizer: {method: random}
        executor: {workers: 1}
        """
    }
}

/// A smooth two-objective problem over the space of `Campaigns.twoLevels`, with trial-dependent delays.
struct SmoothEvaluator: TrialEvaluator {
    var delay: @Sendable (Int) -> Duration = { _ in .zero }
    var failing: Set<Int> = []

    func evaluate(_ request: EvaluationRequest) async -> EvaluationReport {
        try? await Task.sleep(for: delay(request.trial))
        if Task.isCancelled {
            return .cancelled
        }
        let values = request.candidate.values
        let x = values[0]?.number ?? 0
        let width = (values[1]?.number ?? 0) / 64
        let depth = values[3]?.number ?? 2
        let error = request.fidelity == 0 ? 0.2 * x : 0
        if failing.contains(request.trial) {
            return EvaluationReport(outcome: .failed(reason: "told to fail"))
        }
        let outcome = Observation.Outcome.evaluated(
            objectives: [width * (1 - (x - 0.4) * (x - 0.4)) + 0.1 * depth + error, 1 + width + depth * x],
            constraints: [width + x + error])
        return EvaluationReport(outcome: outcome)
    }
}

/// Trial 7 answers only when trial 10 is asked: with three workers, after trial 8 or 9 has arrived.
actor OvertakingEvaluator: TrialEvaluator {
    private let inner = SmoothEvaluator()
    private var largest = -1

    func evaluate(_ request: EvaluationRequest) async -> EvaluationReport {
        largest = max(largest, request.trial)
        for _ in 0..<10_000 where request.trial == 7 && largest < 10 {
            try? await Task.sleep(for: .milliseconds(2))
        }
        return await inner.evaluate(request)
    }
}

/// A trial without its times: what two runs of one campaign must share.
struct TrialFigures: Hashable {
    var number: Int
    var candidate: Candidate
    var fidelity: Int
    var origin: String
    var state: TrialState
    var seed: UInt64
    var objectives: [Double]
    var reason: String
    var generator: RandomGenerator

    init(_ trial: TrialRecord) {
        number = trial.number
        candidate = trial.candidate
        fidelity = trial.fidelity
        origin = trial.origin
        state = trial.state
        seed = trial.seed
        objectives = trial.objectives
        reason = trial.reason
        generator = trial.generator
    }

    static func of(_ checkpoint: String) throws -> [TrialFigures] {
        try CampaignSummary(checkpoint: checkpoint).trials.map(TrialFigures.init)
    }
}

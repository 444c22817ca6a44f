import BayesianOptimization
import Campaign
import SearchSpace

/// Answers of programs.
///
/// One that is accepted has exactly the objectives and constraints that were asked for, all of them finite.
struct AnswerTarget: FuzzTarget {
    private struct Question: Sendable {
        var reader: CommandProtocol
        var objectives: Int
        var constraints: Int
    }

    private static let answers = [
        #"{"objectives": {"f1": 1.5, "f2": -0.2}, "constraints": {"c1": 0.3}}"#,
        #"{"objectives": {"f1": 1.5, "f2": -0.2}}"#,
        #"{"trial": 7, "attempt": 1, "status": "ok", "objectives": {"f1": 1e3, "f2": 4}, "constraints": {"c1": 0}}"#,
        #"{"status": "infeasible", "reason": "the tile does not fit"}"#,
        #"{"trial": 7, "status": "infeasible"}"#,
        "{\n  \"objectives\": {\n    \"f2\": 0.125,\n    \"f1\": -7e-3\n  },\n  \"constraints\": {\"c1\": -1}\n}\n",
        #"[{"objectives": {"f1": null, "f2": [1, 2], "f3": "x", "f4": true, "f5": {"a": {}}}}]"#,
        "Traceback (most recent call last):\n  File \"evaluate.py\", line 3\nValueError: nan\n",
    ]

    private let corpus: [[UInt8]]
    private let mutator: TextMutator
    private let questions: [Question]

    init() throws {
        corpus = Self.answers.map { Array($0.utf8) }
        mutator = TextMutator(corpus: corpus)
        questions = try ["constraints: [{name: c1, at_least: 0}]", ""].map { constraints in
            let specification = try CampaignSpecification(
                yaml: """
                    version: 1
                    name: answers
                    seed: 1
                    problem: {kind: command, parameters: [{name: x, type: continuous, lower: 0, upper: 1}]}
                    objectives: [{name: f1, goal: maximize, reference: 0}, {name: f2, goal: minimize, reference: 0}]
                    \(constraints)
                    fidelities: [{name: only, cost: 1, command: [sh]}]
                    budget: {evaluations: 10}
                    optimizer: {method: random}
                    """, file: "answers.yaml")
            return Question(
                reader: CommandProtocol(specification: specification), objectives: 2,
                constraints: constraints.isEmpty ? 0 : 1)
        }
    }

    func input(_ generator: inout RandomGenerator) -> [UInt8] {
        var text = corpus[generator.index(below: corpus.count)]
        mutator.mutate(&text, &generator)
        return text
    }

    func judge(_ bytes: [UInt8], _ generator: RandomGenerator, folder: String) async -> FuzzVerdict {
        var generator = generator
        let question = questions[generator.index(below: questions.count)]
        let request = EvaluationRequest(
            trial: 7, attempt: 1, candidate: Candidate(values: [.real(0.5)]), fidelity: 0, seed: 12345)
        switch question.reader.outcome(of: bytes, for: request) {
        case .evaluated(let objectives, let constraints):
            guard objectives.count == question.objectives, constraints.count == question.constraints else {
                return .broken("\(objectives.count) objectives and \(constraints.count) constraints")
            }
            guard (objectives + constraints).allSatisfy(\.isFinite) else {
                return .broken("figures that are not finite: \(objectives) \(constraints)")
            }
            return .accepted
        case .infeasible(let reason):
            let verdict = FuzzVerdict.refusal(reason)
            return verdict == .refused ? .accepted : verdict
        case .failed(let reason): return FuzzVerdict.refusal(reason)
        }
    }
}

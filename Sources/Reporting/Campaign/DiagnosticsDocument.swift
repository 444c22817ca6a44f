import BayesianOptimization
import Campaign
import GaussianProcess
import SearchSpace

/// The diagnostics of a campaign as a part of the JSON object of `status`.
struct DiagnosticsDocument: Encodable, Sendable {
    private struct Point: Encodable {
        let trial: Int
        let hypervolume: Double
    }

    private struct Usage: Encodable {
        let fidelity: String
        let proposed: Int
        let cost: Double
        let secondsPerEvaluation: Double?

        enum CodingKeys: String, CodingKey {
            case fidelity, proposed, cost
            case secondsPerEvaluation = "s_per_evaluation"
        }
    }

    private struct Agreement: Encodable {
        let fidelity: String
        let figure: String
        let count: Int
        let spearman: Double?
    }

    private struct Model: Encodable {
        let objective: String
        let count: Int?
        let coverage: Double?
        let relativeError: Double?
        let meanStandardizedSquare: Double?
        let importance: [String: Double]

        enum CodingKeys: String, CodingKey {
            case objective, count, coverage, importance
            case relativeError = "relative_error"
            case meanStandardizedSquare = "mean_standardized_square"
        }
    }

    private struct Remaining: Encodable {
        let expected: Double
        let limit: Double
        let relativeLimit: Double
        let bound: Double
        let rows: Int

        enum CodingKeys: String, CodingKey {
            case expected, limit, bound, rows
            case relativeLimit = "relative_limit"
        }
    }

    private struct InferredDesign: Encodable {
        let parameters: [String: JSONValue]
        let objectives: [String: Double]
        let deviations: [String: Double]
    }

    private struct InferredFront: Encodable {
        let evaluated: Bool
        let fidelity: String
        let rows: Int
        let hypervolume: Double
        let designs: [InferredDesign]

        init(_ inference: ContinuousFidelitySampler.Inference, problem: OptimizationProblem) {
            evaluated = false
            fidelity = problem.fidelities[problem.target].name
            rows = inference.rows
            hypervolume = inference.hypervolume
            let names = problem.objectives.map(\.name)
            designs = inference.front.map { point in
                var parameters: [String: JSONValue] = [:]
                for (parameter, value) in zip(problem.space.parameters, point.candidate.values) {
                    if let value { parameters[parameter.name] = JSONValue(value) }
                }
                return InferredDesign(
                    parameters: parameters,
                    objectives: Dictionary(zip(names, point.objectives), uniquingKeysWith: { first, _ in first }),
                    deviations: Dictionary(zip(names, point.deviations), uniquingKeysWith: { first, _ in first }))
            }
        }
    }

    private let history: [Point]
    private let usage: [Usage]
    private let agreement: [Agreement]
    private let secondsPerProposal: Double?
    private let bestKnownHypervolume: Double?
    private let remaining: Remaining?
    private let models: [Model]
    private let inferredFront: InferredFront?
    private let sampler: JSONValue?

    private enum CodingKeys: String, CodingKey {
        case history = "hypervolume_history"
        case usage = "by_fidelity"
        case agreement
        case secondsPerProposal = "s_per_proposal"
        case bestKnownHypervolume = "best_known_hypervolume"
        case remaining = "remaining_hypervolume"
        case models, sampler
        case inferredFront = "inferred_front"
    }

    init(_ summary: CampaignSummary) {
        let diagnostics = CampaignDiagnostics(summary)
        history = diagnostics.history.map { Point(trial: $0.trial, hypervolume: $0.hypervolume) }
        usage = diagnostics.usage.map {
            Usage(
                fidelity: $0.fidelity, proposed: $0.proposed, cost: $0.cost,
                secondsPerEvaluation: $0.secondsPerEvaluation)
        }
        agreement = diagnostics.agreement.map {
            Agreement(fidelity: $0.fidelity, figure: $0.figure, count: $0.count, spearman: $0.rankCorrelation)
        }
        secondsPerProposal = diagnostics.secondsPerProposal
        bestKnownHypervolume = summary.specification.synthetic?.best?.hypervolume
        let known = ModelDiagnostics(summary)
        remaining = known.remaining.map {
            Remaining(
                expected: $0.expected, limit: $0.limit, relativeLimit: $0.relativeLimit, bound: $0.bound,
                rows: $0.rows)
        }
        models = known.objectives.map { objective in
            Model(
                objective: objective.name, count: objective.leaveOneOut?.count,
                coverage: objective.leaveOneOut?.coverage, relativeError: objective.leaveOneOut?.relativeError,
                meanStandardizedSquare: objective.leaveOneOut?.meanStandardizedSquare,
                importance: Dictionary(
                    objective.importance.map { ($0.parameter, $0.share) }, uniquingKeysWith: { first, _ in first }))
        }
        inferredFront = known.inference.map { InferredFront($0, problem: summary.specification.problem) }
        sampler = JSONValue(json: summary.samplerDiagnostics.utf8)
    }
}

extension JSONValue {
    /// The value of a parameter.
    fileprivate init(_ value: ParameterValue) {
        switch value {
        case .real(let number): self = .number(number)
        case .integer(let number): self = .number(Double(number))
        case .string(let text): self = .string(text)
        case .boolean(let flag): self = .boolean(flag)
        }
    }
}

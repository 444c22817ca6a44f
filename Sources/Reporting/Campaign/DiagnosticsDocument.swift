import BayesianOptimization
import Campaign
import Foundation

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

    private let history: [Point]
    private let usage: [Usage]
    private let agreement: [Agreement]
    private let secondsPerProposal: Double?
    private let bestKnownHypervolume: Double?
    private let sampler: SamplerText?

    private enum CodingKeys: String, CodingKey {
        case history = "hypervolume_history"
        case usage = "by_fidelity"
        case agreement
        case secondsPerProposal = "s_per_proposal"
        case bestKnownHypervolume = "best_known_hypervolume"
        case sampler
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
        sampler = SamplerText(summary.samplerDiagnostics)
    }
}

/// A JSON text that a sampler wrote, to stand inside another object as what it is.
private indirect enum SamplerText: Codable, Sendable {
    case null
    case boolean(Bool)
    case number(Double)
    case text(String)
    case list([SamplerText])
    case object([String: SamplerText])

    /// The value of a text; `nil` where it is empty or no JSON.
    init?(_ text: String) {
        guard !text.isEmpty, let value = try? JSONDecoder().decode(SamplerText.self, from: Data(text.utf8)) else {
            return nil
        }
        self = value
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .boolean(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode([SamplerText].self) {
            self = .list(value)
        } else {
            self = .object(try container.decode([String: SamplerText].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .boolean(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .text(let value): try container.encode(value)
        case .list(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }
}

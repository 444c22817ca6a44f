package import BayesianOptimization
import Foundation
import SearchSpace

/// The JSON objects between a campaign and a program.
///
/// In: `{"trial": 7, "attempt": 1, "fidelity": "high", "seed": 12345, "parameters": {"x": 0.25}}`, with a number for
/// `fidelity` where that is continuous. Out:
/// `{"objectives": {"f": 1.5}, "constraints": {"c": 0.3}}` or `{"status": "infeasible", "reason": "..."}`. An answer may
/// repeat `trial` and `attempt`; it then counts for nothing where they are those of another request.
package struct CommandProtocol: Sendable {
    private let parameters: [String]
    private let objectives: [String]
    private let constraints: [String]
    private let fidelities: [ParameterValue]

    private struct Request: Encodable {
        var trial: Int
        var attempt: Int
        var fidelity: ParameterValue
        var seed: UInt64
        var parameters: [String: ParameterValue]
    }

    private struct Refusal: Error {
        var reason: String
    }

    /// The protocol of a campaign.
    package init(specification: CampaignSpecification) {
        parameters = specification.problem.space.parameters.map(\.name)
        objectives = specification.problem.objectives.map(\.name)
        constraints = specification.problem.constraints.map(\.name)
        fidelities = specification.fidelities.map { $0.setting.map { .real($0) } ?? .string($0.name) }
    }

    /// One line of JSON; inactive parameters are left out.
    func request(_ request: EvaluationRequest) throws -> String {
        var values: [String: ParameterValue] = [:]
        for (name, value) in zip(parameters, request.candidate.values) { values[name] = value }
        return try CheckpointStore.json(
            Request(
                trial: request.trial, attempt: request.attempt, fidelity: fidelities[request.fidelity],
                seed: request.seed, parameters: values)) + "\n"
    }

    /// What an answer says; a failure that names what is wrong where it is not one.
    package func outcome(of bytes: [UInt8], for request: EvaluationRequest) -> Observation.Outcome {
        do {
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw Refusal(reason: "the answer is not UTF-8")
            }
            guard !text.allSatisfy(\.isWhitespace) else { throw Refusal(reason: "the program wrote no answer") }
            let object = try Self.object(bytes, text: text)
            for (key, expected) in [("trial", request.trial), ("attempt", request.attempt)] {
                guard let found = object[key] else { continue }
                guard case .number(let number) = found, number == Double(expected) else {
                    throw Refusal(reason: "the answer is for \(key) \(Self.cut(found.description)), not \(expected)")
                }
            }
            if let status = object["status"] {
                if status.text == "infeasible" {
                    try only(["status", "reason", "trial", "attempt"], in: object)
                    let reason = object["reason"]?.text.map(Self.cut) ?? "the program says so"
                    return .infeasible(reason: reason.isEmpty ? "the program says so" : reason)
                }
                guard status.text == "ok" else {
                    throw Refusal(
                        reason: "the answer's status is \(Self.cut(status.description)), not infeasible or ok")
                }
            }
            try only(["status", "objectives", "constraints", "trial", "attempt"], in: object)
            let values = try figures(object["objectives"], names: objectives, what: "objective")
            let limited = try figures(object["constraints"], names: constraints, what: "constraint")
            return .evaluated(objectives: values, constraints: limited)
        } catch let refusal as Refusal {
            return .failed(reason: refusal.reason)
        } catch {
            return .failed(reason: "the answer cannot be read: \(error)")
        }
    }

    private func only(_ keys: [String], in object: [String: JSONValue]) throws(Refusal) {
        if let extra = object.keys.sorted().first(where: { !keys.contains($0) }) {
            throw Refusal(reason: "the answer has the unknown key '\(Self.cut(extra))'")
        }
    }

    private func figures(_ value: JSONValue?, names: [String], what: String) throws(Refusal) -> [Double] {
        if value == nil, names.isEmpty { return [] }
        guard let value else { throw Refusal(reason: "the answer has no '\(what)s'") }
        guard case .object(let object) = value else {
            throw Refusal(reason: "the answer's '\(what)s' is not an object")
        }
        var figures: [Double] = []
        for name in names {
            guard let found = object[name] else { throw Refusal(reason: "the answer lacks the \(what) '\(name)'") }
            guard case .number(let number) = found, number.isFinite else {
                throw Refusal(reason: "the \(what) '\(name)' is \(Self.cut(found.description)), not a finite number")
            }
            figures.append(number)
        }
        if let extra = object.keys.sorted().first(where: { !names.contains($0) }) {
            throw Refusal(reason: "the answer has the extra \(what) '\(Self.cut(extra))'")
        }
        return figures
    }

    private static func object(_ bytes: [UInt8], text: String) throws(Refusal) -> [String: JSONValue] {
        if case .object(let object)? = JSONValue(json: bytes) {
            if let key = JSONKeys.repeated(in: bytes) {
                throw Refusal(reason: "the answer has the key '\(cut(key))' twice")
            }
            return object
        }
        let words = text.split { !$0.isLetter }
        if let word = words.first(where: { ["nan", "inf", "infinity"].contains($0.lowercased()) }) {
            throw Refusal(reason: "the answer has \(word), not a finite number: '\(cut(text))'")
        }
        throw Refusal(reason: "the answer is not one JSON object: '\(cut(text))'")
    }

    private static func cut(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        let clean = String(
            String.UnicodeScalarView(line.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }))
        return clean.count > 160 ? clean.prefix(160) + "…" : clean
    }
}

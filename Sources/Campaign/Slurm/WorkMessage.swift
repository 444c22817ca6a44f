import BayesianOptimization
import Foundation
import SearchSpace

/// What goes through the shared folder, one JSON object a file.
package enum WorkMessage {
    /// What a worker must know of the campaign.
    struct Order: Codable, Sendable {
        var softwareVersion: String
        var specification: String
        var file: String
        var folder: String
        var seed: UInt64
    }

    /// A request for a fidelity that the campaign does not have.
    struct UnknownFidelity: Error {
        var index: Int
    }

    /// One attempt to be done.
    struct Request: Codable, Sendable {
        var token: Int
        var trial: Int
        var attempt: Int
        var candidate: Candidate
        var fidelity: Int
        var seed: UInt64

        init(_ attempt: TrialAttempt) {
            token = attempt.token
            trial = attempt.request.trial
            self.attempt = attempt.request.attempt
            candidate = attempt.request.candidate
            fidelity = attempt.request.fidelity
            seed = attempt.request.seed
        }

        /// The request for an evaluator; the candidate is checked against the space.
        func request(in specification: CampaignSpecification) throws -> EvaluationRequest {
            guard specification.fidelities.indices.contains(fidelity) else { throw UnknownFidelity(index: fidelity) }
            return EvaluationRequest(
                trial: trial, attempt: attempt,
                // JSON does not tell 1 from 1.0.
                candidate: try specification.problem.space.normalized(candidate), fidelity: fidelity, seed: seed)
        }
    }

    /// What came of one attempt.
    package struct Answer: Codable, Sendable {
        enum Ending: String, Codable {
            case evaluated, infeasible, failed, timedOut, notStarted, cancelled
        }

        var token: Int
        var trial: Int
        var worker: String
        var seconds: Double
        var ending: Ending
        var objectives: [Double] = []
        var constraints: [Double] = []
        var reason = ""
        var standardError = ""

        init(_ request: Request, worker: String, seconds: Double, report: EvaluationReport) {
            token = request.token
            trial = request.trial
            self.worker = worker
            self.seconds = seconds
            standardError = report.standardErrorTail
            switch report.ending {
            case .answered(.evaluated(let objectives, let constraints)):
                ending = .evaluated
                self.objectives = objectives
                self.constraints = constraints
            case .answered(.infeasible(let reason)):
                ending = .infeasible
                self.reason = reason
            case .answered(.failed(let reason)):
                ending = .failed
                self.reason = reason
            case .timedOut(let reason):
                ending = .timedOut
                self.reason = reason
            case .notStarted(let reason):
                ending = .notStarted
                self.reason = reason
            case .cancelled: ending = .cancelled
            }
        }

        /// What it says of the attempt.
        package var report: EvaluationReport {
            let ending: EvaluationReport.Ending =
                switch self.ending {
                case .evaluated: .answered(.evaluated(objectives: objectives, constraints: constraints))
                case .infeasible: .answered(.infeasible(reason: reason))
                case .failed: .answered(.failed(reason: reason))
                case .timedOut: .timedOut(reason: reason)
                case .notStarted: .notStarted(reason: reason)
                case .cancelled: .cancelled
                }
            return EvaluationReport(ending: ending, standardErrorTail: standardError)
        }
    }

    /// The name of the files of one attempt: sorted, the earliest trial comes first.
    static func name(trial: Int, token: Int) -> String { "\(padded(trial))-\(padded(token)).json" }

    /// The token in a file's name; `nil` for a name that is none of ours.
    static func token(of name: String) -> Int? {
        guard name.hasSuffix(".json") else { return nil }
        let parts = name.dropLast(5).split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let trial = Int(parts[0]), let token = Int(parts[1]),
            name == Self.name(trial: trial, token: token)
        else { return nil }
        return token
    }

    static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        // A figure that is not finite goes through as it is, so that it is refused as everywhere else.
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
    }

    /// Reads a message.
    package static func value<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return try decoder.decode(type, from: Data(bytes))
    }

    private static func padded(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 9 - digits.count)) + digits
    }
}

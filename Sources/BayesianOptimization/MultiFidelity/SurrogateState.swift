import Foundation
import GaussianProcess

/// What a `MultiFidelitySampler` must keep between trials: the hyperparameters, and on how many rows they were learned.
struct SurrogateState: Codable, Sendable, Hashable {
    /// One model's learned numbers.
    struct Model: Codable, Sendable, Hashable {
        /// The hyperparameters, in the units of the scaled targets.
        var hyperparameters: Hyperparameters
        /// The scaling of the targets when they were learned.
        var scaling: TargetScaling
        /// On how many observations they were learned.
        var rows: Int
    }

    /// By name of the quantity.
    var models: [String: Model] = [:]
    /// How often each fallback was taken.
    var fallbacks: [String: Int] = [:]
    /// How often hyperparameters were learned.
    var fits = 0

    mutating func count(_ fallback: String, by amount: Int = 1) {
        if amount > 0 { fallbacks[fallback, default: 0] += amount }
    }

    var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        guard let data = try? encoder.encode(self) else { return "" }
        return String(decoding: data, as: UTF8.self)
    }

    init() {}

    init(json: String) throws(OptimizationError) {
        if json.isEmpty {
            self.init()
            return
        }
        do {
            let decoder = JSONDecoder()
            decoder.nonConformingFloatDecodingStrategy = .convertFromString(
                positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
            self = try decoder.decode(SurrogateState.self, from: Data(json.utf8))
        } catch {
            throw .invalidState(reason: "it is not the JSON of a multi-fidelity sampler")
        }
    }
}

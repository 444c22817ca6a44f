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
        /// Whether the model is of the target level alone.
        var isTargetAlone = false
        /// The hyperparameters of all models that were compared, to start from at the next choice.
        var compared: [Hyperparameters] = []
        /// By how much the model of all levels predicted the target better than that of the target alone: the mean
        /// logarithm of the density of an observation left out; `nil` where they were not compared.
        var evidence: Double?
    }

    /// By name of the quantity.
    var models: [String: Model] = [:]
    /// How often each fallback was taken.
    var fallbacks: [String: Int] = [:]
    /// How often hyperparameters were learned.
    var fits = 0
    /// How many evaluations at a level that is looked up came since the last one at the target.
    var looks = 0
    /// The trials at that level whose candidates new ones descend from, best first.
    var parents: [Int] = []
    /// Whether the first exploration of that level is over.
    var isScreened = false

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

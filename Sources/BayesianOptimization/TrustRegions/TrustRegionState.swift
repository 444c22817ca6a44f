import Foundation
import GaussianProcess

/// What a `TrustRegionSampler` must keep between trials: hyperparameters and counters.
///
/// The regions themselves follow from the observations.
struct TrustRegionState: Codable, Sendable, Hashable {
    /// One model's learned numbers.
    struct Model: Codable, Sendable, Hashable {
        /// The hyperparameters, in the units of the scaled targets.
        var hyperparameters: Hyperparameters
        /// The scaling of the targets when they were learned.
        var scaling: TargetScaling
        /// How many observations the problem had then.
        var observations: Int
        /// How often the region had been started anew then.
        var restarts: Int
    }

    /// By name of the region and the quantity.
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
        guard let data = try? encoder.encode(self) else { return "" }
        return String(decoding: data, as: UTF8.self)
    }

    init() {}

    /// Takes back what `json` gave.
    ///
    /// - Throws: `OptimizationError.invalidState`.
    init(json: String) throws(OptimizationError) {
        if json.isEmpty { return }
        guard let state = try? JSONDecoder().decode(TrustRegionState.self, from: Data(json.utf8)), state.fits >= 0,
            state.fallbacks.values.allSatisfy({ $0 > 0 })
        else { throw .invalidState(reason: "it is not the JSON of a trust-region sampler") }
        self = state
    }
}

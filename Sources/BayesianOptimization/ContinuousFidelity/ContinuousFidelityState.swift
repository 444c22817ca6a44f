import Foundation
import GaussianProcess

/// What a `ContinuousFidelitySampler` must keep between trials.
struct ContinuousFidelityState: Codable, Sendable, Hashable {
    /// One model's learned numbers.
    struct Model: Codable, Sendable, Hashable {
        /// The covariance function of the greatest evidence.
        var kernel: FidelityKernel
        /// In the units of the scaled targets.
        var hyperparameters: Hyperparameters
        /// The scaling of the targets when they were learned.
        var scaling: TargetScaling
        /// On how many observations they were learned.
        var rows: Int
        /// On how many observations the kernel was chosen.
        var selectionRows: Int
        /// By kernel: its hyperparameters when it was last compared, to start from at the next choice.
        var others: [String: Hyperparameters] = [:]
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
            self = try JSONDecoder().decode(ContinuousFidelityState.self, from: Data(json.utf8))
        } catch {
            throw .invalidState(reason: "it is not the JSON of a continuous-fidelity sampler")
        }
    }
}

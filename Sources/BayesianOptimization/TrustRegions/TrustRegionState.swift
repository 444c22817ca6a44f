import GaussianProcess

/// What a `TrustRegionSampler` must keep between trials: hyperparameters and counters.
///
/// The regions themselves follow from the observations.
struct TrustRegionState: LearnedState {
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

    static let samplerName = "trust-region sampler"

    /// By name of the region and the quantity.
    var models: [String: Model] = [:]
    /// How often each fallback was taken.
    var fallbacks: [String: Int] = [:]
    /// How often hyperparameters were learned.
    var fits = 0
}

import GaussianProcess

/// What a `ContinuousFidelitySampler` must keep between trials.
struct ContinuousFidelityState: LearnedState {
    /// One model's learned numbers.
    struct Model: Codable, Sendable, Hashable {
        /// The covariance function of the greatest evidence.
        var kernel: FidelityKernel
        /// In the units of the scaled targets.
        var hyperparameters: Hyperparameters
        /// The scaling of the targets when they were learned.
        var scaling: TargetScaling
        /// How many observations there were when they were learned.
        var rows: Int
        /// How many there were when the kernel was chosen.
        var selectionRows: Int
        /// By kernel: its hyperparameters when it was last compared, to start from at the next choice.
        var others: [String: Hyperparameters] = [:]
    }

    static let samplerName = "continuous-fidelity sampler"

    /// By name of the quantity.
    var models: [String: Model] = [:]
    /// How often each fallback was taken.
    var fallbacks: [String: Int] = [:]
    /// How often hyperparameters were learned.
    var fits = 0
}

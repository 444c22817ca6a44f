import GaussianProcess

/// What a `MultiFidelitySampler` must keep between trials: the hyperparameters, and on how many rows they were learned.
struct SurrogateState: LearnedState {
    /// One model's learned numbers.
    struct Model: Codable, Sendable, Hashable {
        /// The hyperparameters, in the units of the scaled targets.
        var hyperparameters: Hyperparameters
        /// The scaling of the targets when they were learned.
        var scaling: TargetScaling
        /// On how many observations they were learned.
        var rows: Int
        /// How many more there were then; `nil` where none was left out.
        var leftOut: Int?
        /// Whether the model is of the target level alone.
        var isTargetAlone = false
        /// The hyperparameters of all models that were compared, to start from at the next choice.
        var compared: [Hyperparameters] = []
        /// By how much the model of all levels predicted the target better than that of the target alone: the mean
        /// logarithm of the density of an observation left out; `nil` where they were not compared.
        var evidence: Double?

        /// How many observations there were when they were learned.
        var observationCount: Int { rows + (leftOut ?? 0) }
    }

    static let samplerName = "multi-fidelity sampler"

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
    /// The state of the search at the target alone that has taken over; `nil` before that.
    var targetAlone: String?
}

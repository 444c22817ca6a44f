/// The settings of `ParEGOSampler`.
public struct ParEGOOptions: Sendable, Hashable {
    /// Where the weights of the objectives come from.
    public enum Weights: Sendable, Hashable {
        /// Multiples of 1 / divisions that add up to 1.
        case lattice(divisions: Int)
        /// Any weights that add up to 1, evenly.
        case simplex
    }

    /// How many Sobol points come first; `nil` takes 2 (d + 1), fewer than the author's 11 d - 1.
    public var initial: Int?
    /// The weights; the author takes lattices, of 10 divisions for two objectives, against which the whole simplex
    /// reached larger hypervolumes here.
    public var weights: Weights
    /// The share of the weighted sum that is added to the largest weighted objective; the author takes 0.05.
    public var augmentation: Double
    /// How the models are made.
    public var model: ModelOptions

    /// Makes settings.
    public init(
        initial: Int? = nil, weights: Weights = .simplex, augmentation: Double = 0.05,
        model: ModelOptions = ModelOptions()
    ) {
        self.initial = initial
        self.weights = weights
        self.augmentation = augmentation
        self.model = model
    }

    func validate() throws(OptimizationError) {
        try OptionCheck.require(initial ?? 1 >= 1, "initial", initial ?? 0, "at least 1")
        if case .lattice(let divisions) = weights {
            try OptionCheck.require(
                (1...1_000).contains(divisions), "weightDivisions", divisions, "from 1 to 1000")
        }
        try OptionCheck.require(
            augmentation >= 0 && augmentation.isFinite, "augmentation", augmentation, "0 or more")
        try model.validate()
    }
}

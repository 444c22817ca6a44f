/// The settings of `MFESSampler`.
public struct MFESOptions: Sendable, Hashable {
    /// How many trials draw Sobol points in place of model-based candidates.
    public var initial: Int
    /// The share 1/e of a rung that is passed on to the next fidelity, as e.
    public var reduction: Int
    /// The share of model-based trials that draw random candidates instead, a tenth as in the authors' library OpenBox.
    ///
    /// The combined variance is smaller than any of its parts, so that models alone can get stuck.
    public var randomShare: Double
    /// How the models are made.
    public var model: ModelOptions

    /// Makes settings.
    public init(
        initial: Int = 8, reduction: Int = 3, randomShare: Double = 0.1, model: ModelOptions = ModelOptions()
    ) {
        self.initial = initial
        self.reduction = reduction
        self.randomShare = randomShare
        self.model = model
    }

    func validate(levelCount: Int) throws(OptimizationError) {
        try OptionCheck.require(initial >= 1, "initial", initial, "at least 1")
        try OptionCheck.require((2...64).contains(reduction), "reduction", reduction, "from 2 to 64")
        try OptionCheck.require((0...1).contains(randomShare), "randomShare", randomShare, "from 0 to 1")
        var largest = 1
        for _ in 1..<max(1, levelCount) where largest < 1_000_000 { largest *= reduction }
        try OptionCheck.require(
            largest < 1_000_000, "reduction", reduction,
            "a number whose power of \(levelCount - 1) stays below a million")
        try model.validate()
    }
}

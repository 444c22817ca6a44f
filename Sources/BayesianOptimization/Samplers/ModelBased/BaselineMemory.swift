/// What a model-based baseline remembers: hyperparameters, which follow from the observations, and counts.
struct BaselineMemory: Sendable {
    /// The hyperparameters learned so far.
    var fits: MilestoneFits
    /// How often each fallback was taken.
    var fallbacks = FallbackCounter()

    init(problem: OptimizationProblem, options: ModelOptions) {
        fits = MilestoneFits(groups: problem.space.denseFeatureGroups, options: options)
    }
}

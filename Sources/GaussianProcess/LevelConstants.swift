/// What prediction needs of the hyperparameters, in flat tables and in the units of the scaled targets.
struct LevelConstants: Sendable {
    let levelCount: Int
    /// The weight of component k in level l at `k * levelCount + l`.
    let weights: [Double]
    let priorMeans: [Double]
    let priorVariances: [Double]
    /// The prior covariance of each level with the target level.
    let priorTargetCovariances: [Double]

    init(_ hyperparameters: Hyperparameters) {
        let levels = 0..<hyperparameters.levelCount
        levelCount = levels.count
        weights = levels.flatMap { lower in levels.map { hyperparameters.weight(of: lower, in: $0) } }
        priorMeans = levels.map { hyperparameters.priorMean(level: $0) }
        priorVariances = levels.map { hyperparameters.priorCovariance($0, $0) }
        priorTargetCovariances = levels.map { hyperparameters.priorCovariance($0, levels.count - 1) }
    }
}

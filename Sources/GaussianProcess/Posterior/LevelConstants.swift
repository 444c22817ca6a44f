/// What prediction needs of the hyperparameters, in flat tables and in the units of the scaled targets.
struct LevelConstants: Sendable {
    let levelCount: Int
    /// The weight of component k in level l at `k * levelCount + l`.
    let weights: [Double]
    /// The variance of each component, where its kernel has a value of 1.
    let variances: [Double]
    let priorMeans: [Double]

    init(_ hyperparameters: Hyperparameters) {
        let levels = 0..<hyperparameters.levelCount
        levelCount = levels.count
        weights = levels.flatMap { lower in levels.map { hyperparameters.weight(of: lower, in: $0) } }
        variances = levels.map { hyperparameters.variance(of: $0) }
        priorMeans = levels.map { hyperparameters.priorMean(level: $0) }
    }

    /// The prior covariance of two levels at one point, given the kernel of each component there.
    func covariance(_ first: Int, _ second: Int, diagonal: UnsafePointer<Double>) -> Double {
        var sum = 0.0
        for component in 0..<levelCount {
            sum +=
                variances[component] * diagonal[component] * weights[component * levelCount + first]
                * weights[component * levelCount + second]
        }
        return sum
    }
}

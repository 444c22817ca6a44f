/// What a Gaussian process believes at a batch of points, every level at its own point, in the targets' unit.
///
/// The variances are those of the functions, without noise. Element (i, l) of a list stands at `i * levelCount + l`.
public struct Posterior: Sendable, Hashable {
    /// How many points there are.
    public let count: Int
    /// How many levels there are.
    public let levelCount: Int
    /// The mean of each level at each point.
    public internal(set) var levelMeans: [Double]
    /// The variance of each level at each point, in the square of the unit.
    public internal(set) var levelVariances: [Double]
    /// The covariance of each level with the target level, at each point, in the square of the unit.
    public internal(set) var targetCovariances: [Double]
    /// How many variances came out below zero by rounding and were set to zero.
    public internal(set) var liftedVariances = 0

    init(count: Int, levelCount: Int) {
        self.count = count
        self.levelCount = levelCount
        let zeros = [Double](repeating: 0, count: count * levelCount)
        levelMeans = zeros
        levelVariances = zeros
        targetCovariances = zeros
    }

    /// The mean of the target level at a point.
    @inlinable
    public func mean(_ point: Int) -> Double { levelMeans[point * levelCount + levelCount - 1] }

    /// The variance of the target level at a point.
    @inlinable
    public func variance(_ point: Int) -> Double { levelVariances[point * levelCount + levelCount - 1] }

    /// The mean of a level at a point.
    @inlinable
    public func mean(_ point: Int, level: Int) -> Double { levelMeans[point * levelCount + level] }

    /// The variance of a level at a point.
    @inlinable
    public func variance(_ point: Int, level: Int) -> Double { levelVariances[point * levelCount + level] }

    /// The covariance of a level with the target level at a point.
    @inlinable
    public func targetCovariance(_ point: Int, level: Int) -> Double { targetCovariances[point * levelCount + level] }
}

/// The buffers that asking a model one point at a time uses again and again, and the last answer.
///
/// In the steady state (same model size) nothing is allocated. Values are in the targets' unit.
public struct PosteriorWorkspace: Sendable {
    var point: [Double] = []
    var right: [Double] = []
    var gram: [Double] = []
    /// The mean of each level.
    public internal(set) var levelMeans: [Double] = []
    /// The variance of each level, without noise.
    public internal(set) var levelVariances: [Double] = []
    /// The covariance of each level with the target level.
    public internal(set) var targetCovariances: [Double] = []
    /// How many variances came out below zero by rounding and were set to zero since the workspace was made.
    public internal(set) var liftedVariances = 0

    /// Makes an empty workspace, which grows with the first point.
    public init() {}

    /// The mean of the target level.
    public var mean: Double { levelMeans.last ?? .nan }

    /// The variance of the target level, without noise.
    public var variance: Double { levelVariances.last ?? .nan }

    /// Makes every buffer as long as a model needs it.
    mutating func prepare(points: Int, rows: Int, columns: Int, levels: Int) {
        Self.resize(&point, columns)
        Self.resize(&right, rows * levels * points)
        Self.resize(&gram, levels * levels)
        Self.resize(&levelMeans, levels)
        Self.resize(&levelVariances, levels)
        Self.resize(&targetCovariances, levels)
    }

    private static func resize(_ buffer: inout [Double], _ count: Int) {
        if buffer.count != count { buffer = [Double](repeating: 0, count: count) }
    }
}

/// The buffers that asking a model for a few points at a time uses again and again, and the last answer.
///
/// In the steady state (same model size, no more points than before) nothing is allocated. Values are in the targets'
/// unit, variances in its square.
public struct PosteriorWorkspace: Sendable {
    var point: [Double] = []
    var right: [Double] = []
    var gram: [Double] = []
    var slopes: [Double] = []
    var products: [Double] = []
    var tape: [Double] = []
    /// The kernel of each component at each point with itself, level by level.
    var diagonal: [Double] = []
    /// The mean of each level, from the last call for every level.
    public internal(set) var levelMeans: [Double] = []
    /// The variance of each level, without noise, from the last call for every level.
    public internal(set) var levelVariances: [Double] = []
    /// The covariance of each level with the target level, from the last call for every level.
    public internal(set) var targetCovariances: [Double] = []
    /// The mean of the target level at the first point.
    public internal(set) var mean = Double.nan
    /// The variance of the target level at the first point, without noise.
    public internal(set) var variance = Double.nan
    /// The mean of the target level at each point of the last call for the target level.
    public internal(set) var means: [Double] = []
    /// The variance of the target level, without noise, at each point of the last call for the target level.
    public internal(set) var variances: [Double] = []
    /// The derivatives of the target's mean: that by column c at point i stands at `i * columns + c`.
    public internal(set) var meanGradient: [Double] = []
    /// The derivatives of the target's variance: that by column c at point i stands at `i * columns + c`.
    public internal(set) var varianceGradient: [Double] = []
    /// How many variances came out below zero by rounding and were set to zero since the workspace was made.
    public internal(set) var liftedVariances = 0

    /// Makes an empty workspace, which grows with the first point.
    public init() {}

    /// Makes every buffer as long as a model needs it to answer for every level.
    mutating func prepare(points: Int, rows: Int, columns: Int, levels: Int, tape size: Int) {
        Self.grow(&tape, size)
        Self.grow(&diagonal, points * levels)
        Self.grow(&point, columns)
        Self.grow(&right, rows * levels * points)
        Self.resize(&gram, levels * levels)
        Self.resize(&levelMeans, levels)
        Self.resize(&levelVariances, levels)
        Self.resize(&targetCovariances, levels)
    }

    /// Makes every buffer as long as a model needs it to answer for the target level.
    mutating func prepareTarget(points: Int, rows: Int, columns: Int, levels: Int, tape size: Int, gradient: Bool) {
        Self.grow(&tape, size)
        Self.grow(&diagonal, points * levels)
        Self.grow(&point, columns * levels * points)
        Self.grow(&right, rows * points)
        Self.grow(&products, 2 * rows)
        Self.grow(&means, points)
        Self.grow(&variances, points)
        if gradient {
            Self.grow(&slopes, rows * levels * points)
            Self.grow(&meanGradient, points * columns)
            Self.grow(&varianceGradient, points * columns)
        }
    }

    private static func resize(_ buffer: inout [Double], _ count: Int) {
        if buffer.count != count { buffer = [Double](repeating: 0, count: count) }
    }

    private static func grow(_ buffer: inout [Double], _ count: Int) {
        if buffer.count < count { buffer = [Double](repeating: 0, count: count) }
    }
}

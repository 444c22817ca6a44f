import Glibc

/// The affine map between the unit of the targets and the units in which a model works: y = location + scale z.
public struct TargetScaling: Sendable, Hashable, Codable {
    /// What is subtracted, in the targets' unit.
    public var location: Double
    /// What is divided by, positive, in the targets' unit.
    public var scale: Double

    /// Makes a map of its two numbers.
    public init(location: Double, scale: Double) {
        self.location = location
        self.scale = scale
    }

    /// Leaves values as they are.
    public static let identity = TargetScaling(location: 0, scale: 1)

    /// The map under which targets have mean 0 and, within a level, variance 1.
    ///
    /// One map serves all levels, so that a factor of 1 between two levels keeps its meaning. The location is the mean
    /// of all targets. The scale is the standard deviation around each level's own mean, pooled, with n minus the
    /// number of observed levels in the denominator; an offset between levels does not widen it. Where that is zero, or
    /// lost in rounding (one observation a level, or equal ones), the scale is the largest absolute target, and 1 when
    /// every target is zero.
    public static func standardizing(_ data: TrainingData) -> TargetScaling {
        let largest = data.targets.reduce(0) { max($0, abs($1)) }
        guard largest > 0 else { return .identity }
        let count = Double(data.count)
        let location = data.targets.reduce(0) { $0 + $1 / largest } / count
        var sums = [Double](repeating: 0, count: data.levelCount)
        var counts = [Int](repeating: 0, count: data.levelCount)
        for (level, target) in zip(data.levels, data.targets) {
            sums[level] += target / largest
            counts[level] += 1
        }
        var squares = 0.0
        for (level, target) in zip(data.levels, data.targets) {
            let gap = target / largest - sums[level] / Double(counts[level])
            squares += gap * gap
        }
        let freedom = data.count - counts.count(where: { $0 > 0 })
        let deviation = freedom > 0 ? sqrt(squares / Double(freedom)) : 0
        return TargetScaling(
            location: location * largest, scale: deviation > 1e-12 ? deviation * largest : largest)
    }

    /// A value in the model's units.
    public func standardized(_ value: Double) -> Double { (value - location) / scale }

    /// A value of the model in the targets' unit.
    public func restored(_ value: Double) -> Double { location + scale * value }
}

/// What can go wrong while a function is minimised.
public enum LocalOptimizationError: Error, Sendable {
    /// The start and the bounds differ in length, or have none.
    case dimensionMismatch(start: Int, lower: Int, upper: Int)
    /// A lower bound lies above its upper bound, or one of them is NaN: the coordinate, and the bounds.
    case invalidBounds(coordinate: Int, lower: Double, upper: Double)
    /// The start is not finite or lies outside the bounds: the coordinate and its value.
    case startOutsideBounds(coordinate: Int, value: Double)
    /// The budget allows no evaluation.
    case emptyBudget(evaluations: Int)
    /// The objective gave a NaN or an infinity: its value and the point.
    case valueNotFinite(value: Double, point: [Double])
    /// The gradient holds a NaN or an infinity: the coordinate and the point.
    case gradientNotFinite(coordinate: Int, point: [Double])
    /// The objective threw; the search was stopped at once.
    case objectiveFailed(any Error)
    /// NLopt refused the problem: its own message.
    case refused(algorithm: String, message: String)
}

extension LocalOptimizationError: CustomStringConvertible {
    /// What happened and what to do about it.
    public var description: String {
        switch self {
        case .dimensionMismatch(let start, let lower, let upper):
            "The start has \(start) coordinates, the bounds have \(lower) and \(upper): pass equal, non-zero numbers."
        case .invalidBounds(let coordinate, let lower, let upper):
            "The bounds of coordinate \(coordinate) are [\(lower), \(upper)]: the lower one must not be above the upper."
        case .startOutsideBounds(let coordinate, let value):
            "The start's coordinate \(coordinate) is \(value), outside its bounds: move the start inside."
        case .emptyBudget(let evaluations):
            "The budget of \(evaluations) evaluations allows none: allow at least 1."
        case .valueNotFinite(let value, let point):
            "The objective is \(value) at \(point): narrow the bounds or make the objective finite there."
        case .gradientNotFinite(let coordinate, let point):
            "The gradient's coordinate \(coordinate) is not finite at \(point): correct the gradient."
        case .objectiveFailed(let error):
            "The objective failed: \(error)"
        case .refused(let algorithm, let message):
            "NLopt refused \(algorithm): \(message)"
        }
    }
}

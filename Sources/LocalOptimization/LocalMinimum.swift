/// Where a local search ended.
public struct LocalMinimum: Sendable, Hashable {
    /// Why a search ended.
    public enum StopReason: String, Sendable, Hashable, Codable {
        /// The method's own criterion of a minimum holds.
        case converged
        /// The value changes by less than its tolerance.
        case valueTolerance
        /// The point changes by less than its tolerance.
        case pointTolerance
        /// The budget is used up.
        case evaluationLimit
        /// Rounding errors, or a line search without descent, allow no further progress.
        case noProgress
    }

    /// The best point that was evaluated.
    public var point: [Double]
    /// The objective there.
    public var value: Double
    /// How many evaluations were used.
    public var evaluations: Int
    /// Why the search ended.
    public var stopReason: StopReason

    /// Makes a result of its parts.
    public init(point: [Double], value: Double, evaluations: Int, stopReason: StopReason) {
        self.point = point
        self.value = value
        self.evaluations = evaluations
        self.stopReason = stopReason
    }
}

/// Whether the values of an acquisition function tell the candidates apart.
///
/// A maximiser of a flat acquisition returns an arbitrary candidate, so that its caller ought to say so and to fall
/// back on a rule of its own.
public enum AcquisitionFlatness: Sendable, Hashable {
    /// Some candidate is better than another.
    case informative
    /// There are no candidates.
    case empty
    /// No candidate has any chance of improvement: every logarithm is minus infinity or not a number.
    case impossible
    /// All logarithms lie within rounding of each other.
    case constant

    /// Whether the values do not tell the candidates apart.
    public var isFlat: Bool { self != .informative }

    /// Judges the logarithms of the scored candidates.
    ///
    /// - Parameters:
    ///   - logValues: One logarithm a candidate; NaN counts as minus infinity.
    ///   - tolerance: The range that counts as rounding, relative to the larger of 1 and the largest logarithm.
    public init(_ logValues: [Double], tolerance: Double = 1e-12) {
        guard !logValues.isEmpty else {
            self = .empty
            return
        }
        var (lowest, highest) = (Double.infinity, -Double.infinity)
        for value in logValues {
            let value = value.isNaN ? -.infinity : value
            lowest = min(lowest, value)
            highest = max(highest, value)
        }
        if highest == -.infinity {
            self = .impossible
        } else if lowest == highest || highest - lowest <= tolerance * max(1, abs(highest)) {
            // A single candidate is a choice without an alternative, not a flat function.
            self = logValues.count == 1 ? .informative : .constant
        } else {
            self = .informative
        }
    }
}

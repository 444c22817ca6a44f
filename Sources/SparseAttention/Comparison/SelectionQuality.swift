/// How well the kept keys stand for all, summed over rows so that heads can be joined.
public struct SelectionQuality: Sendable, Hashable {
    /// The rows looked at.
    public internal(set) var rows = 0
    var recallSum = 0.0
    var massSum = 0.0
    var squaredError = 0.0
    var squaredOutput = 0.0
    /// Keys kept over all rows.
    public internal(set) var keptKeys = 0
    /// Keys seen over all rows.
    public internal(set) var visibleKeys = 0

    /// Starts from nothing.
    public init() {}

    /// The share of the exact best keys that are kept, the mean over rows; of as many keys as the quotas come to, so
    /// that what a radius clips counts as missed.
    public var recall: Double { rows == 0 ? 0 : recallSum / Double(rows) }

    /// The part of the dense softmax that falls on kept keys, the mean over rows.
    public var softmaxMassKept: Double { rows == 0 ? 0 : massSum / Double(rows) }

    /// The norm of the output's error over the norm of the dense output; 0 where both are zero.
    public var outputRelativeError: Double {
        squaredOutput > 0 ? (squaredError / squaredOutput).squareRoot() : squaredError.squareRoot()
    }

    /// The share of the visible keys that are kept.
    public var keptShare: Double { visibleKeys == 0 ? 0 : Double(keptKeys) / Double(visibleKeys) }

    /// Joins two.
    public static func += (left: inout SelectionQuality, right: SelectionQuality) {
        left.rows += right.rows
        left.recallSum += right.recallSum
        left.massSum += right.massSum
        left.squaredError += right.squaredError
        left.squaredOutput += right.squaredOutput
        left.keptKeys += right.keptKeys
        left.visibleKeys += right.visibleKeys
    }
}

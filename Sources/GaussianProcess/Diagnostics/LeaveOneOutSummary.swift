import Glibc

/// A few numbers that say whether a model's predictions of left-out observations can be trusted.
public struct LeaveOneOutSummary: Sendable, Hashable, Codable {
    /// How many observations were left out in turn.
    public let count: Int
    /// The share of them inside the central 95 percent of their prediction: 0.95 where the model is right.
    public let coverage: Double
    /// The mean square of the standardised residuals: 1 where the model is right, above where it is too sure.
    public let meanStandardizedSquare: Double
    /// The mean logarithm of the predicted density, per unit of the targets.
    public let meanLogDensity: Double
    /// The root of the mean square residual over the standard deviation (n) of the targets; `nil` when that is zero.
    public let relativeError: Double?
    /// The row of the observation with the largest standardised residual.
    public let worstRow: Int
    /// That residual, with its sign.
    public let worstStandardizedResidual: Double

    /// Summarises.
    ///
    /// - Parameters:
    ///   - leaveOneOut: The predictions.
    ///   - level: Counts the observations of one level alone.
    /// - Returns: `nil` when there is no such observation.
    public init?(_ leaveOneOut: LeaveOneOut, level: Int? = nil) {
        let rows = leaveOneOut.targets.indices.filter { level == nil || leaveOneOut.levels[$0] == level }
        guard let first = rows.first else { return nil }
        count = rows.count
        let total = Double(rows.count)
        let standardized = leaveOneOut.standardizedResiduals
        coverage = Double(rows.count { abs(standardized[$0]) <= 1.959_963_984_540_054 }) / total
        meanStandardizedSquare = rows.reduce(0) { $0 + standardized[$1] * standardized[$1] } / total
        meanLogDensity =
            rows.reduce(0) { sum, row in
                sum - 0.5 * standardized[row] * standardized[row] - 0.5 * log(leaveOneOut.variances[row])
            } / total - 0.918_938_533_204_672_8
        let worst = rows.reduce(first) { abs(standardized[$1]) > abs(standardized[$0]) ? $1 : $0 }
        worstRow = worst
        worstStandardizedResidual = standardized[worst]

        let mean = rows.reduce(0) { $0 + leaveOneOut.targets[$1] / total }
        let deviation = sqrt(
            rows.reduce(0) { $0 + (leaveOneOut.targets[$1] - mean) * (leaveOneOut.targets[$1] - mean) / total })
        let error = sqrt(
            rows.reduce(0) { sum, row in
                let gap = leaveOneOut.targets[row] - leaveOneOut.means[row]
                return sum + gap * gap / total
            })
        relativeError = deviation > 0 ? error / deviation : nil
    }
}

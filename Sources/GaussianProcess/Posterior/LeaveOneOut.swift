import Glibc

/// What a model would have predicted for each of its observations without it, in the order of the data.
public struct LeaveOneOut: Sendable, Hashable {
    /// The mean that the others predict, in the targets' unit.
    public let means: [Double]
    /// The variance that the others predict for the observation, noise included, in the square of the unit.
    public let variances: [Double]
    /// What was observed, in the targets' unit.
    public let targets: [Double]
    /// The level of each observation.
    public let levels: [Int]

    /// Observation minus prediction, in the targets' unit.
    public var residuals: [Double] { zip(targets, means).map { $0 - $1 } }

    /// Residuals divided by the predicted standard deviations: standard normal where the model is right.
    public var standardizedResiduals: [Double] { zip(residuals, variances).map { $0 / sqrt($1) } }

    /// The mean logarithm of the predicted density at the observations.
    public var meanLogDensity: Double {
        let logs = zip(standardizedResiduals, variances).map { z, variance in
            -0.5 * z * z - 0.5 * log(variance) - 0.918_938_533_204_672_8
        }
        return logs.reduce(0, +) / Double(logs.count)
    }

    /// The share of the observations whose standardised residual lies within plus or minus a bound.
    ///
    /// - Parameters:
    ///   - bound: In standard deviations; 1.96 should cover 95 percent.
    ///   - level: Counts the observations of one level alone.
    /// - Returns: Between 0 and 1; `nil` when there is no such observation.
    public func coverage(within bound: Double, level: Int? = nil) -> Double? {
        var (inside, total) = (0, 0)
        for (index, residual) in standardizedResiduals.enumerated() where level == nil || levels[index] == level {
            total += 1
            if abs(residual) <= bound { inside += 1 }
        }
        return total == 0 ? nil : Double(inside) / Double(total)
    }
}

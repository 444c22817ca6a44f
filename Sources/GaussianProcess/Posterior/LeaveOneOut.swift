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

    /// The logarithm of the predicted density at each observation.
    public var logDensities: [Double] {
        zip(standardizedResiduals, variances).map { z, variance in
            -0.5 * z * z - 0.5 * log(variance) - 0.918_938_533_204_672_8
        }
    }

    /// The mean logarithm of the predicted density at the observations.
    public var meanLogDensity: Double {
        let logs = logDensities
        return logs.reduce(0, +) / Double(logs.count)
    }

    /// The mean logarithm of the predicted density at the observations of a level; `nil` when there is none.
    public func meanLogDensity(level: Int) -> Double? {
        let logs = zip(logDensities, levels).filter { $0.1 == level }.map(\.0)
        return logs.isEmpty ? nil : logs.reduce(0, +) / Double(logs.count)
    }

    /// How well the model knows its own errors, level by level; levels without observations are left out.
    public var calibration: [LevelCalibration] {
        let residuals = standardizedResiduals
        return Set(levels).sorted().compactMap { level in
            let own = zip(residuals, levels).filter { $0.1 == level }.map(\.0)
            guard let density = meanLogDensity(level: level),
                let share = coverage(within: 1.959_963_984_540_054, level: level)
            else { return nil }
            let count = Double(own.count)
            return LevelCalibration(
                level: level, count: own.count, meanLogDensity: density, coverage95: share,
                residualMean: own.reduce(0, +) / count,
                residualRootMeanSquare: (own.reduce(0) { $0 + $1 * $1 } / count).squareRoot(),
                largestResidual: own.reduce(0) { max($0, abs($1)) })
        }
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

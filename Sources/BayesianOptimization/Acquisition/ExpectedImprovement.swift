import Glibc

/// The expected improvement of a normal variable over the best value so far; larger is better.
///
/// J. Mockus, V. Tiesis and A. Zilinskas, "The application of Bayesian methods for seeking the extremum" (1978).
public enum ExpectedImprovement {
    /// The logarithm of E[max(f - best, 0)] for f normal.
    ///
    /// - Parameters:
    ///   - mean: The mean of f.
    ///   - deviation: The standard deviation of f, at least 0; at 0 the improvement is certain or impossible.
    ///   - best: The value to exceed.
    /// - Returns: Finite for every positive deviation, however small the improvement; minus infinity where it is
    ///   impossible.
    public static func logValue(mean: Double, deviation: Double, best: Double) -> Double {
        guard deviation > 0 else { return mean > best ? log(mean - best) : -.infinity }
        return log(deviation) + StandardNormal.logImprovement((mean - best) / deviation)
    }

    /// The logarithm of E[max(f - best, 0)] and its derivatives by the mean and by the deviation of f.
    ///
    /// With u = (mean - best) / deviation they are Phi(u) / (deviation h(u)) and phi(u) / (deviation h(u)), taken as
    /// ratios that do not underflow. At a deviation of 0 the second is 0; where no improvement is possible both are.
    public static func logValueWithDerivatives(
        mean: Double, deviation: Double, best: Double
    ) -> (value: Double, byMean: Double, byDeviation: Double) {
        guard deviation > 0 else {
            return mean > best ? (log(mean - best), 1 / (mean - best), 0) : (-.infinity, 0, 0)
        }
        let ratios = StandardNormal.improvementRatios((mean - best) / deviation)
        return (
            logValue(mean: mean, deviation: deviation, best: best), ratios.distribution / deviation,
            ratios.density / deviation
        )
    }
}

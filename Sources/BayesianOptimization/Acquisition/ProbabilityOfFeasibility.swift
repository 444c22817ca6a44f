import Glibc

/// The probability that a normal variable reaches a bound: an outcome constraint holds where it does.
///
/// M. Schonlau, W. Welch and D. Jones, "Global versus local search in constrained optimization of computer models"
/// (1998).
public enum ProbabilityOfFeasibility {
    /// The logarithm of the probability that c >= bound for c normal.
    ///
    /// - Parameters:
    ///   - mean: The mean of c.
    ///   - deviation: The standard deviation of c, at least 0; at 0 the constraint holds or does not.
    ///   - bound: The smallest feasible value.
    public static func logValue(mean: Double, deviation: Double, bound: Double = 0) -> Double {
        guard deviation > 0 else { return mean >= bound ? 0 : -.infinity }
        return StandardNormal.logDistribution((mean - bound) / deviation)
    }

    /// The logarithm of the probability that c >= bound and its derivatives by the mean and the deviation of c.
    ///
    /// With u = (mean - bound) / deviation the slope in u is phi(u) / Phi(u), the inverse of a Mills ratio, which does
    /// not underflow below 0. At a deviation of 0 both derivatives are 0.
    public static func logValueWithDerivatives(
        mean: Double, deviation: Double, bound: Double = 0
    ) -> (value: Double, byMean: Double, byDeviation: Double) {
        guard deviation > 0 else { return (mean >= bound ? 0 : -.infinity, 0, 0) }
        let u = (mean - bound) / deviation
        let slope = StandardNormal.logDistributionSlope(u) / deviation
        // Above 0 the density falls faster than u rises; the product with an infinite u is 0.
        return (StandardNormal.logDistribution(u), slope, slope == 0 ? 0 : -u * slope)
    }
}

import Glibc

/// A weighted mixture of distributions in the targets' unit.
public struct TransformedMixture: Sendable, Hashable {
    /// The weights, which sum to 1.
    public let weights: [Double]
    /// The distributions.
    public let parts: [TransformedNormal]
    /// The mean, in the targets' unit.
    public let mean: Double
    /// The variance, in the square of the unit: the parts' own and that between their means.
    public let variance: Double

    /// Makes a mixture.
    ///
    /// - Parameters:
    ///   - weights: Positive, one a part; they are divided by their sum.
    ///   - parts: At least one.
    public init(weights: [Double], parts: [TransformedNormal]) {
        let total = weights.reduce(0, +)
        let shares = weights.map { $0 / total }
        let mean = zip(shares, parts).reduce(0) { $0 + $1.0 * $1.1.mean }
        self.weights = shares
        self.parts = parts
        self.mean = mean
        variance = zip(shares, parts).reduce(0) {
            $0 + $1.0 * ($1.1.variance + ($1.1.mean - mean) * ($1.1.mean - mean))
        }
    }

    /// The logarithm of the density at a target, per unit of the targets.
    public func logDensity(_ target: Double) -> Double {
        let logs = parts.map { $0.logDensity(target) }
        guard let top = logs.max(), top > -.infinity else { return -.infinity }
        return top + log(zip(weights, logs).reduce(0) { $0 + $1.0 * exp($1.1 - top) })
    }

    /// The probability of a value above a bound.
    public func probability(above bound: Double) -> Double {
        zip(weights, parts).reduce(0) { $0 + $1.0 * $1.1.probability(above: bound) }
    }
}

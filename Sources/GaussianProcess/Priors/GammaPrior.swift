import Glibc

/// A gamma distribution over a positive number.
public struct GammaPrior: Sendable, Hashable, Codable {
    /// The shape, positive.
    public var shape: Double
    /// The rate, positive: the reciprocal of the scale.
    public var rate: Double

    /// Makes a distribution.
    public init(shape: Double, rate: Double) {
        self.shape = shape
        self.rate = rate
    }

    /// The value of greatest density; 0 where the shape is below 1.
    public var mode: Double { max(0, (shape - 1) / rate) }

    /// The logarithm of the density (over the value, not over its logarithm) where the value's logarithm is given.
    public func logDensity(logValue: Double) -> Double {
        shape * log(rate) - lgamma(shape) + (shape - 1) * logValue - rate * exp(logValue)
    }

    /// The derivative of `logDensity(logValue:)` by the logarithm of the value.
    public func logDensityDerivative(logValue: Double) -> Double {
        shape - 1 - rate * exp(logValue)
    }
}

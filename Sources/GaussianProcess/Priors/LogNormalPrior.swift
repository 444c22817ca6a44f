import Glibc

/// A log-normal distribution over a positive number.
public struct LogNormalPrior: Sendable, Hashable, Codable {
    /// The mean of the logarithm.
    public var location: Double
    /// The standard deviation of the logarithm, positive.
    public var scale: Double

    /// Makes a distribution.
    public init(location: Double, scale: Double) {
        self.location = location
        self.scale = scale
    }

    /// The value of greatest density.
    public var mode: Double { exp(location - scale * scale) }

    /// The median.
    public var median: Double { exp(location) }

    /// The logarithm of the density (over the value, not over its logarithm) where the value's logarithm is given.
    public func logDensity(logValue: Double) -> Double {
        let z = (logValue - location) / scale
        return -logValue - 0.5 * z * z - log(scale) - 0.918_938_533_204_672_8
    }

    /// The derivative of `logDensity(logValue:)` by the logarithm of the value.
    public func logDensityDerivative(logValue: Double) -> Double {
        -1 - (logValue - location) / (scale * scale)
    }
}

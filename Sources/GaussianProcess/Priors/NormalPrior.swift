import Glibc

/// A normal distribution.
public struct NormalPrior: Sendable, Hashable, Codable {
    /// The mean.
    public var location: Double
    /// The standard deviation, positive.
    public var scale: Double

    /// Makes a distribution.
    public init(location: Double, scale: Double) {
        self.location = location
        self.scale = scale
    }

    /// The logarithm of the density.
    public func logDensity(_ value: Double) -> Double {
        let z = (value - location) / scale
        return -0.5 * z * z - log(scale) - 0.918_938_533_204_672_8
    }

    /// The derivative of the logarithm of the density.
    public func logDensityDerivative(_ value: Double) -> Double {
        -(value - location) / (scale * scale)
    }
}

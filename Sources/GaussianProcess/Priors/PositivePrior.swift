import Glibc

/// What is believed about a positive hyperparameter before any observation.
public enum PositivePrior: Sendable, Hashable, Codable {
    /// Log-normal.
    case logNormal(LogNormalPrior)
    /// Gamma.
    case gamma(GammaPrior)

    /// The value of greatest density.
    public var mode: Double {
        switch self {
        case .logNormal(let prior): prior.mode
        case .gamma(let prior): prior.mode
        }
    }

    /// The logarithm of the density (over the value, not over its logarithm) where the value's logarithm is given.
    public func logDensity(logValue: Double) -> Double {
        switch self {
        case .logNormal(let prior): prior.logDensity(logValue: logValue)
        case .gamma(let prior): prior.logDensity(logValue: logValue)
        }
    }

    /// The derivative of `logDensity(logValue:)` by the logarithm of the value.
    public func logDensityDerivative(logValue: Double) -> Double {
        switch self {
        case .logNormal(let prior): prior.logDensityDerivative(logValue: logValue)
        case .gamma(let prior): prior.logDensityDerivative(logValue: logValue)
        }
    }

    /// Whether every parameter is positive (or finite, for a location).
    var isValid: Bool {
        switch self {
        case .logNormal(let prior): prior.scale > 0 && prior.scale.isFinite && prior.location.isFinite
        case .gamma(let prior): prior.shape > 0 && prior.rate > 0 && prior.shape.isFinite && prior.rate.isFinite
        }
    }
}

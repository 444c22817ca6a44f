import Glibc

/// A strictly increasing map from the unit of the targets to the units in which a model sees them.
///
/// Each map is increasing, so that larger stays larger, and its inverse is defined for every real number; a model of
/// the mapped targets therefore always has a distribution in the targets' unit (see `TransformedNormal`). All but the
/// logarithm accept every finite target.
/// ```swift
/// if let transform = OutputTransform.fitted(.logarithm, to: [1, 10, 100]) {
///     transform.forward(10)  // 2.302...
/// }
/// ```
public enum OutputTransform: Codable, Sendable, Hashable {
    /// The families of maps.
    public enum Kind: String, Codable, Sendable, Hashable, CaseIterable {
        /// Leaves targets as they are.
        case identity
        /// Mean 0 and variance 1.
        case standardized
        /// The logarithm of targets of one sign.
        case logarithm
        /// Yeo and Johnson's power.
        case power
        /// The logarithm on both sides of zero.
        case bilogarithm
    }

    /// On which side of zero the targets lie.
    public enum Side: String, Codable, Sendable, Hashable {
        /// Above zero.
        case positive
        /// Below zero.
        case negative
    }

    /// z = y.
    case identity
    /// z = (y - location) / scale.
    case standardized(location: Double, scale: Double)
    /// z = ln(y + shift) above zero; mirrored, z = -ln(-y + shift), below.
    case logarithm(side: Side, shift: Double)
    /// Yeo and Johnson's power of u = (y - location) / scale, with an exponent in [0, 2]: ((1 + u)^k - 1) / k for
    /// u >= 0, and -((1 - u)^(2 - k) - 1) / (2 - k) below (I. Yeo and R. Johnson, "A new family of power
    /// transformations to improve normality or symmetry", Biometrika 87, 2000).
    case power(exponent: Double, location: Double, scale: Double)
    /// z = sign(u) ln(1 + |u|) with u = (y - location) / scale (D. Eriksson and M. Poloczek, "Scalable constrained
    /// Bayesian optimization", AISTATS 2021).
    case bilogarithm(location: Double, scale: Double)

    /// The family that this map belongs to.
    public var kind: Kind {
        switch self {
        case .identity: .identity
        case .standardized: .standardized
        case .logarithm: .logarithm
        case .power: .power
        case .bilogarithm: .bilogarithm
        }
    }

    /// Whether a target lies where the map is defined.
    public func accepts(_ target: Double) -> Bool {
        guard target.isFinite else { return false }
        return switch self {
        case .logarithm(let side, let shift): (side == .positive ? target : -target) + shift > 0
        default: true
        }
    }

    /// The value of a target in the model's units; NaN where the map is not defined.
    public func forward(_ target: Double) -> Double {
        switch self {
        case .identity:
            return target
        case .standardized(let location, let scale):
            return (target - location) / scale
        case .logarithm(let side, let shift):
            let inside = (side == .positive ? target : -target) + shift
            guard inside > 0 else { return .nan }
            return side == .positive ? log(inside) : -log(inside)
        case .power(let exponent, let location, let scale):
            let u = (target - location) / scale
            return u >= 0 ? Self.grown(u, exponent) : -Self.grown(-u, 2 - exponent)
        case .bilogarithm(let location, let scale):
            let u = (target - location) / scale
            return u >= 0 ? log1p(u) : -log1p(-u)
        }
    }

    /// The target of a value; infinite where it is no finite number.
    public func inverse(_ value: Double) -> Double {
        switch self {
        case .identity:
            return value
        case .standardized(let location, let scale):
            return location + scale * value
        case .logarithm(let side, let shift):
            return side == .positive ? exp(value) - shift : shift - exp(-value)
        case .power(let exponent, let location, let scale):
            let u = value >= 0 ? Self.shrunk(value, exponent) : -Self.shrunk(-value, 2 - exponent)
            return location + scale * u
        case .bilogarithm(let location, let scale):
            return location + scale * (value >= 0 ? expm1(value) : -expm1(-value))
        }
    }

    /// The derivative of `forward` at a target, positive; NaN where the map is not defined.
    public func derivative(_ target: Double) -> Double { exp(logDerivative(target)) }

    /// The logarithm of the derivative of `forward` at a target: what a log density in the model's units gains when it
    /// is expressed in the unit of the targets.
    public func logDerivative(_ target: Double) -> Double {
        switch self {
        case .identity:
            return 0
        case .standardized(_, let scale):
            return -log(scale)
        case .logarithm(let side, let shift):
            let inside = (side == .positive ? target : -target) + shift
            return inside > 0 ? -log(inside) : .nan
        case .power(let exponent, let location, let scale):
            let u = (target - location) / scale
            return (u >= 0 ? exponent - 1 : 1 - exponent) * log1p(abs(u)) - log(scale)
        case .bilogarithm(let location, let scale):
            return -log1p(abs((target - location) / scale)) - log(scale)
        }
    }

    /// The sum of `logDerivative` over the targets.
    public func logJacobian(_ targets: [Double]) -> Double { targets.reduce(0) { $0 + logDerivative($1) } }

    /// The first and second derivative of `inverse` at a value.
    public func inverseDerivatives(_ value: Double) -> (first: Double, second: Double) {
        switch self {
        case .identity:
            return (1, 0)
        case .standardized(_, let scale):
            return (scale, 0)
        case .logarithm(let side, _):
            return side == .positive ? (exp(value), exp(value)) : (exp(-value), -exp(-value))
        case .power(let exponent, _, let scale):
            let upper = value >= 0
            let base = log1p((upper ? exponent : 2 - exponent) * abs(value))
            // With w = 1 + k |z| the inverse is w^(1/k) - 1, its derivative w^(1/k - 1), the next (1 - k) w^(1/k - 2).
            let k = upper ? exponent : 2 - exponent
            let root = k * abs(value) > Self.linear ? base / k : abs(value)
            let second = (1 - k) * exp(root - 2 * base)
            return (scale * exp(root - base), scale * (upper ? second : -second))
        case .bilogarithm(_, let scale):
            let growth = scale * exp(abs(value))
            return (growth, value >= 0 ? growth : -growth)
        }
    }

    private static let linear = 1e-12

    /// ((1 + u)^k - 1) / k for u >= 0, and its limit ln(1 + u) for small k.
    private static func grown(_ u: Double, _ k: Double) -> Double {
        let logarithm = log1p(u)
        return k * logarithm > linear ? expm1(k * logarithm) / k : logarithm
    }

    /// The inverse of `grown`.
    private static func shrunk(_ value: Double, _ k: Double) -> Double {
        k * value > linear ? expm1(log1p(k * value) / k) : expm1(value)
    }
}

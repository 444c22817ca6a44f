import Glibc

/// The distribution, in the targets' unit, of the inverse of an output transform at a normal variable.
///
/// Mean and variance have closed forms for the linear maps and the logarithm (the log-normal distribution); otherwise
/// they are Gauss-Hermite sums of 48 nodes, and the derivatives are those of the sums. Quantiles and probabilities are
/// exact for every map, since it is increasing. Moments are infinite where they exceed the largest number.
public struct TransformedNormal: Sendable, Hashable {
    /// The map whose inverse is taken.
    public let transform: OutputTransform
    /// The mean of the normal variable, in the model's units.
    public let latentMean: Double
    /// The variance of the normal variable, in the square of the model's units.
    public let latentVariance: Double
    /// The mean, in the targets' unit.
    public private(set) var mean = 0.0
    /// The variance, in the square of the targets' unit.
    public private(set) var variance = 0.0
    /// The derivative of the mean by the latent mean.
    public private(set) var meanByLatentMean = 0.0
    /// The derivative of the mean by the latent variance.
    public private(set) var meanByLatentVariance = 0.0
    /// The derivative of the variance by the latent mean.
    public private(set) var varianceByLatentMean = 0.0
    /// The derivative of the variance by the latent variance.
    public private(set) var varianceByLatentVariance = 0.0

    /// Computes moments and derivatives.
    ///
    /// - Parameters:
    ///   - transform: The map from targets to the model's units.
    ///   - latentMean: The mean in the model's units.
    ///   - latentVariance: The variance in the model's units, at least 0.
    public init(transform: OutputTransform, latentMean: Double, latentVariance: Double) {
        self.transform = transform
        self.latentMean = latentMean
        self.latentVariance = latentVariance
        switch transform {
        case .identity:
            setLinear(location: 0, scale: 1)
        case .standardized(let location, let scale):
            setLinear(location: location, scale: scale)
        case .logarithm(let side, let shift):
            setLogNormal(side: side, shift: shift)
        case .power, .bilogarithm:
            setQuadrature(.standard)
        }
    }

    /// The median, in the targets' unit.
    public var median: Double { transform.inverse(latentMean) }

    /// The logarithm of the density at a target, per unit of the targets; -infinity where the map is not defined.
    public func logDensity(_ target: Double) -> Double {
        guard transform.accepts(target) else { return -.infinity }
        let gap = transform.forward(target) - latentMean
        return -0.5 * gap * gap / latentVariance - 0.5 * log(latentVariance) - 0.918_938_533_204_672_8
            + transform.logDerivative(target)
    }

    /// The probability of a value above a bound, accurate in both tails.
    public func probability(above bound: Double) -> Double { exceedance(of: bound).probability }

    /// The probability of a value above a bound, and its derivatives by the latent mean and variance.
    ///
    /// Where the latent variance is zero the probability is 0 or 1 and the derivatives are zero.
    public func exceedance(of bound: Double) -> (probability: Double, byLatentMean: Double, byLatentVariance: Double) {
        guard transform.accepts(bound) else { return (isBelowSupport(bound) ? 1 : 0, 0, 0) }
        let gap = latentMean - transform.forward(bound)
        guard latentVariance > 0 else { return (gap > 0 ? 1 : 0, 0, 0) }
        let deviation = sqrt(latentVariance)
        let z = gap / deviation
        let density = exp(-0.5 * z * z) * 0.398_942_280_401_432_7
        return (0.5 * erfc(-z * 0.5.squareRoot()), density / deviation, -0.5 * density * z / latentVariance)
    }

    private func isBelowSupport(_ bound: Double) -> Bool {
        guard case .logarithm(let side, _) = transform, bound.isFinite else { return bound < 0 }
        return side == .positive
    }

    private mutating func setLinear(location: Double, scale: Double) {
        mean = location + scale * latentMean
        variance = scale * scale * latentVariance
        meanByLatentMean = scale
        varianceByLatentVariance = scale * scale
    }

    /// The mean is exp(m + v / 2), the variance (exp(v) - 1) exp(2 m + v); mirrored below zero.
    private mutating func setLogNormal(side: OutputTransform.Side, shift: Double) {
        let sign = side == .positive ? 1.0 : -1.0
        let size = exp(sign * latentMean + 0.5 * latentVariance)
        let spread = expm1(latentVariance)
        mean = sign * (size - shift)
        meanByLatentMean = size
        meanByLatentVariance = sign * 0.5 * size
        variance = spread * size * size
        varianceByLatentMean = sign * 2 * variance
        varianceByLatentVariance = (2 * spread + 1) * size * size
    }

    private mutating func setQuadrature(_ rule: GaussHermiteRule) {
        let centre = transform.inverse(latentMean)
        let (slope, curvature) = transform.inverseDerivatives(latentMean)
        let deviation = sqrt(latentVariance)
        // The sums lose all figures where the deviation does not change the map; there its Taylor expansion is exact.
        guard deviation > 1e-7 * (1 + abs(latentMean)) else {
            mean = centre + 0.5 * curvature * latentVariance
            variance = slope * slope * latentVariance
            (meanByLatentMean, meanByLatentVariance) = (slope, 0.5 * curvature)
            (varianceByLatentMean, varianceByLatentVariance) = (2 * slope * curvature * latentVariance, slope * slope)
            return
        }
        var first = 0.0
        for index in rule.nodes.indices {
            let value = latentMean + deviation * rule.nodes[index]
            first += rule.weights[index] * (transform.inverse(value) - centre)
            let growth = rule.weights[index] * transform.inverseDerivatives(value).first
            meanByLatentMean += growth
            meanByLatentVariance += growth * rule.nodes[index] / (2 * deviation)
        }
        mean = centre + first
        for index in rule.nodes.indices {
            let value = latentMean + deviation * rule.nodes[index]
            let gap = transform.inverse(value) - centre - first
            let growth = rule.weights[index] * gap * transform.inverseDerivatives(value).first
            variance += rule.weights[index] * gap * gap
            varianceByLatentMean += 2 * growth
            varianceByLatentVariance += growth * rule.nodes[index] / deviation
        }
    }
}

/// The numbers that a Gaussian process is made of, in the units of the scaled targets.
///
/// Level l is f_l = rho_l f_(l-1) + delta_l, where delta_l is a Gaussian process with its own constant mean, variance
/// and length scales, and f_0 = delta_0 (M. Kennedy and A. O'Hagan, "Predicting the output from a complex computer code
/// when fast approximations are available", Biometrika 87, 2000). The prior mean of f_l is therefore
/// rho_l mean(f_(l-1)) + mean_l.
public struct Hyperparameters: Codable, Hashable, Sendable {
    /// The process that one level adds to the level below it.
    public struct Component: Codable, Hashable, Sendable {
        /// Its variance.
        public var variance: Double
        /// Its length scales, one a group of columns.
        public var lengthScales: [Double]

        /// Makes a component.
        public init(variance: Double, lengthScales: [Double]) {
            self.variance = variance
            self.lengthScales = lengthScales
        }
    }

    /// One component a level, from the cheapest.
    public var components: [Component]
    /// rho: element l - 1 is the factor of level l - 1 inside level l; one fewer than there are levels.
    public var factors: [Double]
    /// The variance of the noise at each level.
    public var noiseVariances: [Double]
    /// The constant mean of each component.
    public var means: [Double]

    /// Makes hyperparameters of their parts.
    public init(components: [Component], factors: [Double] = [], noiseVariances: [Double], means: [Double]) {
        self.components = components
        self.factors = factors
        self.noiseVariances = noiseVariances
        self.means = means
    }

    /// How many levels they describe.
    public var levelCount: Int { components.count }

    /// The weight of component `lower` inside level `upper`: the product of the factors between them; 0 when `upper`
    /// lies below `lower`.
    public func weight(of lower: Int, in upper: Int) -> Double {
        guard upper >= lower else { return 0 }
        var product = 1.0
        for level in lower..<upper { product *= factors[level] }
        return product
    }

    /// The derivative of `weight(of:in:)` by the factor between `step - 1` and `step`.
    func weightDerivative(of lower: Int, in upper: Int, by step: Int) -> Double {
        guard step > lower, step <= upper else { return 0 }
        var product = 1.0
        for level in lower..<upper where level != step - 1 { product *= factors[level] }
        return product
    }

    /// The prior mean of a level.
    public func priorMean(level: Int) -> Double {
        (0...level).reduce(0) { $0 + weight(of: $1, in: level) * means[$1] }
    }

    /// The prior covariance of two levels at one point.
    public func priorCovariance(_ first: Int, _ second: Int) -> Double {
        (0...min(first, second)).reduce(0) {
            $0 + components[$1].variance * weight(of: $1, in: first) * weight(of: $1, in: second)
        }
    }

    /// Checks shapes and values.
    ///
    /// - Throws: `GaussianProcessError.countMismatch` or `.invalidHyperparameter`.
    func validate(levelCount: Int, groupCount: Int) throws(GaussianProcessError) {
        func count(_ name: String, _ found: Int, _ needed: Int) throws(GaussianProcessError) {
            guard found == needed else { throw .countMismatch(of: name, found: found, needed: needed) }
        }
        try count("components", components.count, levelCount)
        try count("factors", factors.count, levelCount - 1)
        try count("noise variances", noiseVariances.count, levelCount)
        try count("means", means.count, levelCount)
        for component in components {
            try count("length scales", component.lengthScales.count, groupCount)
            guard component.variance > 0, component.variance.isFinite else {
                throw .invalidHyperparameter(name: "variance", value: component.variance)
            }
            for scale in component.lengthScales where !(scale > 0 && scale.isFinite) {
                throw .invalidHyperparameter(name: "length scale", value: scale)
            }
        }
        for value in noiseVariances where !(value >= 0 && value.isFinite) {
            throw .invalidHyperparameter(name: "noise variance", value: value)
        }
        for value in factors where !value.isFinite { throw .invalidHyperparameter(name: "factor", value: value) }
        for value in means where !value.isFinite { throw .invalidHyperparameter(name: "mean", value: value) }
    }
}

/// The numbers that a Gaussian process is made of, in the units of the scaled targets.
///
/// Level l is f_l = rho_l f_(l-1) + delta_l, where delta_l is a Gaussian process with its own constant mean, variance
/// and length scales, and f_0 = delta_0 (M. Kennedy and A. O'Hagan, "Predicting the output from a complex computer code
/// when fast approximations are available", Biometrika 87, 2000). The prior mean of f_l is therefore
/// rho_l mean(f_(l-1)) + mean_l.
///
/// Without `factors`, where there are several components, discrepancies are shared
/// (`CovarianceModel.Levels.sharedDiscrepancy`): component 0 is the target, and component k is in level l with the
/// weight max(0, 1 - l / (L - k)).
///
/// With `coregionalization` the levels are instead f_l = mean_l + sum over q of L[l][q] u_q, where the u_q are
/// independent processes with the kernel of the one component, so that B = L L^T.
public struct Hyperparameters: Codable, Hashable, Sendable {
    /// The process that one level adds to the level below it.
    public struct Component: Codable, Hashable, Sendable {
        /// Its variance.
        public var variance: Double
        /// The hyperparameters of its kernel, in the kernel's order (see `Kernel.parameters(groups:)`).
        public var parameters: [Double]

        /// Its length scales, one a group of columns, where the kernel is a plain stationary one: its hyperparameters.
        public var lengthScales: [Double] {
            get { parameters }
            set { parameters = newValue }
        }

        /// Makes a component with a plain stationary kernel.
        public init(variance: Double, lengthScales: [Double]) {
            self.init(variance: variance, parameters: lengthScales)
        }

        /// Makes a component.
        public init(variance: Double, parameters: [Double]) {
            self.variance = variance
            self.parameters = parameters
        }

        // Stored models call the hyperparameters of a kernel by the name of the plain case.
        private enum CodingKeys: String, CodingKey {
            case variance
            case parameters = "lengthScales"
        }
    }

    /// One component a level: from the cheapest where levels are autoregressive; what all levels share and then their
    /// discrepancies where they share these; a single one where levels are coregionalised.
    public var components: [Component]
    /// rho: element l - 1 is the factor of level l - 1 inside level l; one fewer than there are levels,
    /// and none where levels are coregionalised or share discrepancies.
    public var factors: [Double]
    /// The variance of the noise at each level.
    public var noiseVariances: [Double]
    /// The constant mean of each component, or of each level where levels are coregionalised.
    public var means: [Double]
    /// The rows of the lower triangular L with B = L L^T, row l of l + 1 numbers; `nil` unless levels are
    /// coregionalised.
    public var coregionalization: [[Double]]?

    /// Makes hyperparameters of their parts.
    public init(
        components: [Component], factors: [Double] = [], noiseVariances: [Double], means: [Double],
        coregionalization: [[Double]]? = nil
    ) {
        self.coregionalization = coregionalization
        self.components = components
        self.factors = factors
        self.noiseVariances = noiseVariances
        self.means = means
    }

    /// How many levels they describe.
    public var levelCount: Int { noiseVariances.count }

    /// The variance of a component; that of the only one where levels are coregionalised.
    func variance(of component: Int) -> Double { components[min(component, components.count - 1)].variance }

    /// The weight of the mean of a component in a level.
    func meanWeight(of component: Int, in level: Int) -> Double {
        coregionalization == nil ? weight(of: component, in: level) : component == level ? 1 : 0
    }

    /// How the levels hang together.
    public var levels: CovarianceModel.Levels {
        if coregionalization != nil { return .coregionalized }
        return factors.isEmpty && components.count > 1 ? .sharedDiscrepancy : .autoregressive
    }

    /// The weight of component `lower` inside level `upper`.
    ///
    /// It is the product of the factors between them, or L[upper][lower], and 0 when `upper` lies below `lower`; where
    /// discrepancies are shared it is 1 for component 0 and falls from 1 at the cheapest level for the others.
    public func weight(of lower: Int, in upper: Int) -> Double {
        if levels == .sharedDiscrepancy {
            return lower == 0 ? 1 : max(0, 1 - Double(upper) / Double(levelCount - lower))
        }
        guard upper >= lower else { return 0 }
        if let coregionalization { return coregionalization[upper][lower] }
        var product = 1.0
        for level in lower..<upper { product *= factors[level] }
        return product
    }

    /// The derivative of `weight(of:in:)` by the factor between `step - 1` and `step`.
    func weightDerivative(of lower: Int, in upper: Int, by step: Int) -> Double {
        guard step > lower, step <= upper, levels == .autoregressive else { return 0 }
        var product = 1.0
        for level in lower..<upper where level != step - 1 { product *= factors[level] }
        return product
    }

    /// The prior mean of a level.
    public func priorMean(level: Int) -> Double {
        means.indices.reduce(0) { $0 + meanWeight(of: $1, in: level) * means[$1] }
    }

    /// The prior covariance of two levels at one point where the kernels have a value of 1.
    public func priorCovariance(_ first: Int, _ second: Int) -> Double {
        (0..<levelCount).reduce(0) {
            $0 + variance(of: $1) * weight(of: $1, in: first) * weight(of: $1, in: second)
        }
    }

    /// Checks shapes and values.
    ///
    /// - Throws: `GaussianProcessError.countMismatch` or `.invalidHyperparameter`.
    func validate(
        levelCount: Int, programs: [KernelProgram], levels: CovarianceModel.Levels
    ) throws(GaussianProcessError) {
        func count(_ name: String, _ found: Int, _ needed: Int) throws(GaussianProcessError) {
            guard found == needed else { throw .countMismatch(of: name, found: found, needed: needed) }
        }
        try count("components", components.count, programs.count)
        try count("noise variances", noiseVariances.count, levelCount)
        try count("means", means.count, levelCount)
        switch levels {
        case .autoregressive:
            try count("factors", factors.count, levelCount - 1)
            try count("rows of the coregionalisation", coregionalization?.count ?? 0, 0)
        case .sharedDiscrepancy:
            try count("factors", factors.count, 0)
            try count("rows of the coregionalisation", coregionalization?.count ?? 0, 0)
        case .coregionalized:
            try count("factors", factors.count, 0)
            try count("rows of the coregionalisation", coregionalization?.count ?? 0, levelCount)
            for (index, row) in (coregionalization ?? []).enumerated() {
                try count("numbers in a row of the coregionalisation", row.count, index + 1)
                for value in row where !value.isFinite {
                    throw .invalidHyperparameter(name: "coregionalisation", value: value)
                }
            }
        }
        for (component, program) in zip(components, programs) {
            guard component.variance > 0, component.variance.isFinite else {
                throw .invalidHyperparameter(name: "variance", value: component.variance)
            }
            try program.validate(component.parameters)
        }
        for value in noiseVariances where !(value >= 0 && value.isFinite) {
            throw .invalidHyperparameter(name: "noise variance", value: value)
        }
        for value in factors where !value.isFinite { throw .invalidHyperparameter(name: "factor", value: value) }
        for value in means where !value.isFinite { throw .invalidHyperparameter(name: "mean", value: value) }
    }
}

public import LinearAlgebra

/// How hyperparameters are found.
public struct FitSettings: Sendable, Hashable {
    /// What is known about the noise.
    public enum Noise: Sendable, Hashable, Codable {
        /// Each level's variance is learned and stays at or above a bound, in the units of the scaled targets.
        case learned(minimum: Double)
        /// Each level's variance is given, in the units of the scaled targets.
        case fixed([Double])
    }

    /// The covariance function of every component, unless `model` is given.
    public var covariance: CovarianceFunction
    /// The kernels and how levels hang together; `nil` takes `covariance` with automatic relevance determination for
    /// every component of autoregressive levels.
    public var model: CovarianceModel?
    /// The priors; `nil` takes the standard ones for the data's number of column groups.
    public var priors: Priors?
    /// The noise.
    public var noise: Noise
    /// Whether the variances of the components are learned; otherwise they stay at those of the warm start, or at 1.
    ///
    /// The matrix of coregionalised levels is always learned.
    public var learnsVariances: Bool
    /// A first start, usually the result of an earlier fit; values outside the search bounds move to the bounds.
    public var warmStart: Hyperparameters?
    /// How many of the built-in starts are tried beside the warm one, 0 to 4; at least 1 without a warm start.
    public var starts: Int
    /// The most evaluations of likelihood and gradient for each start.
    public var evaluationsPerStart: Int
    /// From this many observations on, a built-in start is first improved on a quarter of them; `Int.max` turns this
    /// off.
    ///
    /// The quarter is treated likewise while it is large. Full evaluations then begin near their end, and know how
    /// sharply the objective bends along each coordinate.
    public var coarseFrom: Int
    /// What may be added to the diagonal of the covariance matrix.
    public var jitter: JitterPolicy

    /// Makes settings.
    public init(
        covariance: CovarianceFunction = .matern52, model: CovarianceModel? = nil, priors: Priors? = nil,
        noise: Noise = .learned(minimum: 1e-6),
        learnsVariances: Bool = true, warmStart: Hyperparameters? = nil, starts: Int = 2,
        evaluationsPerStart: Int = 80, coarseFrom: Int = 400, jitter: JitterPolicy = .standard
    ) {
        self.covariance = covariance
        self.model = model
        self.priors = priors
        self.noise = noise
        self.learnsVariances = learnsVariances
        self.warmStart = warmStart
        self.starts = starts
        self.evaluationsPerStart = evaluationsPerStart
        self.coarseFrom = coarseFrom
        self.jitter = jitter
    }

    /// The model in force.
    var covarianceModel: CovarianceModel { model ?? CovarianceModel(.stationary(covariance)) }

    /// The least variance that learned noise may have; 0 where the noise is given.
    var smallestNoise: Double { if case .learned(let minimum) = noise { minimum } else { 0 } }

    func validate(levelCount: Int, programs: [KernelProgram]) throws(GaussianProcessError) {
        guard evaluationsPerStart >= 1 else {
            throw .invalidSetting(name: "evaluationsPerStart", accepted: "at least 1")
        }
        guard (0...ParameterLayout.builtInStartCount).contains(starts) else {
            throw .invalidSetting(name: "starts", accepted: "between 0 and \(ParameterLayout.builtInStartCount)")
        }
        guard coarseFrom >= 16 else { throw .invalidSetting(name: "coarseFrom", accepted: "at least 16") }
        guard starts > 0 || warmStart != nil else {
            throw .invalidSetting(name: "starts", accepted: "at least 1 without a warm start")
        }
        switch noise {
        case .learned(let minimum):
            guard minimum > 0, minimum <= ParameterLayout.largestNoise else {
                throw .invalidSetting(
                    name: "noise", accepted: "a positive minimum of at most \(ParameterLayout.largestNoise)")
            }
        case .fixed(let variances):
            guard variances.count == levelCount else {
                throw .countMismatch(of: "noise variances", found: variances.count, needed: levelCount)
            }
        }
        if let priors {
            let scales = [
                priors.lengthScale.scale, priors.noiseVariance.scale, priors.variance.scale,
                priors.discrepancyVariance.scale, priors.factor.scale, priors.meanVariance,
            ]
            guard scales.allSatisfy({ $0 > 0 && $0.isFinite }), priors.kernel.values.allSatisfy(\.isValid) else {
                throw .invalidSetting(name: "priors", accepted: "of positive, finite scales")
            }
        }
        try warmStart?.validate(levelCount: levelCount, programs: programs, levels: covarianceModel.levels)
    }
}

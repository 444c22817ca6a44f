import Glibc

/// What is believed about the hyperparameters before any observation, in the units of the scaled targets.
public struct Priors: Sendable, Hashable, Codable {
    /// Over every length scale.
    public var lengthScale: LogNormalPrior
    /// Over every noise variance.
    public var noiseVariance: LogNormalPrior
    /// Over the variance of the cheapest level.
    public var variance: LogNormalPrior
    /// Over the variance that each further level adds.
    public var discrepancyVariance: LogNormalPrior
    /// Over the factor between two levels.
    public var factor: NormalPrior
    /// Over hyperparameters of kernels by their role, in place of what they take otherwise.
    public var kernel: [KernelParameter.Role: PositivePrior]
    /// The variance of the normal distribution around 0 of every constant mean.
    ///
    /// Its normalising constant is left out of reported objectives, so that a very large value stands for a flat prior.
    public var meanVariance: Double

    /// Makes priors of their parts.
    public init(
        lengthScale: LogNormalPrior, noiseVariance: LogNormalPrior, variance: LogNormalPrior,
        discrepancyVariance: LogNormalPrior, factor: NormalPrior, meanVariance: Double,
        kernel: [KernelParameter.Role: PositivePrior] = [:]
    ) {
        self.kernel = kernel
        self.lengthScale = lengthScale
        self.noiseVariance = noiseVariance
        self.variance = variance
        self.discrepancyVariance = discrepancyVariance
        self.factor = factor
        self.meanVariance = meanVariance
    }

    /// The priors that a model takes unless told otherwise.
    ///
    /// Length scales grow with the square root of the dimension, LogNormal(sqrt 2 + ln(d) / 2, sqrt 3), and the noise
    /// is LogNormal(-4, 1) (C. Hvarfner, E. Hellsten and L. Nardi, "Vanilla Bayesian optimization performs great in
    /// high dimensions", ICML 2024). The variances are weakly held, with modes at 1 and 0.2; factors lie around 1.
    ///
    /// - Parameter dimension: The number of groups of columns.
    public static func standard(dimension: Int) -> Priors {
        Priors(
            lengthScale: LogNormalPrior(
                location: 2.0.squareRoot() + 0.5 * log(Double(max(1, dimension))), scale: 3.0.squareRoot()),
            noiseVariance: LogNormalPrior(location: -4, scale: 1),
            variance: LogNormalPrior(location: 1, scale: 1),
            discrepancyVariance: LogNormalPrior(location: log(0.2) + 4, scale: 2),
            factor: NormalPrior(location: 1, scale: 1), meanVariance: 1e4)
    }
}

import Glibc

extension Priors {
    /// The priors for functions that change much between observations: short length scales, whatever the dimension.
    ///
    /// Log-normal stand-ins, of the same mode and the same curvature there over the logarithm, for Gamma(3, 6) length
    /// scales and a Gamma(2, 0.15) variance (shape and rate), the defaults of earlier toolkits (M. Balandat et al.,
    /// "BoTorch", NeurIPS 2020). The noise is LogNormal(-4, 2), which leaves it open over two orders of magnitude;
    /// what lies between levels is as in `standard`.
    ///
    /// - Parameter dimension: The number of groups of columns.
    public static func rough(dimension: Int) -> Priors {
        var result = standard(dimension: dimension)
        // A Gamma(k, r) density has its mode at (k - 1) / r and the curvature k - 1 over the logarithm.
        result.lengthScale = LogNormalPrior(location: log(2.0 / 6) + 0.5, scale: 0.5.squareRoot())
        result.variance = LogNormalPrior(location: log(1 / 0.15) + 1, scale: 1)
        result.noiseVariance = LogNormalPrior(location: -4, scale: 2)
        return result
    }

    /// Priors under which the most probable hyperparameters are those most probable over the logarithms.
    ///
    /// A density over a value times that value is the density over its logarithm; for LogNormal(m, s) the product is,
    /// up to a constant, the density of LogNormal(m + s^2, s). Where a Laplace approximation over logarithms has its
    /// centre.
    var overLogarithms: Priors {
        func moved(_ prior: LogNormalPrior) -> LogNormalPrior {
            LogNormalPrior(location: prior.location + prior.scale * prior.scale, scale: prior.scale)
        }
        func moved(_ prior: PositivePrior) -> PositivePrior {
            switch prior {
            case .logNormal(let prior): .logNormal(moved(prior))
            // Gamma(k, r) becomes Gamma(k + 1, r).
            case .gamma(let prior): .gamma(GammaPrior(shape: prior.shape + 1, rate: prior.rate))
            }
        }
        var result = self
        for role in KernelParameter.Role.all {
            result.kernel[role] = moved(kernel[role] ?? KernelParameter(name: "", role: role).prior(self))
        }
        result.lengthScale = moved(lengthScale)
        result.noiseVariance = moved(noiseVariance)
        result.variance = moved(variance)
        result.discrepancyVariance = moved(discrepancyVariance)
        return result
    }
}

extension KernelParameter.Role {
    /// Every role.
    static let all: [Self] = [.lengthScale, .categoryScale, .mixture, .variance, .power, .offset, .decayScale]
}

import Glibc

/// The prior density of every element of a vector of hyperparameters.
struct ElementPrior {
    let priors: Priors
    /// One list a component, in the order of its kernel's hyperparameters.
    let parameters: [[PositivePrior]]

    init(_ priors: Priors, parameters: [[KernelParameter]]) {
        self.priors = priors
        self.parameters = parameters.map { $0.map { priors.kernel[$0.role] ?? $0.prior(priors) } }
    }

    /// The prior over the variance of a component, or over the square of a diagonal element of a coregionalisation.
    func variance(_ index: Int) -> LogNormalPrior { index == 0 ? priors.variance : priors.discrepancyVariance }

    /// The logarithm of the density over the number that an element stands for, not over its logarithm, and its
    /// derivative by the element; a diagonal element of a coregionalisation stands for its square.
    func logDensity(_ element: HyperparameterElement, _ value: Double) -> (value: Double, slope: Double) {
        func logNormal(_ prior: LogNormalPrior, scale: Double = 1) -> (value: Double, slope: Double) {
            (prior.logDensity(logValue: scale * value), scale * prior.logDensityDerivative(logValue: scale * value))
        }
        switch element {
        case .variance(let component): return logNormal(variance(component))
        case .parameter(let component, let index):
            let prior = parameters[component][index]
            return (prior.logDensity(logValue: value), prior.logDensityDerivative(logValue: value))
        case .coregionalization(let row, let column) where row == column: return logNormal(variance(row), scale: 2)
        case .factor, .coregionalization:
            return (priors.factor.logDensity(value), priors.factor.logDensityDerivative(value))
        case .noise: return logNormal(priors.noiseVariance)
        case .mean:
            let spread = priors.meanVariance
            return (-0.5 * value * value / spread - 0.5 * log(2 * .pi * spread), -value / spread)
        }
    }

    /// The logarithm of the density over an element itself, and its derivative.
    ///
    /// A density over a value times that value is the one over its logarithm.
    func logDensityOverElement(_ element: HyperparameterElement, _ value: Double) -> (value: Double, slope: Double) {
        let own = logDensity(element, value)
        switch element {
        case .variance, .parameter, .noise: return (own.value + value, own.slope + 1)
        case .coregionalization(let row, let column) where row == column:
            return (own.value + 2 * value + log(2), own.slope + 2)
        case .factor, .coregionalization, .mean: return own
        }
    }
}

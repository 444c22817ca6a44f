import Glibc

/// Hyperparameters as one vector over which a posterior density is roughly normal: logarithms of what is positive;
/// factors, means and the elements below the diagonal of a coregionalisation as they are.
struct HyperparameterCoordinates {
    enum Element {
        case variance(component: Int)
        case parameter(component: Int, index: Int)
        case factor(step: Int)
        case coregionalization(row: Int, column: Int)
        case noise(level: Int)
        case mean(index: Int)
    }

    let elements: [Element]
    private let priors: Priors
    private let template: Hyperparameters
    private let parameters: [[KernelParameter]]
    private let smallestNoise: Double

    private static let variances = 1e-6...1e4
    private static let largestNoise = 100.0

    /// Takes the elements that a fit with such settings learns; the others keep the values of the template.
    ///
    /// - Throws: `GaussianProcessError` when the kernels do not fit the groups of columns.
    init(
        _ template: Hyperparameters, groups: [Int], settings: FitSettings, priors: Priors
    ) throws(GaussianProcessError) {
        self.template = template
        self.priors = priors
        parameters = try settings.covarianceModel.programs(groups: groups, levelCount: template.levelCount)
            .map(\.parameters)
        var elements: [Element] = []
        for component in template.components.indices {
            if settings.learnsVariances && template.coregionalization == nil {
                elements.append(.variance(component: component))
            }
            for index in template.components[component].parameters.indices {
                elements.append(.parameter(component: component, index: index))
            }
        }
        for step in template.factors.indices { elements.append(.factor(step: step)) }
        for (row, values) in (template.coregionalization ?? []).enumerated() {
            for column in values.indices { elements.append(.coregionalization(row: row, column: column)) }
        }
        if case .learned(let minimum) = settings.noise {
            smallestNoise = minimum
            for level in template.noiseVariances.indices { elements.append(.noise(level: level)) }
        } else {
            smallestNoise = 0
        }
        for index in template.means.indices { elements.append(.mean(index: index)) }
        self.elements = elements
    }

    /// The vector of the template.
    var origin: [Double] {
        elements.map { element in
            switch element {
            case .variance(let component): return log(template.components[component].variance)
            case .parameter(let component, let index): return log(template.components[component].parameters[index])
            case .factor(let step): return template.factors[step]
            case .coregionalization(let row, let column):
                let value = template.coregionalization?[row][column] ?? 0
                return row == column ? log(abs(value)) : value
            case .noise(let level): return log(template.noiseVariances[level])
            case .mean(let index): return template.means[index]
            }
        }
    }

    /// The hyperparameters of a vector, and how many logarithms had to move to the bounds of what a model can use.
    func hyperparameters(of vector: [Double]) -> (value: Hyperparameters, moved: Int) {
        var result = template
        var moved = 0
        func positive(_ logarithm: Double, _ bounds: ClosedRange<Double>) -> Double {
            let value = exp(logarithm)
            if !bounds.contains(value) { moved += 1 }
            return min(max(value, bounds.lowerBound), bounds.upperBound)
        }
        for (element, value) in zip(elements, vector) {
            switch element {
            case .variance(let component):
                result.components[component].variance = positive(value, Self.variances)
            case .parameter(let component, let index):
                let bounds = parameters[component][index].bounds
                result.components[component].parameters[index] = positive(
                    value, bounds.lowerBound...(10 * bounds.upperBound))
            case .factor(let step): result.factors[step] = value
            case .coregionalization(let row, let column):
                result.coregionalization?[row][column] =
                    row == column ? positive(2 * value, Self.variances).squareRoot() : value
            case .noise(let level):
                result.noiseVariances[level] = positive(value, smallestNoise...Self.largestNoise)
            case .mean(let index): result.means[index] = value
            }
        }
        return (result, moved)
    }

    /// The logarithm of the prior density over the vector.
    func logPrior(_ vector: [Double]) -> Double {
        zip(elements, vector).reduce(0) { $0 + logPrior($1.0, $1.1).value }
    }

    /// The derivatives of the logarithm of likelihood times prior by the vector.
    func gradient(_ likelihood: LogLikelihood.Gradient, at vector: [Double]) -> [Double] {
        zip(elements, vector).map { element, value in
            let own =
                switch element {
                case .variance(let component): likelihood.logVariances[component]
                case .parameter(let component, let index): likelihood.logParameters[component][index]
                case .factor(let step): likelihood.factors[step]
                case .coregionalization(let row, let column):
                    likelihood.coregionalization[row][column] * (row == column ? exp(value) : 1)
                case .noise(let level): likelihood.logNoiseVariances[level]
                case .mean(let index): likelihood.means[index]
                }
            return own + logPrior(element, value).slope
        }
    }

    /// The logarithm of the prior density over one element, and its derivative by the element.
    private func logPrior(_ element: Element, _ value: Double) -> (value: Double, slope: Double) {
        // A density over a value times that value is the one over its logarithm.
        func positive(_ prior: PositivePrior) -> (value: Double, slope: Double) {
            (prior.logDensity(logValue: value) + value, prior.logDensityDerivative(logValue: value) + 1)
        }
        switch element {
        case .variance(let component):
            return positive(.logNormal(component == 0 ? priors.variance : priors.discrepancyVariance))
        case .parameter(let component, let index):
            let parameter = parameters[component][index]
            return positive(priors.kernel[parameter.role] ?? parameter.prior(priors))
        case .coregionalization(let row, let column) where row == column:
            // The prior is over the square.
            let prior = row == 0 ? priors.variance : priors.discrepancyVariance
            return (
                prior.logDensity(logValue: 2 * value) + 2 * value + log(2),
                2 * prior.logDensityDerivative(logValue: 2 * value) + 2
            )
        case .factor, .coregionalization:
            return (priors.factor.logDensity(value), priors.factor.logDensityDerivative(value))
        case .noise:
            return positive(.logNormal(priors.noiseVariance))
        case .mean:
            let spread = priors.meanVariance
            return (-0.5 * value * value / spread - 0.5 * log(2 * .pi * spread), -value / spread)
        }
    }
}

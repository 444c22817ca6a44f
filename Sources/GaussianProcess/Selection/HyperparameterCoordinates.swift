import Glibc

/// Hyperparameters as one vector over which a posterior density is roughly normal: logarithms of variances, length
/// scales and noise; factors and means as they are.
struct HyperparameterCoordinates {
    enum Element {
        case variance(level: Int)
        case lengthScale(level: Int, group: Int)
        case factor(step: Int)
        case noise(level: Int)
        case mean(level: Int)
    }

    let elements: [Element]
    private let priors: Priors
    private let template: Hyperparameters
    private let smallestNoise: Double

    /// Takes the elements that a fit with such settings learns; the others keep the values of the template.
    init(_ template: Hyperparameters, settings: FitSettings, priors: Priors) {
        self.template = template
        self.priors = priors
        var elements: [Element] = []
        for level in template.components.indices {
            if settings.learnsVariances { elements.append(.variance(level: level)) }
            for group in template.components[level].lengthScales.indices {
                elements.append(.lengthScale(level: level, group: group))
            }
        }
        for step in template.factors.indices { elements.append(.factor(step: step)) }
        if case .learned(let minimum) = settings.noise {
            smallestNoise = minimum
            for level in template.components.indices { elements.append(.noise(level: level)) }
        } else {
            smallestNoise = 0
        }
        for level in template.components.indices { elements.append(.mean(level: level)) }
        self.elements = elements
    }

    /// The vector of the template.
    var origin: [Double] {
        elements.map { element in
            switch element {
            case .variance(let level): log(template.components[level].variance)
            case .lengthScale(let level, let group): log(template.components[level].lengthScales[group])
            case .factor(let step): template.factors[step]
            case .noise(let level): log(template.noiseVariances[level])
            case .mean(let level): template.means[level]
            }
        }
    }

    /// The hyperparameters of a vector, and how many logarithms had to move to the bounds of what a model can use.
    func hyperparameters(of vector: [Double]) -> (value: Hyperparameters, moved: Int) {
        var result = template
        var moved = 0
        func positive(_ logarithm: Double, _ least: Double, _ most: Double) -> Double {
            let value = exp(logarithm)
            if value < least || value > most { moved += 1 }
            return min(max(value, least), most)
        }
        for (element, value) in zip(elements, vector) {
            switch element {
            case .variance(let level): result.components[level].variance = positive(value, 1e-6, 1e4)
            case .lengthScale(let level, let group):
                result.components[level].lengthScales[group] = positive(value, 5e-3, 1e4)
            case .factor(let step): result.factors[step] = value
            case .noise(let level): result.noiseVariances[level] = positive(value, smallestNoise, 100)
            case .mean(let level): result.means[level] = value
            }
        }
        return (result, moved)
    }

    /// The logarithm of the prior density over the vector.
    func logPrior(_ vector: [Double]) -> Double {
        var sum = 0.0
        for (element, value) in zip(elements, vector) {
            switch element {
            case .factor: sum += priors.factor.logDensity(value)
            case .mean: sum -= 0.5 * value * value / priors.meanVariance + 0.5 * log(2 * .pi * priors.meanVariance)
            default: sum += prior(of: element).logDensity(logValue: value) + value
            }
        }
        return sum
    }

    /// The derivatives of the logarithm of likelihood times prior by the vector.
    func gradient(_ likelihood: LogLikelihood.Gradient, at vector: [Double]) -> [Double] {
        zip(elements, vector).map { element, value in
            let own: Double
            switch element {
            case .factor(let step):
                return likelihood.factors[step] + priors.factor.logDensityDerivative(value)
            case .mean(let level):
                return likelihood.means[level] - value / priors.meanVariance
            case .variance(let level): own = likelihood.logVariances[level]
            case .lengthScale(let level, let group): own = likelihood.logLengthScales[level][group]
            case .noise(let level): own = likelihood.logNoiseVariances[level]
            }
            return own + prior(of: element).logDensityDerivative(logValue: value) + 1
        }
    }

    private func prior(of element: Element) -> LogNormalPrior {
        switch element {
        case .variance(let level): level == 0 ? priors.variance : priors.discrepancyVariance
        case .lengthScale: priors.lengthScale
        default: priors.noiseVariance
        }
    }
}

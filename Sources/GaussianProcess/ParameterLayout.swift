import Glibc

/// The learned hyperparameters as one vector: logarithms of variances, length scales and noise, factors as they are.
struct ParameterLayout {
    /// What one element of the vector stands for.
    enum Element {
        case variance(level: Int)
        case lengthScale(level: Int, group: Int)
        case factor(step: Int)
        case noise(level: Int)
    }

    static let builtInStartCount = 4
    static let largestNoise = 10.0
    private static let lengthScales = 5e-3...1e3
    private static let variances = 1e-6...1e3
    private static let factors = -10.0...10.0

    let elements: [Element]
    let lower: [Double]
    let upper: [Double]
    private let priors: Priors
    private let template: Hyperparameters

    init(settings: FitSettings, priors: Priors, levelCount: Int, groupCount: Int) {
        self.priors = priors
        template = Self.template(settings: settings, priors: priors, levelCount: levelCount, groupCount: groupCount)
        var elements: [Element] = []
        var lower: [Double] = []
        var upper: [Double] = []
        func add(_ element: Element, _ least: Double, _ most: Double) {
            elements.append(element)
            lower.append(least)
            upper.append(most)
        }
        for level in 0..<levelCount {
            if settings.learnsVariances {
                add(.variance(level: level), log(Self.variances.lowerBound), log(Self.variances.upperBound))
            }
            for group in 0..<groupCount {
                add(
                    .lengthScale(level: level, group: group), log(Self.lengthScales.lowerBound),
                    log(Self.lengthScales.upperBound))
            }
        }
        for step in 0..<(levelCount - 1) {
            add(.factor(step: step), Self.factors.lowerBound, Self.factors.upperBound)
        }
        if case .learned(let minimum) = settings.noise {
            for level in 0..<levelCount { add(.noise(level: level), log(minimum), log(Self.largestNoise)) }
        }
        self.elements = elements
        self.lower = lower
        self.upper = upper
    }

    /// The values of everything that is not learned, and the first built-in start for the rest.
    private static func template(
        settings: FitSettings, priors: Priors, levelCount: Int, groupCount: Int
    ) -> Hyperparameters {
        let scales = [Double](repeating: priors.lengthScale.mode, count: groupCount)
        var result = Hyperparameters(
            components: (0..<levelCount).map { level in
                let prior = level == 0 ? priors.variance : priors.discrepancyVariance
                return .init(variance: settings.learnsVariances ? prior.mode : 1, lengthScales: scales)
            },
            factors: [Double](repeating: priors.factor.location, count: levelCount - 1),
            noiseVariances: [Double](repeating: priors.noiseVariance.mode, count: levelCount),
            means: [Double](repeating: 0, count: levelCount))
        if !settings.learnsVariances, let warm = settings.warmStart {
            for level in 0..<levelCount { result.components[level].variance = warm.components[level].variance }
        }
        if case .fixed(let variances) = settings.noise { result.noiseVariances = variances }
        return result
    }

    /// One of the built-in starts: the modes of the priors; smooth with little noise; rough and noisy; almost linear.
    func builtInStart(_ index: Int) -> Hyperparameters {
        let (stretch, noise, discrepancy) = [(1.0, 1.0, 1.0), (4.0, 0.05, 0.2), (0.5, 8.0, 4.0), (16.0, 0.5, 0.5)][
            index % Self.builtInStartCount]
        var result = template
        for level in result.components.indices {
            for group in result.components[level].lengthScales.indices {
                result.components[level].lengthScales[group] *= stretch
            }
            if level > 0 { result.components[level].variance *= discrepancy }
            result.noiseVariances[level] *= noise
        }
        return result
    }

    /// The vector of the learned values, moved inside the bounds.
    func vector(of hyperparameters: Hyperparameters) -> [Double] {
        elements.indices.map { min(max(value(elements[$0], hyperparameters), lower[$0]), upper[$0]) }
    }

    private func value(_ element: Element, _ hyperparameters: Hyperparameters) -> Double {
        switch element {
        case .variance(let level): log(hyperparameters.components[level].variance)
        case .lengthScale(let level, let group): log(hyperparameters.components[level].lengthScales[group])
        case .factor(let step): hyperparameters.factors[step]
        case .noise(let level): log(hyperparameters.noiseVariances[level])
        }
    }

    /// The hyperparameters of a vector; the means are left at zero.
    func hyperparameters(of vector: UnsafeBufferPointer<Double>) -> Hyperparameters {
        var result = template
        for (index, element) in elements.enumerated() {
            let value = vector[index]
            switch element {
            case .variance(let level): result.components[level].variance = exp(value)
            case .lengthScale(let level, let group): result.components[level].lengthScales[group] = exp(value)
            case .factor(let step): result.factors[step] = value
            case .noise(let level): result.noiseVariances[level] = exp(value)
            }
        }
        return result
    }

    /// The logarithm of the prior density, the normalising constant of the means left out.
    func logPrior(_ vector: UnsafeBufferPointer<Double>, means: [Double]) -> Double {
        var sum = 0.0
        for (index, element) in elements.enumerated() {
            let value = vector[index]
            switch element {
            case .factor: sum += priors.factor.logDensity(value)
            default: sum += prior(of: element).logDensity(logValue: value)
            }
        }
        for mean in means { sum -= 0.5 * mean * mean / priors.meanVariance }
        return sum
    }

    /// Writes minus the derivatives of the logarithm of likelihood times prior.
    func writeNegated(
        _ gradient: LogLikelihood.Gradient, at vector: UnsafeBufferPointer<Double>,
        into output: UnsafeMutableBufferPointer<Double>
    ) {
        for (index, element) in elements.enumerated() {
            let value = vector[index]
            switch element {
            case .variance(let level):
                output[index] = -gradient.logVariances[level]
            case .lengthScale(let level, let group):
                output[index] = -gradient.logLengthScales[level][group]
            case .noise(let level):
                output[index] = -gradient.logNoiseVariances[level]
            case .factor(let step):
                output[index] = -gradient.factors[step] - priors.factor.logDensityDerivative(value)
                continue
            }
            output[index] -= prior(of: element).logDensityDerivative(logValue: value)
        }
    }

    private func prior(of element: Element) -> LogNormalPrior {
        switch element {
        case .variance(let level): level == 0 ? priors.variance : priors.discrepancyVariance
        case .lengthScale: priors.lengthScale
        case .noise, .factor: priors.noiseVariance
        }
    }
}

import Glibc

/// The learned hyperparameters as one vector: logarithms of what is positive, the rest as it is.
struct ParameterLayout {
    /// What one element of the vector stands for.
    enum Element {
        case variance(component: Int)
        case parameter(component: Int, index: Int)
        case factor(step: Int)
        case coregionalization(row: Int, column: Int)
        case noise(level: Int)
    }

    static let builtInStartCount = 4
    static let largestNoise = 10.0
    private static let variances = 1e-6...1e3
    private static let factors = -10.0...10.0

    private(set) var elements: [Element] = []
    private(set) var lower: [Double] = []
    private(set) var upper: [Double] = []
    private let priors: Priors
    private let template: Hyperparameters
    private let parameters: [[KernelParameter]]
    private let parameterPriors: [[PositivePrior]]

    init(settings: FitSettings, priors: Priors, workspace: LikelihoodWorkspace) {
        self.priors = priors
        parameters = workspace.programs.map(\.parameters)
        parameterPriors = parameters.map { $0.map { priors.kernel[$0.role] ?? $0.prior(priors) } }
        template = Self.template(
            settings: settings, priors: priors, parameterPriors: parameterPriors, levelCount: workspace.levelCount,
            structure: workspace.structure)
        for component in parameters.indices {
            if settings.learnsVariances && template.coregionalization == nil {
                add(.variance(component: component), Self.logarithms(Self.variances))
            }
            for (index, parameter) in parameters[component].enumerated() {
                add(.parameter(component: component, index: index), Self.logarithms(parameter.bounds))
            }
        }
        for step in template.factors.indices { add(.factor(step: step), Self.factors) }
        for (row, values) in (template.coregionalization ?? []).enumerated() {
            for column in values.indices {
                // The square of a diagonal element is a variance.
                let range = Self.logarithms(Self.variances)
                let bounds = row == column ? (0.5 * range.lowerBound)...(0.5 * range.upperBound) : Self.factors
                add(.coregionalization(row: row, column: column), bounds)
            }
        }
        if case .learned(let minimum) = settings.noise {
            for level in 0..<workspace.levelCount {
                add(.noise(level: level), Self.logarithms(minimum...Self.largestNoise))
            }
        }
    }

    private mutating func add(_ element: Element, _ bounds: ClosedRange<Double>) {
        elements.append(element)
        lower.append(bounds.lowerBound)
        upper.append(bounds.upperBound)
    }

    private static func logarithms(_ range: ClosedRange<Double>) -> ClosedRange<Double> {
        log(range.lowerBound)...log(range.upperBound)
    }

    /// The values of everything that is not learned, and the first built-in start for the rest.
    private static func template(
        settings: FitSettings, priors: Priors, parameterPriors: [[PositivePrior]], levelCount: Int,
        structure: CovarianceModel.Levels
    ) -> Hyperparameters {
        let isCoregionalized = structure == .coregionalized
        let steps = structure == .autoregressive ? levelCount - 1 : 0
        var result = Hyperparameters(
            components: parameterPriors.enumerated().map { component, list in
                let prior = component == 0 ? priors.variance : priors.discrepancyVariance
                return .init(
                    variance: settings.learnsVariances && !isCoregionalized ? prior.mode : 1,
                    parameters: list.map { max($0.mode, 1e-3) })
            },
            factors: [Double](repeating: priors.factor.location, count: steps),
            noiseVariances: [Double](repeating: priors.noiseVariance.mode, count: levelCount),
            means: [Double](repeating: 0, count: levelCount))
        if isCoregionalized {
            result.coregionalization = (0..<levelCount).map { row in
                (0...row).map { column in
                    let prior = row == 0 ? priors.variance : priors.discrepancyVariance
                    return row == column ? prior.mode.squareRoot() : column == 0 ? priors.factor.location : 0
                }
            }
        } else if !settings.learnsVariances, let warm = settings.warmStart {
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
        for component in result.components.indices {
            for (position, parameter) in parameters[component].enumerated() where parameter.role == .lengthScale {
                result.components[component].parameters[position] *= stretch
            }
            if component > 0 { result.components[component].variance *= discrepancy }
        }
        for level in result.noiseVariances.indices { result.noiseVariances[level] *= noise }
        return result
    }

    /// The vector of the learned values, moved inside the bounds.
    func vector(of hyperparameters: Hyperparameters) -> [Double] {
        elements.indices.map { min(max(value(elements[$0], hyperparameters), lower[$0]), upper[$0]) }
    }

    private func value(_ element: Element, _ hyperparameters: Hyperparameters) -> Double {
        switch element {
        case .variance(let component): return log(hyperparameters.components[component].variance)
        case .parameter(let component, let index):
            return log(hyperparameters.components[component].parameters[index])
        case .factor(let step): return hyperparameters.factors[step]
        case .coregionalization(let row, let column):
            let value = hyperparameters.coregionalization?[row][column] ?? 0
            return row == column ? log(abs(value)) : value
        case .noise(let level): return log(hyperparameters.noiseVariances[level])
        }
    }

    /// The hyperparameters of a vector; the means are left at zero.
    func hyperparameters(of vector: UnsafeBufferPointer<Double>) -> Hyperparameters {
        var result = template
        for (index, element) in elements.enumerated() {
            let value = vector[index]
            switch element {
            case .variance(let component): result.components[component].variance = exp(value)
            case .parameter(let component, let index): result.components[component].parameters[index] = exp(value)
            case .factor(let step): result.factors[step] = value
            case .coregionalization(let row, let column):
                result.coregionalization?[row][column] = row == column ? exp(value) : value
            case .noise(let level): result.noiseVariances[level] = exp(value)
            }
        }
        return result
    }

    /// The logarithm of the prior density, the normalising constant of the means left out.
    func logPrior(_ vector: UnsafeBufferPointer<Double>, means: [Double]) -> Double {
        var sum = 0.0
        for (index, element) in elements.enumerated() { sum += logPrior(element, vector[index]).value }
        for mean in means { sum -= 0.5 * mean * mean / priors.meanVariance }
        return sum
    }

    /// Writes minus the derivatives of the logarithm of likelihood times prior.
    func writeNegated(
        _ gradient: LogLikelihood.Gradient, at vector: UnsafeBufferPointer<Double>,
        into output: UnsafeMutableBufferPointer<Double>
    ) {
        for (index, element) in elements.enumerated() {
            let likelihood =
                switch element {
                case .variance(let component): gradient.logVariances[component]
                case .parameter(let component, let index): gradient.logParameters[component][index]
                case .factor(let step): gradient.factors[step]
                case .coregionalization(let row, let column):
                    gradient.coregionalization[row][column] * (row == column ? exp(vector[index]) : 1)
                case .noise(let level): gradient.logNoiseVariances[level]
                }
            output[index] = -likelihood - logPrior(element, vector[index]).slope
        }
    }

    /// The logarithm of the prior density of one element, and its derivative by the element.
    private func logPrior(_ element: Element, _ value: Double) -> (value: Double, slope: Double) {
        func logNormal(_ prior: LogNormalPrior, scale: Double = 1) -> (value: Double, slope: Double) {
            (prior.logDensity(logValue: scale * value), scale * prior.logDensityDerivative(logValue: scale * value))
        }
        switch element {
        case .variance(let component):
            return logNormal(component == 0 ? priors.variance : priors.discrepancyVariance)
        case .parameter(let component, let index):
            let prior = parameterPriors[component][index]
            return (prior.logDensity(logValue: value), prior.logDensityDerivative(logValue: value))
        case .coregionalization(let row, let column) where row == column:
            return logNormal(row == 0 ? priors.variance : priors.discrepancyVariance, scale: 2)
        case .factor, .coregionalization:
            return (priors.factor.logDensity(value), priors.factor.logDensityDerivative(value))
        case .noise:
            return logNormal(priors.noiseVariance)
        }
    }
}

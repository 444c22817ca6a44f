import Glibc

/// The learned hyperparameters as one vector: logarithms of what is positive, the rest as it is.
struct ParameterLayout {
    static let builtInStartCount = 4
    static let largestNoise = 10.0
    private static let variances = 1e-6...1e3
    private static let factors = -10.0...10.0

    let elements: [HyperparameterElement]
    let lower: [Double]
    let upper: [Double]
    private let prior: ElementPrior
    private let template: Hyperparameters
    private let parameters: [[KernelParameter]]

    init(settings: FitSettings, priors: Priors, workspace: LikelihoodWorkspace) {
        let parameters = workspace.programs.map(\.parameters)
        let prior = ElementPrior(priors, parameters: parameters)
        let template = Self.template(
            settings: settings, prior: prior, levelCount: workspace.levelCount, structure: workspace.structure)
        let elements = HyperparameterElement.learned(template, settings: settings)
        let bounds = elements.map { Self.bounds(of: $0, parameters: parameters, settings: settings) }
        self.parameters = parameters
        self.prior = prior
        self.template = template
        self.elements = elements
        lower = bounds.map(\.lowerBound)
        upper = bounds.map(\.upperBound)
    }

    private static func bounds(
        of element: HyperparameterElement, parameters: [[KernelParameter]], settings: FitSettings
    ) -> ClosedRange<Double> {
        switch element {
        case .variance: return logarithms(variances)
        case .parameter(let component, let index): return logarithms(parameters[component][index].bounds)
        case .coregionalization(let row, let column) where row == column:
            // The square of a diagonal element is a variance.
            let range = logarithms(variances)
            return (0.5 * range.lowerBound)...(0.5 * range.upperBound)
        case .factor, .coregionalization: return factors
        case .noise: return logarithms(settings.smallestNoise...largestNoise)
        case .mean: return -Double.infinity...Double.infinity
        }
    }

    private static func logarithms(_ range: ClosedRange<Double>) -> ClosedRange<Double> {
        log(range.lowerBound)...log(range.upperBound)
    }

    /// The values of everything that is not learned, and the first built-in start for the rest.
    private static func template(
        settings: FitSettings, prior: ElementPrior, levelCount: Int, structure: CovarianceModel.Levels
    ) -> Hyperparameters {
        let priors = prior.priors
        let isCoregionalized = structure == .coregionalized
        let steps = structure == .autoregressive ? levelCount - 1 : 0
        var result = Hyperparameters(
            components: prior.parameters.enumerated().map { component, list in
                .init(
                    variance: settings.learnsVariances && !isCoregionalized ? prior.variance(component).mode : 1,
                    parameters: list.map { max($0.mode, 1e-3) })
            },
            factors: [Double](repeating: priors.factor.location, count: steps),
            noiseVariances: [Double](repeating: priors.noiseVariance.mode, count: levelCount),
            means: [Double](repeating: 0, count: levelCount))
        if isCoregionalized {
            result.coregionalization = (0..<levelCount).map { row in
                (0...row).map { column in
                    row == column
                        ? prior.variance(row).mode.squareRoot() : column == 0 ? priors.factor.location : 0
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
        elements.indices.map { min(max(elements[$0].value(in: hyperparameters), lower[$0]), upper[$0]) }
    }

    /// The hyperparameters of a vector; the means are left at zero.
    func hyperparameters(of vector: UnsafeBufferPointer<Double>) -> Hyperparameters {
        var result = template
        for (index, element) in elements.enumerated() { element.write(vector[index], into: &result) }
        return result
    }

    /// The logarithm of the prior density, the normalising constant of the means left out.
    func logPrior(_ vector: UnsafeBufferPointer<Double>, means: [Double]) -> Double {
        var sum = 0.0
        for (index, element) in elements.enumerated() { sum += prior.logDensity(element, vector[index]).value }
        for mean in means { sum -= 0.5 * mean * mean / prior.priors.meanVariance }
        return sum
    }

    /// Writes minus the derivatives of the logarithm of likelihood times prior.
    func writeNegated(
        _ gradient: LogLikelihood.Gradient, at vector: UnsafeBufferPointer<Double>,
        into output: UnsafeMutableBufferPointer<Double>
    ) {
        for (index, element) in elements.enumerated() {
            let likelihood = element.derivative(of: gradient, at: vector[index])
            output[index] = -likelihood - prior.logDensity(element, vector[index]).slope
        }
    }
}

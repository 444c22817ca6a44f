import Glibc

/// Hyperparameters as one vector over which a posterior density is roughly normal: logarithms of what is positive;
/// factors, means and the elements below the diagonal of a coregionalisation as they are.
struct HyperparameterCoordinates {
    let elements: [HyperparameterElement]
    private let prior: ElementPrior
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
        parameters = try settings.covarianceModel.programs(groups: groups, levelCount: template.levelCount)
            .map(\.parameters)
        prior = ElementPrior(priors, parameters: parameters)
        elements =
            HyperparameterElement.learned(template, settings: settings)
            + template.means.indices.map { .mean(index: $0) }
        smallestNoise = settings.smallestNoise
    }

    /// The vector of the template.
    var origin: [Double] { elements.map { $0.value(in: template) } }

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
            case .coregionalization(let row, let column) where row == column:
                result.coregionalization?[row][row] = positive(2 * value, Self.variances).squareRoot()
            case .noise(let level):
                result.noiseVariances[level] = positive(value, smallestNoise...Self.largestNoise)
            case .factor, .coregionalization, .mean: element.write(value, into: &result)
            }
        }
        return (result, moved)
    }

    /// The logarithm of the prior density over the vector.
    func logPrior(_ vector: [Double]) -> Double {
        zip(elements, vector).reduce(0) { $0 + prior.logDensityOverElement($1.0, $1.1).value }
    }

    /// The derivatives of the logarithm of likelihood times prior by the vector.
    func gradient(_ likelihood: LogLikelihood.Gradient, at vector: [Double]) -> [Double] {
        zip(elements, vector).map { element, value in
            element.derivative(of: likelihood, at: value) + prior.logDensityOverElement(element, value).slope
        }
    }
}

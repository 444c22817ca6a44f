import Glibc

/// One number of the hyperparameters, as an element of a vector: the logarithm of what is positive, the rest as it is.
enum HyperparameterElement: Hashable {
    case variance(component: Int)
    case parameter(component: Int, index: Int)
    case factor(step: Int)
    case coregionalization(row: Int, column: Int)
    case noise(level: Int)
    case mean(index: Int)

    /// The elements that a fit with some settings searches over, in order; the means follow from them.
    static func learned(_ hyperparameters: Hyperparameters, settings: FitSettings) -> [HyperparameterElement] {
        var elements: [HyperparameterElement] = []
        for component in hyperparameters.components.indices {
            if settings.learnsVariances && hyperparameters.coregionalization == nil {
                elements.append(.variance(component: component))
            }
            for index in hyperparameters.components[component].parameters.indices {
                elements.append(.parameter(component: component, index: index))
            }
        }
        for step in hyperparameters.factors.indices { elements.append(.factor(step: step)) }
        for (row, values) in (hyperparameters.coregionalization ?? []).enumerated() {
            for column in values.indices { elements.append(.coregionalization(row: row, column: column)) }
        }
        if case .learned = settings.noise {
            for level in hyperparameters.noiseVariances.indices { elements.append(.noise(level: level)) }
        }
        return elements
    }

    /// The element of a vector that stands for some hyperparameters.
    func value(in hyperparameters: Hyperparameters) -> Double {
        switch self {
        case .variance(let component): return log(hyperparameters.components[component].variance)
        case .parameter(let component, let index):
            return log(hyperparameters.components[component].parameters[index])
        case .factor(let step): return hyperparameters.factors[step]
        case .coregionalization(let row, let column):
            let value = hyperparameters.coregionalization?[row][column] ?? 0
            return row == column ? log(abs(value)) : value
        case .noise(let level): return log(hyperparameters.noiseVariances[level])
        case .mean(let index): return hyperparameters.means[index]
        }
    }

    /// Puts the number that an element of a vector stands for into hyperparameters.
    func write(_ value: Double, into hyperparameters: inout Hyperparameters) {
        switch self {
        case .variance(let component): hyperparameters.components[component].variance = exp(value)
        case .parameter(let component, let index):
            hyperparameters.components[component].parameters[index] = exp(value)
        case .factor(let step): hyperparameters.factors[step] = value
        case .coregionalization(let row, let column):
            hyperparameters.coregionalization?[row][column] = row == column ? exp(value) : value
        case .noise(let level): hyperparameters.noiseVariances[level] = exp(value)
        case .mean(let index): hyperparameters.means[index] = value
        }
    }

    /// The derivative of the logarithm of the likelihood by an element of a vector.
    func derivative(of gradient: LogLikelihood.Gradient, at value: Double) -> Double {
        switch self {
        case .variance(let component): return gradient.logVariances[component]
        case .parameter(let component, let index): return gradient.logParameters[component][index]
        case .factor(let step): return gradient.factors[step]
        case .coregionalization(let row, let column):
            return gradient.coregionalization[row][column] * (row == column ? exp(value) : 1)
        case .noise(let level): return gradient.logNoiseVariances[level]
        case .mean(let index): return gradient.means[index]
        }
    }
}

import CKernels
import LinearAlgebra

extension LikelihoodWorkspace {
    /// The derivatives of the logarithm of the marginal likelihood, given the factor and alpha.
    ///
    /// With W = alpha alpha^T - K^-1 the derivative by a hyperparameter t is tr(W dK/dt) / 2 (Rasmussen and Williams,
    /// equation 5.9). K^-1 is formed once; each hyperparameter then takes O(n^2). The factor and the stored derivatives
    /// are used up.
    func gradient(_ hyperparameters: Hyperparameters) throws(GaussianProcessError) -> LogLikelihood.Gradient {
        try GaussianProcessError.wrap { () throws(LinearAlgebraError) in
            try DenseRoutines.invert(factor: matrix, order: count, stride: count)
        }
        var result = LogLikelihood.Gradient(
            logVariances: [Double](repeating: 0, count: levelCount),
            logLengthScales: [[Double]](repeating: [Double](repeating: 0, count: groupCount), count: levelCount),
            factors: [Double](repeating: 0, count: levelCount - 1),
            logNoiseVariances: [Double](repeating: 0, count: levelCount),
            means: [Double](repeating: 0, count: levelCount))
        addNoiseAndMeans(hyperparameters, to: &result)
        for level in 0..<levelCount where !block(level).isEmpty {
            addComponent(level, hyperparameters, to: &result)
        }
        return result
    }

    private func addNoiseAndMeans(_ hyperparameters: Hyperparameters, to result: inout LogLikelihood.Gradient) {
        for level in 0..<levelCount {
            var trace = 0.0
            var sum = 0.0
            for row in starts[level]..<starts[level + 1] {
                trace += alpha[row] * alpha[row] - matrix[row * (count + 1)]
                sum += alpha[row]
            }
            result.logNoiseVariances[level] = 0.5 * hyperparameters.noiseVariances[level] * trace
            for component in 0...level {
                result.means[component] += sum * hyperparameters.weight(of: component, in: level)
                for step in (component + 1)..<max(levelCount, component + 1) {
                    result.factors[step - 1] +=
                        sum * hyperparameters.means[component]
                        * hyperparameters.weightDerivative(of: component, in: level, by: step)
                }
            }
        }
    }

    /// Adds what the component of a level contributes: first the sums of W times covariance by pair of levels, from
    /// which variance and factors follow; then the length scales, from weights left in place of the derivatives.
    private func addComponent(
        _ component: Int, _ hyperparameters: Hyperparameters, to result: inout LogLikelihood.Gradient
    ) {
        let rows = block(component)
        let variance = hyperparameters.components[component].variance
        let weights = (0..<levelCount).map { hyperparameters.weight(of: component, in: $0) }
        // Element (a, b) with a >= b holds both halves of the symmetric sum.
        var sums = Matrix(rows: levelCount, columns: levelCount)
        for column in rows {
            let columnLevel = levels[column]
            sums[columnLevel, columnLevel] += alpha[column] * alpha[column] - matrix[column * (count + 1)]
            derivatives[component][column * (count + 1)] = 0
            for upper in columnLevel..<levelCount {
                let first = max(column + 1, starts[upper])
                let end = starts[upper + 1]
                guard first < end else { continue }
                let position = column * count + first
                sums[upper, columnLevel] +=
                    2
                    * ingot_weigh_gradient(
                        end - first, alpha[column], alpha + first, matrix + position, values[component] + position,
                        weights[columnLevel] * weights[upper], derivatives[component] + position)
            }
        }
        for upper in component..<levelCount {
            for lower in component...upper {
                let sum = 0.5 * variance * sums[upper, lower]
                result.logVariances[component] += sum * weights[upper] * weights[lower]
                for step in (component + 1)..<max(levelCount, component + 1) {
                    result.factors[step - 1] +=
                        sum
                        * (weights[lower] * hyperparameters.weightDerivative(of: component, in: upper, by: step)
                            + weights[upper] * hyperparameters.weightDerivative(of: component, in: lower, by: step))
                }
            }
        }
        scaleFeatures(component, hyperparameters)
        for column in 0..<columns { columnSums[column] = 0 }
        ingot_add_weighted_squared_differences(
            rows.count, columns, scaled + rows.lowerBound, count,
            derivatives[component] + rows.lowerBound * (count + 1), count, columnSums)
        for column in 0..<columns {
            result.logLengthScales[component][groups[column]] -= 2 * variance * columnSums[column]
        }
    }
}

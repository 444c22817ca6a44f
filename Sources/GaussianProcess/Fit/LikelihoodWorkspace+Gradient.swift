import CKernels
import LinearAlgebra

extension LikelihoodWorkspace {
    /// The derivatives of the logarithm of the marginal likelihood, given the factor and alpha.
    ///
    /// With W = alpha alpha^T - K^-1 the derivative by a hyperparameter t is tr(W dK/dt) / 2 (Rasmussen and Williams,
    /// equation 5.9). K^-1 is formed once, in place of the factor; then, column by column, the covariances are computed
    /// again and W goes backward through each kernel.
    func gradient(_ hyperparameters: Hyperparameters) throws(GaussianProcessError) -> LogLikelihood.Gradient {
        try GaussianProcessError.wrap { () throws(LinearAlgebraError) in
            try DenseRoutines.invert(factor: matrix, order: count, stride: count)
        }
        var result = LogLikelihood.Gradient(
            logVariances: [Double](repeating: 0, count: programs.count),
            logParameters: programs.map { [Double](repeating: 0, count: $0.parameters.count) },
            factors: [Double](repeating: 0, count: hyperparameters.factors.count),
            coregionalization: (hyperparameters.coregionalization ?? []).map { $0.map { _ in 0 } },
            logNoiseVariances: [Double](repeating: 0, count: levelCount),
            means: [Double](repeating: 0, count: levelCount))
        addNoiseAndMeans(hyperparameters, to: &result)
        for term in terms {
            let sums = addKernel(term, to: &result.logParameters[term.kernel])
            term.addDerivatives(structure, hyperparameters, sums: sums, to: &result)
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
            for component in 0..<levelCount {
                result.means[component] += sum * hyperparameters.meanWeight(of: component, in: level)
                guard structure == .autoregressive else { continue }
                for step in (component + 1)..<max(levelCount, component + 1) {
                    result.factors[step - 1] +=
                        sum * hyperparameters.means[component]
                        * hyperparameters.weightDerivative(of: component, in: level, by: step)
                }
            }
        }
    }

    /// Adds the derivatives by the logarithms of a kernel's hyperparameters.
    ///
    /// - Returns: The derivatives by the elements of the term's matrix, element (u, l) with u >= l.
    private func addKernel(_ term: CovarianceTerm, to derivatives: inout [Double]) -> Matrix {
        var sums = Matrix(rows: levelCount, columns: levelCount)
        let kernel = kernels[term.kernel]
        for column in 0..<columns { columnSums[column] = 0 }
        derivatives.withUnsafeMutableBufferPointer { derivatives in
            for column in starts[term.firstLevel]..<count {
                let columnLevel = levels[column]
                let rows = rows(of: term.kernel, from: column)
                let values = kernel.values(
                    rows: rows, point: point, tape: tape, slopes: kernel.isPlain ? slopes : nil)
                let inverse = matrix + column * (count + 1)
                // Off the diagonal each pair counts twice, which undoes the half.
                let own = 0.5 * (alpha[column] * alpha[column] - inverse[0])
                sums[columnLevel, columnLevel] += own * values[0]
                if kernel.isPlain {
                    slopes[0] = 0
                } else {
                    for row in 1..<max(1, rows.count) { slopes[row] = 1 }
                    slopes[0] = own * term.covariances[columnLevel, columnLevel]
                }
                for upper in columnLevel..<levelCount {
                    let first = max(column + 1, starts[upper])
                    let end = starts[upper + 1]
                    guard first < end else { continue }
                    let offset = first - column
                    sums[upper, columnLevel] += ingot_weigh_gradient(
                        end - first, alpha[column], alpha + first, inverse + offset, values + offset,
                        term.covariances[upper, columnLevel], slopes + offset)
                }
                if kernel.isPlain {
                    ingot_add_weighted_squared_distances(
                        rows.count, columns, rows.base, rows.stride, point, slopes, columnSums)
                } else {
                    kernel.backward(
                        rows: rows, point: point, tape: tape, adjoint: slopes,
                        logParameters: derivatives.baseAddress, coordinates: nil)
                }
            }
            if kernel.isPlain {
                for column in 0..<columns { derivatives[groups[column]] -= 2 * columnSums[column] }
            }
        }
        return sums
    }
}

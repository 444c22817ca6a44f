import LinearAlgebra

/// One term M[l, l'] k(x, x') of the covariance between levels l and l'.
struct CovarianceTerm {
    /// Which kernel.
    let kernel: Int
    /// M is zero in the rows and columns before this one.
    let firstLevel: Int
    /// M, symmetric.
    let covariances: Matrix

    /// The terms of a model: one a component, a single one for coregionalised levels.
    static func terms(_ structure: CovarianceModel.Levels, _ hyperparameters: Hyperparameters) -> [CovarianceTerm] {
        let count = hyperparameters.levelCount
        switch structure {
        case .autoregressive, .sharedDiscrepancy:
            return (0..<count).map { component in
                var matrix = Matrix(rows: count, columns: count)
                let weights = (0..<count).map { hyperparameters.weight(of: component, in: $0) }
                for row in 0..<count {
                    for column in 0..<count {
                        matrix[row, column] = hyperparameters.variance(of: component) * weights[row] * weights[column]
                    }
                }
                return CovarianceTerm(
                    kernel: component, firstLevel: structure == .autoregressive ? component : 0, covariances: matrix)
            }
        case .coregionalized:
            var matrix = Matrix(rows: count, columns: count)
            for row in 0..<count {
                for column in 0..<count { matrix[row, column] = hyperparameters.priorCovariance(row, column) }
            }
            return [CovarianceTerm(kernel: 0, firstLevel: 0, covariances: matrix)]
        }
    }

    /// Adds the derivatives that follow from those by the elements of M.
    ///
    /// - Parameter sums: Element (u, l) with u >= l holds the derivative by M[u, l] = M[l, u].
    func addDerivatives(
        _ structure: CovarianceModel.Levels, _ hyperparameters: Hyperparameters, sums: Matrix,
        to result: inout LogLikelihood.Gradient
    ) {
        let variance = hyperparameters.variance(of: kernel)
        for upper in firstLevel..<hyperparameters.levelCount {
            for lower in firstLevel...upper {
                let sum = sums[upper, lower]
                result.logVariances[kernel] += sum * covariances[upper, lower]
                switch structure {
                case .sharedDiscrepancy: break
                case .autoregressive:
                    let upperWeight = hyperparameters.weight(of: kernel, in: upper)
                    let lowerWeight = hyperparameters.weight(of: kernel, in: lower)
                    for step in (kernel + 1)..<max(hyperparameters.levelCount, kernel + 1) {
                        result.factors[step - 1] +=
                            sum * variance
                            * (lowerWeight * hyperparameters.weightDerivative(of: kernel, in: upper, by: step)
                                + upperWeight * hyperparameters.weightDerivative(of: kernel, in: lower, by: step))
                    }
                case .coregionalized:
                    for shared in 0...lower {
                        result.coregionalization[upper][shared] +=
                            sum * variance * hyperparameters.weight(of: shared, in: lower)
                        result.coregionalization[lower][shared] +=
                            sum * variance * hyperparameters.weight(of: shared, in: upper)
                    }
                }
            }
        }
    }
}

import LinearAlgebra

extension GaussianProcess {
    /// Leaves out each observation in turn, with hyperparameters and means held, from one inverse.
    ///
    /// The mean without observation i is y_i - alpha_i / K^-1_ii, the variance 1 / K^-1_ii (O. Dubrule, "Cross
    /// validation of kriging in a unique neighborhood", Math. Geology 15, 1983; S. Sundararajan and S. Keerthi,
    /// "Predictive approaches for choosing hyperparameters in Gaussian processes", Neural Computation 13, 2001).
    ///
    /// - Throws: `GaussianProcessError.linearAlgebra`.
    /// - Complexity: O(n^3).
    public func leaveOneOut() throws(GaussianProcessError) -> LeaveOneOut {
        let inverse = try GaussianProcessError.wrap { () throws(LinearAlgebraError) in try cholesky.inverse() }
        var means = [Double](repeating: 0, count: count)
        var variances = means
        var targets = means
        var sortedLevels = [Int](repeating: 0, count: count)
        let square = scaling.scale * scaling.scale
        for position in 0..<count {
            let row = order[position]
            let target = residuals[position] + constants.priorMeans[levels[position]]
            targets[row] = scaling.restored(target)
            means[row] = scaling.restored(target - alpha[position] / inverse[position, position])
            variances[row] = square / inverse[position, position]
            sortedLevels[row] = levels[position]
        }
        return LeaveOneOut(means: means, variances: variances, targets: targets, levels: sortedLevels)
    }
}

import CKernels
public import LinearAlgebra

/// The stationary covariance functions, as functions of the scaled distance r with r^2 = sum over columns of
/// (x - x')^2 / l^2, with unit variance.
///
/// C. Rasmussen and C. Williams, "Gaussian Processes for Machine Learning" (2006), section 4.2.1.
public enum CovarianceFunction: String, Codable, Hashable, Sendable, CaseIterable {
    /// exp(-r): continuous, nowhere differentiable.
    case matern12
    /// (1 + a) exp(-a) with a = sqrt(3) r: once differentiable.
    case matern32
    /// (1 + a + a^2 / 3) exp(-a) with a = sqrt(5) r: twice differentiable.
    case matern52
    /// exp(-r^2 / 2): infinitely differentiable.
    case squaredExponential

    var kind: Int32 {
        switch self {
        case .matern12: 0
        case .matern32: 1
        case .matern52: 2
        case .squaredExponential: 3
        }
    }

    /// The matrix of covariances between the rows of two matrices.
    ///
    /// - Parameters:
    ///   - left: n x p.
    ///   - right: m x p.
    ///   - lengthScales: p positive numbers, one a column.
    /// - Returns: n x m, with values in [0, 1].
    /// - Throws: `GaussianProcessError.countMismatch` or `.invalidHyperparameter`.
    public func matrix(
        between left: Matrix, and right: Matrix, lengthScales: [Double]
    ) throws(GaussianProcessError) -> Matrix {
        guard right.columns == left.columns else {
            throw .countMismatch(of: "columns", found: right.columns, needed: left.columns)
        }
        guard lengthScales.count == left.columns else {
            throw .countMismatch(of: "length scales", found: lengthScales.count, needed: left.columns)
        }
        if let bad = lengthScales.first(where: { !($0 > 0 && $0.isFinite) }) {
            throw .invalidHyperparameter(name: "length scale", value: bad)
        }
        let inverse = lengthScales.map { 1 / $0 }
        let rows = left.scalingColumns(by: inverse)
        let points = right.scalingColumns(by: inverse)
        var result = Matrix(rows: left.rows, columns: right.rows)
        let count = left.rows
        result.storage.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            for index in 0..<points.rows {
                let output = base + index * count
                ingot_squared_distances(count, rows.columns, rows.storage, count, points.row(index), output)
                ingot_covariance_values(kind, count, output)
            }
        }
        return result
    }
}

public import LinearAlgebra

/// The covariances of the target level at a fixed set of points with any level at other points, given the data: what a
/// knowledge gradient asks for again and again.
///
/// K^-1 k is kept for the fixed points, so that one more candidate takes no solve:
/// cov(f_T(z), f_l(x)) = k_Tl(z, x) - (K^-1 k_T(z))^T k_l(x).
public struct TargetCovariances: Sendable {
    /// How many fixed points there are.
    public let count: Int
    private let model: GaussianProcess
    /// K^-1 times the covariances of the target level at the points with the observations, n x m.
    private let solved: Matrix
    /// The points as each kernel works on them, m x p each.
    private let preparedPoints: [Matrix]

    init(_ model: GaussianProcess, points: Matrix) throws(GaussianProcessError) {
        try model.check(points)
        count = points.rows
        self.model = model
        let levels = [Int](repeating: model.levelCount - 1, count: points.rows)
        let cross = model.crossCovariance(with: points, levels: levels)
        solved = try GaussianProcessError.wrap { () throws(LinearAlgebraError) in try model.cholesky.solve(cross) }
        preparedPoints = model.kernels.map { $0.prepared(points) }
    }

    /// The covariances of the target level at the fixed points with levels at other points.
    ///
    /// - Parameters:
    ///   - others: Encoded points, c x p.
    ///   - levels: The level at each of them.
    /// - Returns: m x c, in the square of the targets' unit.
    /// - Throws: `GaussianProcessError`.
    /// - Complexity: O((n + m) p + m n) for each of the other points.
    public func covariances(with others: Matrix, levels: [Int]) throws(GaussianProcessError) -> Matrix {
        try model.check(others)
        guard levels.count == others.rows else {
            throw .countMismatch(of: "levels", found: levels.count, needed: others.rows)
        }
        if let row = levels.firstIndex(where: { $0 < 0 || $0 >= model.levelCount }) {
            throw .levelOutOfRange(row: row, level: levels[row], levelCount: model.levelCount)
        }
        let cross = model.crossCovariance(with: others, levels: levels)
        var result = Matrix(rows: count, columns: others.rows)
        let target = [Int](repeating: model.levelCount - 1, count: count)
        model.addPriorCovariances(rows: preparedPoints, rowLevels: target, points: others, levels: levels, to: &result)
        let explained = try GaussianProcessError.wrap { () throws(LinearAlgebraError) in
            try solved.multiplied(by: cross, transposingLeft: true)
        }
        let square = model.scaling.scale * model.scaling.scale
        for index in result.storage.indices {
            result.storage[index] = square * (result.storage[index] - explained.storage[index])
        }
        return result
    }
}

extension GaussianProcess {
    /// Prepares the covariances of the target level at fixed points with other points.
    ///
    /// - Parameter points: Encoded points, m x p.
    /// - Throws: `GaussianProcessError.countMismatch` or `.valueNotFinite`.
    /// - Complexity: O(n^2 m).
    public func targetCovariances(of points: Matrix) throws(GaussianProcessError) -> TargetCovariances {
        try TargetCovariances(self, points: points)
    }

    /// The covariance, given the data, of the target level at some points with given levels at others.
    ///
    /// - Parameters:
    ///   - points: Encoded points, m x p, at the target level.
    ///   - others: Encoded points, c x p.
    ///   - levels: The level at each of the others.
    /// - Returns: m x c, in the square of the targets' unit, without noise.
    /// - Throws: `GaussianProcessError`.
    public func targetCovariance(
        of points: Matrix, with others: Matrix, levels: [Int]
    ) throws(GaussianProcessError) -> Matrix {
        try targetCovariances(of: points).covariances(with: others, levels: levels)
    }
}

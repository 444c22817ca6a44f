public import LinearAlgebra

/// The shares of a function's variance that its inputs are responsible for, over inputs that vary independently.
///
/// Estimated on the design of A. Saltelli et al., "Variance based sensitivity analysis of model output", Computer
/// Physics Communications 181, 2010: the first-order index by their equation (b), the total index by M. Jansen's
/// formula, their (f). Groups of columns (such as the columns of one category) vary together.
/// ```swift
/// let importance = try SobolIndices.estimate(first: a, second: b) { points in
/// try forecast(points)
/// }
/// // importance.first[0]: the share of the variance that parameter 0 explains by itself
/// ```
public struct SobolIndices: Sendable, Hashable, Codable {
    /// The share of the variance that each group explains by itself, 0 to 1 up to the error of the estimate.
    public let first: [Double]
    /// The share that would be left if all but this group were known: its own and its interactions'.
    public let total: [Double]
    /// The mean of the function over the design.
    public let mean: Double
    /// The variance of the function over the design; where it is zero all indices are zero.
    public let variance: Double
    /// How many points the function was asked for.
    public let evaluations: Int

    /// Estimates the indices from two independent samples of the inputs.
    ///
    /// Low-discrepancy samples are best: the first and the second half of the columns of one sequence in twice the
    /// number of columns.
    /// - Parameters:
    ///   - first: n x p, a sample of the inputs.
    ///   - second: n x p, another one.
    ///   - groups: The group of each column, counting 0, 1, ...; `nil` gives each column its own.
    ///   - function: Takes n points at a time, n x p, and gives n values.
    /// - Throws: `GaussianProcessError`: `.countMismatch`, `.empty`, `.invalidGroups`, `.valueNotFinite`, or what the
    ///   function throws.
    /// - Complexity: (groups + 2) n values of the function.
    public static func estimate(
        first: Matrix, second: Matrix, groups: [Int]? = nil,
        function: (Matrix) throws(GaussianProcessError) -> [Double]
    ) throws(GaussianProcessError) -> SobolIndices {
        let (rows, columns) = (first.rows, first.columns)
        guard rows > 0, columns > 0 else { throw .empty(observations: rows, columns: columns) }
        guard second.rows == rows else { throw .countMismatch(of: "rows", found: second.rows, needed: rows) }
        guard second.columns == columns else {
            throw .countMismatch(of: "columns", found: second.columns, needed: columns)
        }
        let groups = groups ?? Array(0..<columns)
        guard groups.count == columns else {
            throw .countMismatch(of: "column groups", found: groups.count, needed: columns)
        }
        let groupCount = (groups.max() ?? -1) + 1
        guard (groups.min() ?? 0) >= 0, groupCount <= columns, (0..<groupCount).allSatisfy(groups.contains) else {
            throw .invalidGroups(groups)
        }
        func values(_ points: Matrix) throws(GaussianProcessError) -> [Double] {
            let values = try function(points)
            guard values.count == rows else { throw .countMismatch(of: "values", found: values.count, needed: rows) }
            if let row = values.firstIndex(where: { !$0.isFinite }) { throw .valueNotFinite(row: row, column: nil) }
            return values
        }

        let atFirst = try values(first)
        let atSecond = try values(second)
        let count = Double(rows)
        // Divided before they are added, so that values near the largest number do not overflow.
        let mean = zip(atFirst, atSecond).reduce(0) { $0 + $1.0 / (2 * count) + $1.1 / (2 * count) }
        let variance = zip(atFirst, atSecond).reduce(0) { sum, pair in
            sum + ((pair.0 - mean) * (pair.0 - mean) + (pair.1 - mean) * (pair.1 - mean)) / (2 * count)
        }
        var own = [Double](repeating: 0, count: groupCount)
        var total = own
        for group in 0..<groupCount {
            var mixed = first
            for column in 0..<columns where groups[column] == group {
                for row in 0..<rows { mixed[row, column] = second[row, column] }
            }
            let atMixed = try values(mixed)
            guard variance > 0 else { continue }
            for row in 0..<rows {
                // Centred: the estimate does not change and loses fewer figures.
                own[group] += (atSecond[row] - mean) * (atMixed[row] - atFirst[row])
                total[group] += (atFirst[row] - atMixed[row]) * (atFirst[row] - atMixed[row])
            }
            own[group] /= count * variance
            total[group] /= 2 * count * variance
        }
        return SobolIndices(
            first: own, total: total, mean: mean, variance: variance, evaluations: (groupCount + 2) * rows)
    }
}

extension GaussianProcess {
    /// The importance of each group of feature columns for the posterior mean of the target level.
    ///
    /// - Parameters:
    ///   - first: n x p, a sample of the encoded points.
    ///   - second: n x p, another one.
    /// - Throws: As `SobolIndices.estimate`.
    public func importance(first: Matrix, second: Matrix) throws(GaussianProcessError) -> SobolIndices {
        try SobolIndices.estimate(first: first, second: second, groups: groups) {
            (points) throws(GaussianProcessError) in
            let posterior = try posterior(at: points)
            return (0..<points.rows).map { posterior.mean($0) }
        }
    }
}

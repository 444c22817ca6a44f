/// Latin hypercube designs: in every dimension exactly one point in each of as many equal intervals as there are
/// points.
///
/// M. D. McKay, R. J. Beckman and W. J. Conover, Technometrics 21 (1979).
public enum LatinHypercube {
    /// Draws a design.
    ///
    /// - Parameters:
    ///   - count: The number of points, at least 1.
    ///   - dimension: The number of dimensions, at least 1.
    ///   - generator: The source of randomness.
    /// - Returns: The points, each with one coordinate in [0, 1) for each dimension.
    /// - Throws: `SearchSpaceError.nonPositiveCount` or `.noParameters`.
    public static func points(
        count: Int, dimension: Int, using generator: inout RandomGenerator
    ) throws(SearchSpaceError) -> [[Double]] {
        guard count >= 1 else { throw .nonPositiveCount(found: count) }
        guard dimension >= 1 else { throw .noParameters }
        var points = Array(repeating: Array(repeating: 0.0, count: dimension), count: count)
        for axis in 0..<dimension {
            for (row, interval) in generator.permutation(of: count).enumerated() {
                points[row][axis] = (Double(interval) + generator.uniform()) / Double(count)
            }
        }
        return points
    }
}

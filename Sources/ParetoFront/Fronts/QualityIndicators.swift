/// How far one set of points is from another one, where larger is better.
public enum QualityIndicators {
    /// The smallest number that, added to every objective of a set, makes it at least as good as every reference point.
    ///
    /// E. Zitzler, L. Thiele, M. Laumanns, C. M. Fonseca and V. Grunert da Fonseca, IEEE Trans. Evol. Comput. 7 (2003),
    /// the additive epsilon indicator. Points with a NaN are left out.
    ///
    /// - Returns: Infinity for an empty set, minus infinity for no reference points.
    /// - Complexity: O(m n k).
    public static func additiveEpsilon(of points: [[Double]], against reference: [[Double]]) -> Double {
        usable(reference).reduce(-Double.infinity) { worst, target in
            max(
                worst,
                usable(points).reduce(Double.infinity) { best, point in
                    min(best, zip(target, point).reduce(-Double.infinity) { max($0, $1.0 - $1.1) })
                })
        }
    }

    /// The mean over reference points of the distance to the nearest point, counting only where that one is worse.
    ///
    /// H. Ishibuchi, H. Masuda, Y. Tanigaki and Y. Nojima, "Modified distance calculation in generational distance and
    /// inverted generational distance", EMO 2015, IGD+. Points with a NaN are left out.
    ///
    /// - Returns: Infinity for an empty set, 0 for no reference points.
    /// - Complexity: O(m n k).
    public static func invertedGenerationalDistancePlus(of points: [[Double]], against reference: [[Double]]) -> Double
    {
        let (points, reference) = (usable(points), usable(reference))
        guard !reference.isEmpty else { return 0 }
        let sum = reference.reduce(0.0) { sum, target in
            let nearest = points.reduce(Double.infinity) { best, point in
                let squares = zip(target, point).reduce(0.0) { total, pair in
                    let gap = max(0, pair.0 - pair.1)
                    return total + gap * gap
                }
                return min(best, squares)
            }
            return sum + nearest.squareRoot()
        }
        return sum / Double(reference.count)
    }

    private static func usable(_ points: [[Double]]) -> [[Double]] {
        points.filter { point in !point.contains { $0.isNaN } }
    }
}

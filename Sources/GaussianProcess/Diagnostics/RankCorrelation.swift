import Glibc

/// How far two lists agree in the order of their elements, as cheap and dear evaluations of the same points should.
public enum RankCorrelation {
    /// The ranks of values, from 1; equal values share the mean of their ranks.
    public static func ranks(_ values: [Double]) -> [Double] {
        let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
        var result = [Double](repeating: 0, count: values.count)
        var first = 0
        while first < order.count {
            var last = first
            while last + 1 < order.count, values[order[last + 1]] == values[order[first]] { last += 1 }
            for position in first...last { result[order[position]] = Double(first + last) / 2 + 1 }
            first = last + 1
        }
        return result
    }

    /// Spearman's coefficient: the correlation of the ranks.
    ///
    /// (C. Spearman, Am. J. Psychology 15, 1904.)
    ///
    /// - Parameters:
    ///   - left: n values without NaN.
    ///   - right: n values without NaN, of the same points.
    /// - Returns: Between -1 and 1; `nil` when the lists differ in length, hold a NaN or fewer than 2 values, or one of
    ///   them is constant.
    public static func spearman(_ left: [Double], _ right: [Double]) -> Double? {
        guard areComparable(left, right) else { return nil }
        let (first, second) = (ranks(left), ranks(right))
        let mean = Double(left.count + 1) / 2
        var (product, firstSquare, secondSquare) = (0.0, 0.0, 0.0)
        for (a, b) in zip(first, second) {
            product += (a - mean) * (b - mean)
            firstSquare += (a - mean) * (a - mean)
            secondSquare += (b - mean) * (b - mean)
        }
        guard firstSquare > 0, secondSquare > 0 else { return nil }
        return product / sqrt(firstSquare * secondSquare)
    }

    /// Kendall's coefficient with the correction for ties, tau-b.
    ///
    /// (M. Kendall, Biometrika 33, 1945.)
    ///
    /// - Returns: As `spearman`.
    /// - Complexity: O(n^2).
    public static func kendall(_ left: [Double], _ right: [Double]) -> Double? {
        guard areComparable(left, right) else { return nil }
        var balance = 0
        var (untiedLeft, untiedRight) = (0, 0)
        for later in 1..<left.count {
            for earlier in 0..<later {
                let first = sign(left[later], left[earlier])
                let second = sign(right[later], right[earlier])
                balance += first * second
                untiedLeft += first * first
                untiedRight += second * second
            }
        }
        guard untiedLeft > 0, untiedRight > 0 else { return nil }
        return Double(balance) / sqrt(Double(untiedLeft) * Double(untiedRight))
    }

    private static func sign(_ left: Double, _ right: Double) -> Int { left > right ? 1 : left < right ? -1 : 0 }

    private static func areComparable(_ left: [Double], _ right: [Double]) -> Bool {
        left.count == right.count && left.count >= 2
            && !left.contains(where: \.isNaN) && !right.contains(where: \.isNaN)
    }
}

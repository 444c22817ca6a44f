import Glibc

/// Nodes and weights with which the expectation of a function of a standard normal variable is a weighted sum.
///
/// Exact for polynomials of degree up to 2 n - 1 (M. Abramowitz and I. Stegun, "Handbook of Mathematical Functions",
/// 1964, 25.4.46, in the scaling of the standard normal density).
struct GaussHermiteRule: Sendable {
    let nodes: [Double]
    /// They sum to 1.
    let weights: [Double]

    /// The rule for transforms without closed form.
    static let standard = GaussHermiteRule(count: 48)

    /// Finds the roots of the orthonormal Hermite polynomial by bisection between sign changes, then Newton's method.
    init(count: Int) {
        // All roots lie inside (-2 sqrt n, 2 sqrt n), and neighbours are further apart than pi / sqrt(2 n + 1).
        let bound = 2 * Double(count).squareRoot()
        let step = 0.05 / Double(count).squareRoot()
        var found: [Double] = []
        var left = -bound
        var valueAtLeft = Self.polynomial(left, count).value
        while left < bound {
            let right = left + step
            let valueAtRight = Self.polynomial(right, count).value
            if valueAtLeft * valueAtRight < 0 {
                var root = (left + right) / 2
                for _ in 0..<8 {
                    let (value, derivative) = Self.polynomial(root, count)
                    root -= value / derivative
                }
                found.append(root)
            } else if valueAtRight == 0 {
                found.append(right)
            }
            (left, valueAtLeft) = (right, valueAtRight)
        }
        nodes = found
        let raw = found.map { node -> Double in
            let derivative = Self.polynomial(node, count).derivative
            return 1 / (derivative * derivative)
        }
        let total = raw.reduce(0, +)
        weights = raw.map { $0 / total }
    }

    /// The orthonormal Hermite polynomial and its derivative, up to a common factor.
    private static func polynomial(_ x: Double, _ degree: Int) -> (value: Double, derivative: Double) {
        var (last, value) = (0.0, 1.0)
        for index in 0..<degree {
            let next = (x * value - Double(index).squareRoot() * last) / Double(index + 1).squareRoot()
            (last, value) = (value, next)
        }
        return (value, Double(degree).squareRoot() * last)
    }
}

import Foundation

/// How likely a piece of silicon is to have no defect that kills it.
public enum YieldModel: Sendable, Hashable {
    /// `exp(-A D)`: defects fall independently.
    case poisson
    /// `((1 - exp(-A D)) / (A D))^2`, Murphy 1964.
    case murphy
    /// `(1 + A D / alpha)^-alpha`, Stapper 1973: defects cluster, the more so the smaller `alpha`.
    case negativeBinomial(alpha: Double)

    /// The share of pieces that work.
    ///
    /// - Parameters:
    ///   - expectedDefects: area times defect density, at least zero.
    /// - Returns: a share in 0...1.
    public func share(expectedDefects: Double) -> Double {
        1 - failure(expectedDefects: expectedDefects)
    }

    /// One minus the share of pieces that work, without cancellation for small pieces.
    public func failure(expectedDefects x: Double) -> Double {
        switch self {
        case .poisson:
            return -expm1(-x)
        case .murphy:
            guard x > 0 else { return 0 }
            // (1 - e^-x)/x = 1 - x/2 + x^2/6 - ...: below 10^-4 three terms are exact.
            let loss = x < 1e-4 ? x / 2 * (1 - x / 3 * (1 - x / 4)) : 1 + expm1(-x) / x
            return loss * (2 - loss)
        case .negativeBinomial(let alpha):
            return -expm1(-alpha * log1p(x / alpha))
        }
    }

    /// The share of groups of `required + spare` pieces in which at most `spare` fail.
    ///
    /// `sum_i<=r C(n + r, i) (1 - y)^i y^(n + r - i)`, term by term from the first.
    ///
    /// - Parameters:
    ///   - required: pieces that must work, `n`.
    ///   - spare: pieces more than that, `r`.
    ///   - failure: the share of pieces that fail, `1 - y`.
    /// - Returns: a share in 0...1.
    /// - Complexity: O(`spare`).
    public static func repaired(required: Int, spare: Int, failure: Double) -> Double {
        guard failure < 1 else { return required == 0 ? 1 : 0 }
        let total = required + spare
        var term = exp(Double(total) * log1p(-failure))
        var sum = term
        for failed in 0..<min(spare, total) {
            term *= Double(total - failed) / Double(failed + 1) * failure / (1 - failure)
            sum += term
        }
        return min(sum, 1)
    }
}

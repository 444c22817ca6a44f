import Glibc

/// Smooth forms of max(x, 0) and of the step at 0 whose tails fall as 1 / x^2, so that they never underflow to 0.
///
/// S. Ament, S. Daulton, D. Eriksson, M. Balandat and E. Bakshy, "Unexpected improvements to expected improvement for
/// Bayesian optimization", NeurIPS 2023, appendix A.
struct FatPositivePart: Sendable {
    /// The width of the smoothing, above 0, in units of the argument.
    let temperature: Double

    /// The weight of the fat tail; small enough for the sum to rise everywhere.
    private static let tailWeight = 0.1

    /// t (log(1 + exp(x / t)) + 0.1 / (1 + (x / t)^2)).
    func value(_ x: Double) -> Double {
        let scaled = x / temperature
        // Beyond 40 the logarithm is its argument to rounding.
        let soft = scaled > 40 ? scaled : (scaled < -40 ? 0 : log1p(exp(scaled)))
        return temperature * (soft + Self.tailWeight / (1 + scaled * scaled))
    }

    /// (1 + s / sqrt(1 + s^2)) / 2 with s = x / t: 0.5 at 0, and 1 / (4 s^2) far below.
    func step(_ x: Double) -> Double {
        let scaled = x / temperature
        let root = (1 + scaled * scaled).squareRoot()
        return scaled > 0 ? 0.5 * (1 + scaled / root) : 0.5 / (root * (root - scaled))
    }
}

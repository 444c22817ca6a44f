import CKernels
import Glibc

/// Functions of the standard normal distribution, accurate where their values underflow.
public enum StandardNormal {
    /// log sqrt(2 pi).
    static let logRootTwoPi = 0.918_938_533_204_672_8
    private static let rootHalf = 0.707_106_781_186_547_6
    private static let rootHalfPi = 1.253_314_137_315_500_3

    /// The density at u.
    public static func density(_ u: Double) -> Double {
        exp(-0.5 * u * u - logRootTwoPi)
    }

    /// The probability of a value below u.
    public static func distribution(_ u: Double) -> Double {
        0.5 * erfc(-u * rootHalf)
    }

    /// The logarithm of the probability of a value below u, for any finite u.
    public static func logDistribution(_ u: Double) -> Double {
        u > -1 ? log1p(-0.5 * erfc(u * rootHalf)) : log(0.5 * scaledErfc(-u * rootHalf)) - 0.5 * u * u
    }

    /// h(u) = phi(u) + u Phi(u): the expected part of a standard normal variable above -u.
    public static func improvement(_ u: Double) -> Double {
        var value = 0.0
        withUnsafePointer(to: u) { ingot_improvement(1, $0, &value) }
        return value
    }

    /// log h(u) with h(u) = phi(u) + u Phi(u), for any finite u.
    ///
    /// Below -1 the two terms cancel, so h is written with the scaled complementary error function (S. Ament et al.,
    /// "Unexpected improvements to expected improvement for Bayesian optimization", NeurIPS 2023, equation 9); below
    /// -20 with the asymptotic series phi(u) / u^2 (1 - 3 / u^2 + 15 / u^4 - ...).
    public static func logImprovement(_ u: Double) -> Double {
        if u > -1 {
            return log(density(u) + u * distribution(u))
        }
        let logDensity = -0.5 * u * u - logRootTwoPi
        if u > -20 {
            return logDensity + log1p(u * rootHalfPi * scaledErfc(-u * rootHalf))
        }
        let q = 1 / (u * u)
        let series = q * (-3 + q * (15 + q * (-105 + q * (945 + q * (-10395 + q * (135_135 - q * 2_027_025))))))
        return logDensity - 2 * log(-u) + log1p(series)
    }

    private static func scaledErfc(_ x: Double) -> Double {
        var value = 0.0
        withUnsafePointer(to: x) { ingot_scaled_erfc(1, $0, &value) }
        return value
    }
}

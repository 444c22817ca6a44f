import CKernels
import Glibc

/// Functions of the standard normal distribution, accurate where their values underflow.
public enum StandardNormal {
    /// log sqrt(2 pi).
    static let logRootTwoPi = 0.918_938_533_204_672_8
    private static let rootHalf = 0.707_106_781_186_547_6

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
        u > -1 ? log1p(-0.5 * erfc(u * rootHalf)) : log(tail(-u).mills) - 0.5 * u * u - logRootTwoPi
    }

    /// h(u) = phi(u) + u Phi(u): the expected part of a standard normal variable above -u.
    public static func improvement(_ u: Double) -> Double {
        var value = 0.0
        withUnsafePointer(to: u) { ingot_improvement(1, $0, &value) }
        return value
    }

    /// log h(u) with h(u) = phi(u) + u Phi(u), for any u whose square is finite.
    ///
    /// Below -1 the two terms cancel, so h is phi(u) times 1 + u M(-u), M being the Mills ratio, and that factor has an
    /// approximation of its own (the split is that of S. Ament et al., "Unexpected improvements to expected improvement
    /// for Bayesian optimization", NeurIPS 2023, equation 9).
    public static func logImprovement(_ u: Double) -> Double {
        if u > -1 { return log(density(u) + u * distribution(u)) }
        return log(tail(-u).rest) - 0.5 * u * u - logRootTwoPi
    }

    /// The derivative of log Phi, phi(u) / Phi(u), for any u.
    public static func logDistributionSlope(_ u: Double) -> Double {
        u > 0 ? density(u) / distribution(u) : 1 / tail(-u).mills
    }

    /// Phi(u) / h(u), the derivative of log h, and phi(u) / h(u), for any u.
    public static func improvementRatios(_ u: Double) -> (distribution: Double, density: Double) {
        if u > 0 {
            let value = improvement(u)
            return (distribution(u) / value, density(u) / value)
        }
        let (mills, rest) = tail(-u)
        return (mills / rest, 1 / rest)
    }

    /// The Mills ratio M(t) = (1 - Phi(t)) / phi(t) and 1 - t M(t), for t of 0 and more.
    static func tail(_ t: Double) -> (mills: Double, rest: Double) {
        var mills = 0.0
        var rest = 0.0
        withUnsafePointer(to: t) { ingot_normal_tail(1, $0, &mills, &rest) }
        return (mills, rest)
    }
}

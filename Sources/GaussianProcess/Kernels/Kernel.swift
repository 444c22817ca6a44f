/// A covariance function over encoded points, built from parts.
///
/// Columns are columns of the encoded features; where a list of them is optional, `nil` stands for every column. Each
/// group of columns (see `TrainingData.groups`) that a part sees has one length scale in it. Every hyperparameter of a
/// kernel is positive and learned through its logarithm.
/// ```swift
/// // Matern-5/2 on the design columns times a categorical kernel, plus a trend.
/// let kernel = Kernel.sum([
///     .product([.stationary(.matern52, columns: [0, 1]), .categorical(columns: [2, 3, 4])]), .linear(columns: [0]),
/// ])
/// ```
public indirect enum Kernel: Sendable, Hashable, Codable {
    /// A stationary covariance function of unit variance with automatic relevance determination.
    case stationary(CovarianceFunction, columns: [Int]? = nil)
    /// (1 + r^2 / (2 alpha))^-alpha with learned alpha and length scales (Rasmussen and Williams, equation 4.19).
    case rationalQuadratic(columns: [Int]? = nil)
    /// v x^T x' with learned variance v: a linear function through the origin.
    case linear(columns: [Int]? = nil)
    /// exp(-(1 / G) sum over the G groups of [x and x' differ in the group] / l): exchangeable categories.
    ///
    /// The form of BoTorch's categorical kernel; for one-hot groups, two points differ when any column does.
    case categorical(columns: [Int]? = nil)
    /// k_u(x, x') + (1 - s)(1 - s')(1 + s s')^p k_b(x, x') with learned power p and a fidelity column s in [0, 1].
    ///
    /// J. Wu, S. Toscano-Palmerin, P. Frazier and A. Wilson, "Practical multi-fidelity Bayesian optimization for
    /// hyperparameter tuning", UAI 2019, in BoTorch's form.
    case linearTruncated(unbiased: Kernel, biased: Kernel, fidelity: Int)
    /// o + (l / (s + s' + l))^p with learned offset o, length scale l and power p, over a fidelity column s >= 0.
    ///
    /// K. Swersky, J. Snoek and R. Adams, "Freeze-thaw Bayesian optimization", arXiv:1406.3896, with an offset.
    case exponentialDecay(fidelity: Int)
    /// o + (1 - s)^(1 + d) (1 - s')^(1 + d) with learned offset o and power d, over a fidelity column s in [0, 1].
    ///
    /// J. Wu et al., UAI 2019, in the form that BoTorch uses.
    case downsampling(fidelity: Int)
    /// The sum of kernels.
    case sum([Kernel])
    /// The product of kernels.
    case product([Kernel])
    /// A learned variance times a kernel.
    case scaled(Kernel)
}

/// Bytes that training stores for each parameter, by part.
///
/// Mixed precision with Adam: a working copy in 16 bits, a gradient, and master weight, mean and variance in 32 bits.
public struct TrainingStateBytes: Sendable, Hashable {
    /// Of the working copy.
    public var weight: Double
    /// Of the gradient.
    public var gradient: Double
    /// Of the master weight and the moments.
    public var optimizer: Double

    /// Makes an account.
    public init(weight: Double, gradient: Double, optimizer: Double) {
        self.weight = weight
        self.gradient = gradient
        self.optimizer = optimizer
    }

    /// The sum of all parts.
    public var total: Double { weight + gradient + optimizer }

    /// Gradients accumulated in single precision, as Megatron-LM does: 18 bytes.
    ///
    /// Source: Korthikanti et al. (MLSys 2023), whose Figure 1 is 18 bytes for each of `12 L h^2 / (t p)` parameters.
    public static let singlePrecisionGradients = TrainingStateBytes(weight: 2, gradient: 4, optimizer: 12)

    /// Gradients in 16 bits: 16 bytes.
    ///
    /// Source: Rajbhandari et al., "ZeRO" (SC 2020), Section 3.
    public static let halfPrecisionGradients = TrainingStateBytes(weight: 2, gradient: 2, optimizer: 12)
}

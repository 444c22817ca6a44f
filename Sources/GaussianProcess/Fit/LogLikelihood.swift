public import LinearAlgebra

/// The logarithm of the marginal likelihood, and its derivatives.
public struct LogLikelihood: Sendable, Hashable {
    /// The derivatives of the logarithm of the marginal likelihood.
    public struct Gradient: Sendable, Hashable {
        /// By the logarithm of each component's variance.
        public var logVariances: [Double]
        /// By the logarithm of each hyperparameter of a kernel: one list a component, in the kernel's order.
        public var logParameters: [[Double]]
        /// By the logarithm of each length scale where the kernels are plain: one list a component, one element a
        /// group.
        public var logLengthScales: [[Double]] { logParameters }
        /// By each factor itself.
        public var factors: [Double]
        /// By each element of the coregionalisation's factor L, row after row; empty for autoregressive levels.
        public var coregionalization: [[Double]]
        /// By the logarithm of the noise variance of each level.
        public var logNoiseVariances: [Double]
        /// By each component's mean, or each level's where levels are coregionalised.
        public var means: [Double]
    }

    /// log p(y | X, hyperparameters), in the units of the scaled targets.
    public var value: Double
    /// Its derivatives.
    public var gradient: Gradient
    /// What had to be added to the diagonal.
    public var jitter: Jitter
}

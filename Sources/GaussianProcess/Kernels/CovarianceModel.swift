/// What is assumed about the covariance of observations: kernels, and how levels hang together.
public struct CovarianceModel: Sendable, Hashable, Codable {
    /// How the levels hang together.
    public enum Levels: String, Sendable, Hashable, Codable {
        /// Level l is a factor times level l - 1 plus a process of its own with its own kernel (M. Kennedy and
        /// A. O'Hagan, Biometrika 87, 2000).
        case autoregressive
        /// Intrinsic coregionalisation: cov(f_l(x), f_m(x')) = B[l, m] k(x, x') with one kernel and a learned positive
        /// definite B (P. Goovaerts, "Geostatistics for Natural Resources Evaluation", 1997; E. Bonilla, K. Chai and
        /// C. Williams, "Multi-task Gaussian process prediction", NIPS 2007). The levels need no order and may be
        /// different outputs.
        case coregionalized
        /// What the cheaper levels get wrong is shared: f_l = g + sum over k >= 1 of max(0, 1 - l / (L - k)) b_k for L
        /// levels, so that b_1 fades in equal steps until the target, level L - 1, is g alone, and b_k for k > 1 is
        /// what the L - k cheapest levels get wrong beside that. Two cheap levels at one point then tell what the
        /// target is there, as in Richardson's extrapolation. With b_1 alone it is the covariance k(x, x') + (1 - s) (1
        /// - s') k_1(x, x') at s = l / (L - 1) of J. Wu, S. Toscano-Palmerin, P. Frazier and A. Wilson, "Practical
        /// multi-fidelity Bayesian optimization for hyperparameter tuning", UAI 2019, its truncation left out; the b_k
        /// beyond are ours.
        case sharedDiscrepancy
    }

    /// One kernel for every component, or one a component; one alone where levels are coregionalised.
    public var kernels: [Kernel]
    /// How the levels hang together.
    public var levels: Levels

    /// Makes a model of one kernel.
    public init(_ kernel: Kernel, levels: Levels = .autoregressive) {
        self.init(kernels: [kernel], levels: levels)
    }

    /// Makes a model of its parts.
    public init(kernels: [Kernel], levels: Levels = .autoregressive) {
        self.kernels = kernels
        self.levels = levels
    }
}

extension CovarianceModel {
    /// The kernels over features of given groups: one a component.
    func programs(groups: [Int], levelCount: Int) throws(GaussianProcessError) -> [KernelProgram] {
        let components = levels == .coregionalized ? 1 : levelCount
        guard kernels.count == 1 || kernels.count == components else {
            throw .countMismatch(of: "kernels", found: kernels.count, needed: components)
        }
        var result: [KernelProgram] = []
        for index in 0..<components {
            result.append(try KernelProgram(kernels[min(index, kernels.count - 1)], groups: groups))
        }
        return result
    }
}

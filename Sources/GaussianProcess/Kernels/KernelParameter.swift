/// One hyperparameter of a kernel: positive, learned through its logarithm.
public struct KernelParameter: Sendable, Hashable, Codable {
    /// What a hyperparameter does.
    public enum Role: String, Sendable, Hashable, Codable {
        /// The length scale of a group of columns in a function of a distance.
        case lengthScale
        /// The length scale of a group of categories.
        case categoryScale
        /// The mixture parameter alpha of a rational quadratic kernel.
        case mixture
        /// A factor of a kernel.
        case variance
        /// The power of a fidelity factor.
        case power
        /// The constant part of a fidelity factor.
        case offset
        /// The length scale of an exponential decay over a fidelity.
        case decayScale
    }

    /// Its place in the tree and its role, such as `0.1.lengthScale[2]`: the index of the child at each node.
    public let name: String
    /// What it does.
    public let role: Role

    /// The smallest and the largest value of a search.
    public var bounds: ClosedRange<Double> {
        switch role {
        case .lengthScale: 5e-3...1e3
        case .categoryScale: 1e-2...1e2
        case .mixture: 5e-2...1e2
        case .variance: 1e-6...1e3
        case .power: 5e-2...2e1
        case .offset: 1e-5...1e1
        case .decayScale: 1e-2...1e2
        }
    }

    /// What is believed about it unless other priors are given; length scales of distances take those of `Priors`.
    public func prior(_ priors: Priors) -> PositivePrior {
        switch role {
        case .lengthScale: .logNormal(priors.lengthScale)
        case .categoryScale: .logNormal(LogNormalPrior(location: 0.5, scale: 1))
        case .mixture: .logNormal(LogNormalPrior(location: 1, scale: 1))
        case .variance: .logNormal(LogNormalPrior(location: 1, scale: 1))
        case .power: .logNormal(LogNormalPrior(location: 0.5, scale: 0.75))
        case .offset: .logNormal(LogNormalPrior(location: -1, scale: 1))
        case .decayScale: .logNormal(LogNormalPrior(location: 0.5, scale: 1))
        }
    }
}

import GaussianProcess

/// The covariance functions over a design and a setting that are compared by their evidence.
public enum FidelityKernel: String, Sendable, Hashable, Codable, CaseIterable {
    /// Matern-5/2 over design and setting alike.
    case stationary
    /// Squared exponential over design and setting alike.
    case smooth
    /// What holds at the target plus a bias that vanishes there, both Matern-5/2 over the design
    /// (`Kernel.linearTruncated`); not every power of it is positive definite.
    case linearTruncated
    /// Matern-5/2 over the design, times a decay over the setting (`Kernel.exponentialDecay`).
    case exponentialDecay
    /// What holds at the target, squared exponential over the design, plus a squared exponential over the design times
    /// `Kernel.downsampling` over the setting: always positive definite.
    case downsampling
    /// What all settings share plus what each one has of its own, both Matern-5/2 over the design, the latter times a
    /// Matern-5/2 over the setting.
    case shared

    /// The model for some design columns followed by the setting.
    func model(designColumns: Int) -> CovarianceModel {
        let columns = Array(0..<designColumns)
        let design = Kernel.stationary(.matern52, columns: columns)
        let smooth = Kernel.stationary(.squaredExponential, columns: columns)
        return switch self {
        case .stationary: CovarianceModel(.stationary(.matern52))
        case .smooth: CovarianceModel(.stationary(.squaredExponential))
        case .linearTruncated:
            CovarianceModel(.linearTruncated(unbiased: design, biased: .scaled(design), fidelity: designColumns))
        case .exponentialDecay: CovarianceModel(.product([design, .exponentialDecay(fidelity: designColumns)]))
        case .shared:
            CovarianceModel(
                .sum([
                    design, .product([.scaled(design), .stationary(.matern52, columns: [designColumns])]),
                ]))
        case .downsampling:
            CovarianceModel(
                .sum([smooth, .product([.scaled(smooth), .downsampling(fidelity: designColumns)])]))
        }
    }
}

import GaussianProcess

/// The covariance functions over a design and a setting that are compared by their evidence.
enum FidelityKernel: String, Sendable, Hashable, Codable, CaseIterable {
    /// A stationary one over design and setting alike.
    case stationary
    /// What holds at the target plus a bias that vanishes there.
    case linearTruncated
    /// A stationary one over the design, times a decay over the setting.
    case exponentialDecay

    /// The model for some design columns followed by the setting.
    func model(designColumns: Int) -> CovarianceModel {
        let design = Kernel.stationary(.matern52, columns: Array(0..<designColumns))
        return switch self {
        case .stationary: CovarianceModel(.stationary(.matern52))
        case .linearTruncated:
            CovarianceModel(.linearTruncated(unbiased: design, biased: .scaled(design), fidelity: designColumns))
        case .exponentialDecay: CovarianceModel(.product([design, .exponentialDecay(fidelity: designColumns)]))
        }
    }
}

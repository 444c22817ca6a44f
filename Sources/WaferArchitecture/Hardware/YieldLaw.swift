/// How defects fall on a wafer: `wafer.yield_model`.
public enum YieldLaw: String, Sendable, Hashable, CaseIterable {
    /// Independently.
    case poisson
    /// With a density that varies over the wafer as a triangle.
    case murphy
    /// In clusters.
    case negativeBinomial = "negative_binomial"

    /// The formula.
    public var model: YieldModel {
        switch self {
        case .poisson: .poisson
        case .murphy: .murphy
        case .negativeBinomial: .negativeBinomial(alpha: Constants.defectClustering.value)
        }
    }
}

/// The numbers of the formal computation, which follows the prediction.
public enum FormalArithmetic: String, Sendable, Hashable, CaseIterable {
    /// The tensors as they are.
    case float32
    /// Queries, keys and values rounded to integers of 16 bits with a scale each, as the accelerator's units read them.
    case fixed16

    /// A tensor as this arithmetic holds it.
    func rounded(_ matrix: TokenMatrix) -> TokenMatrix {
        switch self {
        case .float32: matrix
        case .fixed16: FixedPointMatrix(matrix, width: .sixteen).restored
        }
    }
}

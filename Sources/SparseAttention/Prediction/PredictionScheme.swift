import Glibc

/// How the products of the prediction are made.
public enum PredictionScheme: String, Sendable, Hashable, CaseIterable {
    /// One operand of each product is a leading-zero code (DLZS): the weights first, then the queries, so that the
    /// predicted keys are not approximated twice.
    case differential
    /// Both operands of each product are leading-zero codes (SLZS).
    case symmetric
    /// Both operands are rounded to a sign and 3 bits, saturate at 3 times their root mean square, and are multiplied,
    /// as earlier accelerators predict.
    case fourBit = "4-bit"
    /// Integers of full width, multiplied: what the other schemes approximate.
    case integer

    /// Whether the scheme shifts and adds instead of multiplying.
    public var isMultiplierFree: Bool { self == .differential || self == .symmetric }

    /// The mean of x / 2^floor(log2 x) over mantissas that are spread evenly by logarithm: 1 / ln 2.
    ///
    /// A code stands for
    /// that much less than its operand in the mean.
    static let meanMantissa = 1 / M_LN2

    /// The factor by which a product falls short in the mean.
    var meanLoss: Double {
        switch self {
        case .differential: Self.meanMantissa
        case .symmetric: Self.meanMantissa * Self.meanMantissa
        case .fourBit, .integer: 1
        }
    }
}

/// The width of an integer operand in the prediction.
public enum OperandWidth: Int, Sendable, Hashable, CaseIterable {
    /// 8 bits: tokens and weights of the key prediction.
    case eight = 8
    /// 16 bits: queries and predicted keys of the score prediction.
    case sixteen = 16

    /// The bits of an operand.
    public var bits: Int { rawValue }

    /// The largest magnitude that quantisation gives: 2^(bits - 1) - 1.
    public var magnitudeLimit: Int { (1 << (rawValue - 1)) - 1 }

    /// The bits of a leading-zero code without its sign: a flag for zero and the count.
    public var codeBits: Int { self == .eight ? 4 : 5 }
}

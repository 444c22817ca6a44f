/// An operand reduced to its sign and the number of its leading zeros, which keeps the power of two below its
/// magnitude.
///
/// The code of 8 bits is a flag for zero and a count of 3 bits, that of 16 bits a flag and a count of 4. The 16-bit
/// count is made of two 8-bit counters in series, whose flags are joined (SOFA, arXiv 2407.10416, Fig. 12). The sign is
/// a line of its own; whether the paper counts it among the 4 or 5 bits is not said, here it is not.
public struct LeadingZeroCode: Sendable, Hashable {
    /// The width of the operand.
    public let width: OperandWidth
    /// Whether the operand was below zero.
    public let isNegative: Bool
    /// Whether the operand was zero; a product with it is left out.
    public let isZero: Bool
    /// The leading zeros of the magnitude, 0 for an operand of zero.
    public let leadingZeros: Int

    /// Codes an operand.
    ///
    /// - Returns: `nil` when the operand is not a two's complement number of the width.
    public init?(_ operand: Int, width: OperandWidth) {
        let limit = 1 << (width.bits - 1)
        guard operand >= -limit, operand < limit else { return nil }
        self.width = width
        isNegative = operand < 0
        let magnitude = UInt16(operand.magnitude)
        let low = Self.counter(UInt8(truncatingIfNeeded: magnitude))
        switch width {
        case .eight:
            (isZero, leadingZeros) = low
        case .sixteen:
            let high = Self.counter(UInt8(truncatingIfNeeded: magnitude >> 8))
            isZero = high.isZero && low.isZero
            leadingZeros = isZero ? 0 : high.isZero ? 8 + low.count : high.count
        }
    }

    /// The 8-bit counter: a flag for all zeros, and the count as 3 bits, 0 where the flag is set.
    static func counter(_ byte: UInt8) -> (isZero: Bool, count: Int) {
        byte == 0 ? (true, 0) : (false, byte.leadingZeroBitCount)
    }

    /// The exponent of the power of two that stands for the magnitude: bits - 1 - leading zeros.
    ///
    /// It is the floor of the base-2 logarithm, as the published example 24 x 6 = 24 << 2 fixes it; the printed
    /// equation, bits - leading zeros, is one higher.
    public var shift: Int { width.bits - 1 - leadingZeros }

    /// The operand that the code stands for: sign times a power of two, or 0.
    public var value: Int { isZero ? 0 : isNegative ? -(1 << shift) : 1 << shift }

    /// The code as bits: the flag above the count.
    public var bits: UInt8 {
        UInt8(truncatingIfNeeded: leadingZeros) | (isZero ? 1 << UInt8(width.codeBits - 1) : 0)
    }
}

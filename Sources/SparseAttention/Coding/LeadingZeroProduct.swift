/// Products of which one or both operands are leading-zero codes: shifts and additions only.
public enum LeadingZeroProduct {
    /// The differential product: one operand stays as it is and is shifted by the code of the other.
    ///
    /// The sign is settled first, so that what is shifted never flips afterwards. 24 x 6 becomes 24 << 2 = 96 (SOFA,
    /// Fig. 7c).
    public static func differential(_ operand: Int, _ code: LeadingZeroCode) -> Int {
        guard !code.isZero else { return 0 }
        return (code.isNegative ? -operand : operand) << code.shift
    }

    /// The symmetric product: both operands are codes.
    ///
    /// 24 x 6 becomes 16 x 4 = 64.
    public static func symmetric(_ first: LeadingZeroCode, _ second: LeadingZeroCode) -> Int {
        guard !first.isZero, !second.isZero else { return 0 }
        let magnitude = 1 << (first.shift + second.shift)
        return first.isNegative != second.isNegative ? -magnitude : magnitude
    }
}

/// What an operation of each kind costs, with a comparison of 16 bits as the unit.
///
/// SOFA normalises by an "arithmetic complexity model" without printing its weights. Comparison 1, addition 1 and
/// exponential 17 are solved from two of its printed figures: untiled against FlashAttention-2 at 2,048 tokens in tiles
/// of 16, and at 1,024 tokens in tiles of 4. The other three are ours: a shift as much as an addition, a multiplication
/// and a division of 16 bits as 16 additions.
public struct OperationWeights: Sendable, Hashable {
    /// The cost of a comparison.
    public var compare: Double
    /// The cost of an addition.
    public var add: Double
    /// The cost of a shift.
    public var shift: Double
    /// The cost of an exponential.
    public var exponential: Double
    /// The cost of a multiplication.
    public var multiply: Double
    /// The cost of a division.
    public var divide: Double

    /// Takes over weights.
    public init(
        compare: Double = 1, add: Double = 1, shift: Double = 1, exponential: Double = 17, multiply: Double = 16,
        divide: Double = 16
    ) {
        self.compare = compare
        self.add = add
        self.shift = shift
        self.exponential = exponential
        self.multiply = multiply
        self.divide = divide
    }

    /// The weighted sum of counts.
    public func cost(_ counts: OperationCounts) -> Double {
        compare * Double(counts.compare) + add * Double(counts.add) + shift * Double(counts.shift)
            + exponential * Double(counts.exponential) + multiply * Double(counts.multiply)
            + divide * Double(counts.divide)
    }
}

/// Operations by kind.
public struct OperationCounts: Sendable, Hashable {
    /// Comparisons.
    public var compare = 0
    /// Additions and subtractions, the accumulations of matrix products among them.
    public var add = 0
    /// Shifts.
    public var shift = 0
    /// Exponentials; the subtraction of the maximum before it belongs to it.
    public var exponential = 0
    /// Multiplications, those of matrix products among them.
    public var multiply = 0
    /// Divisions.
    public var divide = 0

    /// Starts from given counts.
    public init(
        compare: Int = 0, add: Int = 0, shift: Int = 0, exponential: Int = 0, multiply: Int = 0, divide: Int = 0
    ) {
        self.compare = compare
        self.add = add
        self.shift = shift
        self.exponential = exponential
        self.multiply = multiply
        self.divide = divide
    }

    /// As many multiplications as additions, the work of a matrix product.
    public static func products(_ count: Int) -> OperationCounts { OperationCounts(add: count, multiply: count) }

    /// The sum by kind.
    public static func + (left: OperationCounts, right: OperationCounts) -> OperationCounts {
        OperationCounts(
            compare: left.compare + right.compare, add: left.add + right.add, shift: left.shift + right.shift,
            exponential: left.exponential + right.exponential, multiply: left.multiply + right.multiply,
            divide: left.divide + right.divide)
    }

    /// Adds by kind.
    public static func += (left: inout OperationCounts, right: OperationCounts) { left = left + right }

    /// The counts times a number of repetitions.
    public static func * (count: Int, counts: OperationCounts) -> OperationCounts {
        OperationCounts(
            compare: count * counts.compare, add: count * counts.add, shift: count * counts.shift,
            exponential: count * counts.exponential, multiply: count * counts.multiply,
            divide: count * counts.divide)
    }
}

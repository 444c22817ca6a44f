/// How much may be added to a diagonal to make a matrix positive definite, and in which steps.
///
/// The first attempt adds nothing. Amounts are relative to the mean of the matrix's diagonal.
public struct JitterPolicy: Sendable, Hashable, Codable {
    /// The amount of the second attempt, relative to the mean diagonal element.
    public var initial: Double
    /// By how much the amount grows from one attempt to the next.
    public var growth: Double
    /// How many attempts may add something; 0 turns jitter off.
    public var maximumAttempts: Int

    /// Makes a policy.
    ///
    /// - Parameters:
    ///   - initial: Positive; relative to the mean diagonal element.
    ///   - growth: Above 1.
    ///   - maximumAttempts: At least 0.
    public init(initial: Double, growth: Double, maximumAttempts: Int) {
        self.initial = initial
        self.growth = growth
        self.maximumAttempts = maximumAttempts
    }

    /// Nothing is ever added.
    public static let none = JitterPolicy(initial: 0, growth: 1, maximumAttempts: 0)
    /// From 1e-10 to 1e-4 of the mean diagonal element, in steps of ten.
    public static let standard = JitterPolicy(initial: 1e-10, growth: 10, maximumAttempts: 7)
}

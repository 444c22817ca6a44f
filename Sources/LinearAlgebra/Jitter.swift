/// What a factorisation had to add to the diagonal.
public struct Jitter: Sendable, Hashable, Codable {
    /// The absolute amount that was added to every diagonal element.
    public var amount: Double
    /// How many factorisations failed before the one that succeeded.
    public var failedAttempts: Int

    /// Makes a report.
    public init(amount: Double, failedAttempts: Int) {
        self.amount = amount
        self.failedAttempts = failedAttempts
    }

    /// Nothing was added.
    public static let none = Jitter(amount: 0, failedAttempts: 0)
}

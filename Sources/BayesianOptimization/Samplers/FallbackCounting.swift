/// Counts how often each fallback was taken, by name.
protocol FallbackCounting {
    /// Adds to the count of a fallback; nothing where the amount is 0.
    mutating func count(_ fallback: String, by amount: Int)
}

extension FallbackCounting {
    /// Counts that a fallback was taken once.
    mutating func count(_ fallback: String) { count(fallback, by: 1) }
}

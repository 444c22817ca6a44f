import Synchronization

/// Rates of patterns that were measured before, for all designs that are evaluated.
///
/// Rates are shares of a link, so they hold for any bandwidth; the same pattern always has the same, whoever measured
/// it. When the cache is full it starts anew.
public final class PatternCache: Sendable {
    private let measured = Mutex<[FlowPattern: PatternRates]>([:])
    private let capacity: Int
    private let measurement: PatternMeasurement

    /// Makes an empty cache.
    ///
    /// - Parameter capacity: Patterns that it holds at most.
    public convenience init(capacity: Int = 100_000) {
        self.init(capacity: capacity, measurement: PatternMeasurement())
    }

    /// The same with another way to measure.
    init(capacity: Int, measurement: PatternMeasurement) {
        self.capacity = capacity
        self.measurement = measurement
    }

    /// Patterns that it holds.
    public var count: Int { measured.withLock { $0.count } }

    /// The rates of a pattern, measured unless they are known.
    func rates(of pattern: FlowPattern) throws(FlitNetworkError) -> PatternRates {
        if let known = measured.withLock({ $0[pattern] }) { return known }
        let rates = try measurement.rates(of: pattern)
        measured.withLock { table in
            if table.count >= capacity { table.removeAll(keepingCapacity: true) }
            table[pattern] = rates
        }
        return rates
    }
}

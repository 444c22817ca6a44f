import Synchronization

/// Adds up how long models take to be made while a proposal is computed, for people: nothing of it enters a decision.
///
/// ```swift
/// let stopwatch = ModelStopwatch()
/// let proposal = try stopwatch.measure { try sampler.propose(...) }
/// print(stopwatch.seconds)
/// ```
public final class ModelStopwatch: Sendable {
    /// From where models begin to be made to where they are.
    struct Lap {
        fileprivate let stopwatch: ModelStopwatch
        fileprivate let begin: ContinuousClock.Instant

        func end() { stopwatch.add(ContinuousClock.now - begin) }
    }

    private struct State {
        var total = Duration.zero
        var isRunning = false
    }

    @TaskLocal private static var current: ModelStopwatch?

    private let state = Mutex(State())

    /// Makes a stopwatch that stands at 0.
    public init() {}

    /// The seconds so far.
    public var seconds: Double { state.withLock { $0.total / .seconds(1) } }

    /// Does something, and adds the time in which models are made.
    public func measure<Value, Failure: Error>(
        _ body: () throws(Failure) -> Value
    ) throws(Failure) -> Value {
        try Self.$current.withValue(self) { Result { () throws(Failure) in try body() } }.get()
    }

    /// Begins to measure where somebody asked for it; `nil` elsewhere, and inside a lap that has begun already.
    static func lap() -> Lap? {
        guard let current else { return nil }
        return current.state.withLock { state in
            guard !state.isRunning else { return nil }
            state.isRunning = true
            return Lap(stopwatch: current, begin: .now)
        }
    }

    private func add(_ duration: Duration) {
        state.withLock { state in
            state.total += duration
            state.isRunning = false
        }
    }
}

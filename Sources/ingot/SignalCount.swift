import Synchronization

/// Counts signals.
final class SignalCount: Sendable {
    private let count = Mutex(0)

    /// The number of this signal, from 1.
    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}

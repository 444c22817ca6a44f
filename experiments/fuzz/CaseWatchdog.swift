import Foundation
import Synchronization

/// Ends the process when a case takes too long or too much memory.
final class CaseWatchdog: Sendable {
    private let limits: CaseLimits
    private let begun = Mutex((cpu: CaseWatchdog.cpuSeconds, wall: CaseWatchdog.wallSeconds))

    init(limits: CaseLimits) { self.limits = limits }

    /// Watches from now on, on a thread of its own.
    func begin() {
        let thread = Thread { [self] in
            while true {
                usleep(20_000)
                let since = begun.withLock { $0 }
                if Self.cpuSeconds - since.cpu > limits.seconds
                    || Self.wallSeconds - since.wall > CaseLimits.wallFactor * limits.seconds
                {
                    _exit(FuzzChild.Exit.slow)
                }
                // Nothing here allocates: the case may hold the lock of the heap.
                if Self.peakBytes > limits.bytes { _exit(FuzzChild.Exit.large) }
            }
        }
        thread.start()
    }

    /// A case begins; returns the CPU seconds up to now.
    func next() -> Double {
        let cpu = Self.cpuSeconds
        begun.withLock { $0 = (cpu, Self.wallSeconds) }
        return cpu
    }

    /// CPU seconds of the process.
    static var cpuSeconds: Double { seconds(CLOCK_PROCESS_CPUTIME_ID) }

    /// The most memory that the process ever had, in bytes.
    static var peakBytes: Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss * 1024
    }

    private static var wallSeconds: Double { seconds(CLOCK_MONOTONIC) }

    private static func seconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}

import Glibc

/// The processor time that this process has used, all threads together.
enum CPUClock {
    /// In seconds, since the process began.
    static var seconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
    }

    /// What a piece of work takes.
    static func seconds<Failure: Error>(of work: () throws(Failure) -> Void) throws(Failure) -> Double {
        let begin = seconds
        try work()
        return seconds - begin
    }

    /// What one of many repetitions takes: the median of five batches, each at least a tenth of a second long.
    static func secondsPerCall(_ work: () -> Void) -> Double {
        work()
        var count = 1
        while seconds(of: { for _ in 0..<count { work() } }) < 0.1, count < 1 << 24 { count *= 2 }
        let batches = (0..<5).map { _ in seconds(of: { for _ in 0..<count { work() } }) / Double(count) }
        return Sample(batches).median
    }
}

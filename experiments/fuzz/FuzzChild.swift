import Foundation
import LinearAlgebra
import _IngotFuzzing

/// A process that runs cases and says on standard output which one it is at: `B` index before a case; behind it `A`
/// (accepted) or `R` (refused), or `F` index and what is wrong; `S` seconds of CPU and resident bytes; `E` at the end.
struct FuzzChild {
    var kind: FuzzKind
    var seed: UInt64
    /// The folder of the checkpoints that cases begin with.
    var corpus: String
    var limits: CaseLimits

    /// Exit codes by which the parent knows why a case did not end.
    enum Exit {
        static let slow: Int32 = 91
        static let large: Int32 = 92
    }

    func run(_ indices: Range<Int>) async throws {
        BLASLibrary.setThreadCount(1)
        // With that of the parent, which removes it where this process crashes.
        let folder = try ScratchFolder(in: corpus)
        defer { folder.remove() }
        // Before the limit, which may leave no room for another thread.
        let watchdog = CaseWatchdog(limits: limits)
        watchdog.begin()
        var hard = rlimit(rlim_cur: rlim_t(limits.hardBytes), rlim_max: rlim_t(limits.hardBytes))
        setrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &hard)
        let runner = try FuzzRunner(
            kind, seed: seed, folder: folder.path,
            checkpoints: kind == .checkpoint ? CheckpointCorpus(folder: corpus) : nil)
        for index in indices {
            Self.say("B \(index)")
            let begin = watchdog.next()
            switch await runner.run(index) {
            case .accepted: Self.say("A")
            case .refused: Self.say("R")
            case .broken(let text):
                Self.say("F \(index) " + text.split(whereSeparator: \.isNewline).joined(separator: " "))
            }
            let peak = CaseWatchdog.peakBytes
            Self.say("S \(CaseWatchdog.cpuSeconds - begin) \(peak)")
            // The highest mark never falls, so what comes next needs a process of its own.
            if peak > limits.bytes {
                folder.remove()
                _exit(Exit.large)
            }
        }
        Self.say("E")
    }

    /// Prints a line at once, also into a pipe or a file.
    static func say(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        let count = bytes.withUnsafeBytes { Foundation.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
        // Nobody listens any more.
        if count < 0 { _exit(1) }
    }
}

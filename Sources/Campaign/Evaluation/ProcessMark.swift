import CProcesses
import Foundation
import Glibc
import Subprocess
import Synchronization

/// The mark that the programs of one campaign carry in their environment, and all that they start in turn, so that
/// none is left behind: neither one that left its process group, nor any when this process is killed.
///
/// A small process of its own waits for the end of this one, however it ends, and then ends what carries the mark. What
/// clears its environment and leaves its group escapes.
final class ProcessMark: Sendable {
    /// The environment variable.
    static let variable = "INGOT_RUN"
    /// The same, as it is given to a program.
    static let environmentKey = Environment.Key(stringLiteral: variable)

    private let name = UUID().uuidString
    private let runs = Atomic<Int>(0)
    /// The watching process acts when it is closed; below 0 where there is none.
    private let watch: Int32
    /// Why there is no watching process; `nil` where there is one.
    let problem: String?

    init() {
        watch = ingot_watch("\(Self.variable)=\(name).")
        problem = watch < 0 ? String(cString: strerror(errno)) : nil
    }

    /// The variable's value for one more run of a program.
    func next() -> String { "\(name).\(runs.wrappingAdd(1, ordering: .relaxed).newValue)." }

    /// Ends every process of a run.
    ///
    /// - Parameter run: What `next()` gave for it.
    func kill(_ run: String) { ingot_kill_marked("\(Self.variable)=\(run)") }

    /// Limits the memory of a process, and of each that it starts from then on.
    func limitMemory(of process: pid_t, toBytes bytes: Int) -> Bool {
        ingot_limit_memory(process, UInt64(max(0, bytes))) == 0
    }

    deinit {
        if watch >= 0 { close(watch) }
    }
}

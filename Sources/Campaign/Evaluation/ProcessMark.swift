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

    /// A number, and what ends its processes.
    struct Run {
        /// The variable's value.
        let value: String
        fileprivate let number: Int
    }

    private struct Census: @unchecked Sendable {
        // Used under a lock alone.
        let pointer: OpaquePointer?
    }

    private let name = UUID().uuidString
    private let census: Mutex<Census>
    private let runs = Atomic<Int>(0)
    /// The watching process acts when it is closed; below 0 where there is none.
    private let watch: Int32
    /// Why there is no watching process; `nil` where there is one.
    let problem: String?

    init() {
        let mark = "\(Self.variable)=\(name)."
        census = Mutex(Census(pointer: ingot_make_census(mark)))
        watch = ingot_watch(mark)
        problem = watch < 0 ? String(cString: strerror(errno)) : nil
    }

    /// The mark of one more run of a program.
    func next() -> Run {
        let number = runs.wrappingAdd(1, ordering: .relaxed).newValue
        return Run(value: "\(name).\(number).", number: number)
    }

    /// Ends every process of a run.
    func kill(_ run: Run) {
        census.withLock { census in
            if let pointer = census.pointer {
                ingot_kill_numbered(pointer, Int64(run.number))
            } else {
                ingot_kill_marked("\(Self.variable)=\(run.value)")
            }
        }
    }

    /// Limits the memory of a process, and of each that it starts from then on.
    func limitMemory(of process: pid_t, toBytes bytes: Int) -> Bool {
        ingot_limit_memory(process, UInt64(max(0, bytes))) == 0
    }

    deinit {
        if watch >= 0 { close(watch) }
        census.withLock { census -> Void in ingot_free_census(census.pointer) }
    }
}

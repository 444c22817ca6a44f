import Glibc
import Synchronization

/// The processes that one run of a program started, as far as they stayed in its group.
final class ProcessGroup: Sendable {
    private let stored = Mutex<pid_t>(0)

    /// The process that leads the group.
    var leader: pid_t {
        get { stored.withLock { $0 } }
        set { stored.withLock { $0 = newValue } }
    }

    /// Ends whatever is left of the group.
    func kill() {
        let leader = leader
        if leader > 1 { _ = Glibc.kill(-leader, SIGKILL) }
    }
}

/// Lets a write to a program that has closed its input fail instead of ending this process.
func ignoreBrokenPipes() {
    signal(SIGPIPE, SIG_IGN)
}

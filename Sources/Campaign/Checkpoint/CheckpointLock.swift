import Glibc
import Synchronization

/// The right to write a checkpoint, held by one process at a time.
///
/// It is an advisory lock on a file beside the checkpoint, whichever links lead there; the kernel drops it when the
/// process ends, however it ends. Who goes round it, over another name of the file or after removing the lock, is
/// found out by what stands in the checkpoint.
final class CheckpointLock: Sendable {
    private let descriptor: Mutex<Int32?>
    private let path: String

    /// Takes the lock of a checkpoint.
    ///
    /// - Throws: `CheckpointError.locked` or `.unwritable`.
    init(checkpoint: String) throws(CheckpointError) {
        path = Self.path(checkpoint)
        // A holder removes the file when it closes, so the one that was locked may be gone by now: look again then.
        for _ in 0..<100 {
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
            guard descriptor >= 0 else {
                throw .unwritable(path: checkpoint, detail: String(cString: strerror(errno)))
            }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                let reason = errno
                close(descriptor)
                if reason == EWOULDBLOCK { throw .locked(path: checkpoint) }
                throw .unwritable(path: checkpoint, detail: "it cannot be locked: \(String(cString: strerror(reason)))")
            }
            var held = stat()
            var present = stat()
            if fstat(descriptor, &held) == 0, stat(path, &present) == 0, held.st_ino == present.st_ino {
                self.descriptor = Mutex(descriptor)
                return
            }
            close(descriptor)
        }
        throw .locked(path: checkpoint)
    }

    /// Whether a process has the lock of a checkpoint at this moment.
    static func isHeld(checkpoint: String) -> Bool {
        let descriptor = open(path(checkpoint), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
    }

    /// The file that is locked: beside the checkpoint itself, not beside a link to it.
    private static func path(_ checkpoint: String) -> String {
        guard let real = realpath(checkpoint, nil) else { return checkpoint + ".lock" }
        defer { free(real) }
        return String(cString: real) + ".lock"
    }

    /// Gives the lock back; a second time does nothing.
    func release() {
        let held = descriptor.withLock { descriptor in
            let held = descriptor
            descriptor = nil
            return held
        }
        guard let held else { return }
        unlink(path)
        close(held)
    }

    deinit { release() }
}

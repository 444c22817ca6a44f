import Foundation

/// Writes results to files in one step, so that a reader never sees half of one.
public enum FileOutput {
    /// Why a file could not be written.
    public struct Failure: Error, Sendable, Hashable, CustomStringConvertible {
        /// The path as the user gave it.
        public let path: String
        /// What stands in the way.
        public let problem: String

        /// One line.
        public var description: String { "\(path): found \(problem); accepted: a path that can be written" }
    }

    /// Writes a text, replacing what is there.
    ///
    /// A link is followed: what it leads to is replaced. A device or a pipe is written to as it is.
    ///
    /// - Throws: `Failure` when the path is a folder, a checkpoint, or cannot be written.
    public static func write(_ text: String, to path: String) throws(Failure) {
        try write(to: path) { $0.append(text) }
    }

    /// Writes a file piece by piece, replacing what is there once it is whole.
    ///
    /// A link is followed: what it leads to is replaced. A device or a pipe is written to as it is.
    ///
    /// - Parameters:
    ///   - path: The path.
    ///   - body: Adds the pieces; whatever the file's size, no more than a buffer is held in memory.
    /// - Throws: `Failure` when the path is a folder, a checkpoint, or cannot be written.
    public static func write(to path: String, _ body: (inout FileSink) -> Void) throws(Failure) {
        var information = stat()
        if stat(path, &information) == 0 {
            switch information.st_mode & S_IFMT {
            case S_IFREG where !path.hasPrefix("/dev/") && !path.hasPrefix("/proc/"):
                guard !holdsDatabase(path) else {
                    throw Failure(path: path, problem: "a checkpoint, which is never overwritten")
                }
            case S_IFDIR: throw Failure(path: path, problem: "a folder")
            default: return try writeInPlace(path, body)
            }
        }
        let target = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        let folder = target.deletingLastPathComponent().path
        guard stat(folder, &information) == 0, information.st_mode & S_IFMT == S_IFDIR else {
            throw Failure(path: path, problem: "a folder that does not exist")
        }
        try replace(target.path, in: folder, named: path, body)
    }

    /// Makes a folder where there is none; the one that it stands in must be there.
    ///
    /// - Throws: `Failure` when the path is something else, or cannot be made.
    public static func makeFolder(_ path: String) throws(Failure) {
        var information = stat()
        if stat(path, &information) == 0 {
            guard information.st_mode & S_IFMT == S_IFDIR else {
                throw Failure(path: path, problem: "something that is not a folder")
            }
        } else if mkdir(path, 0o777) != 0 {
            throw Failure(path: path, problem: "a place where no folder can be made")
        }
    }

    /// Writes a file of another name in the same folder and gives it the name once it is whole.
    private static func replace(
        _ target: String, in folder: String, named path: String, _ body: (inout FileSink) -> Void
    ) throws(Failure) {
        var name = ""
        var descriptor: Int32 = -1
        for attempt in 0..<100 where descriptor < 0 {
            name = "\(folder)/.ingot-\(getpid())-\(attempt)"
            descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
            guard descriptor >= 0 || errno == EEXIST else { break }
        }
        guard descriptor >= 0 else { throw Failure(path: path, problem: "a place that cannot be written") }
        // Who may read the file stays as it was.
        var before = stat()
        if stat(target, &before) == 0 { fchmod(descriptor, before.st_mode & 0o777) }
        guard fill(descriptor, body), rename(name, target) == 0 else {
            unlink(name)
            throw Failure(path: path, problem: "a place that cannot be written")
        }
    }

    private static func writeInPlace(_ path: String, _ body: (inout FileSink) -> Void) throws(Failure) {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(path: path, problem: "a device that cannot be opened") }
        guard fill(descriptor, body) else { throw Failure(path: path, problem: "a device that takes no more") }
    }

    /// Writes everything to an open file and closes it; tells whether all of it was taken.
    private static func fill(_ descriptor: Int32, _ body: (inout FileSink) -> Void) -> Bool {
        var sink = FileSink(descriptor: descriptor)
        body(&sink)
        sink.flush()
        return close(descriptor) == 0 && sink.isWhole
    }

    /// Whether a file begins as SQLite files do.
    private static func holdsDatabase(_ path: String) -> Bool {
        guard let handle = FileHandle(forReadingAtPath: path) else { return false }
        defer { try? handle.close() }
        return (try? handle.read(upToCount: 15)) == Data("SQLite format 3".utf8)
    }
}

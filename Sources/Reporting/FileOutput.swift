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
        var information = stat()
        if stat(path, &information) == 0 {
            switch information.st_mode & S_IFMT {
            case S_IFREG where !path.hasPrefix("/dev/") && !path.hasPrefix("/proc/"):
                guard !holdsDatabase(path) else {
                    throw Failure(path: path, problem: "a checkpoint, which is never overwritten")
                }
            case S_IFDIR: throw Failure(path: path, problem: "a folder")
            default: return try writeInPlace(text, to: path)
            }
        }
        let target = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        let folder = target.deletingLastPathComponent().path
        guard stat(folder, &information) == 0, information.st_mode & S_IFMT == S_IFDIR else {
            throw Failure(path: path, problem: "a folder that does not exist")
        }
        do {
            try Data(text.utf8).write(to: target, options: .atomic)
        } catch {
            throw Failure(path: path, problem: "a place that cannot be written")
        }
    }

    private static func writeInPlace(_ text: String, to path: String) throws(Failure) {
        do {
            guard let handle = FileHandle(forWritingAtPath: path) else {
                throw Failure(path: path, problem: "a device that cannot be opened")
            }
            try handle.write(contentsOf: Data(text.utf8))
            try handle.close()
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(path: path, problem: "a device that takes no more")
        }
    }

    /// Whether a file begins as SQLite files do.
    private static func holdsDatabase(_ path: String) -> Bool {
        guard let handle = FileHandle(forReadingAtPath: path) else { return false }
        defer { try? handle.close() }
        return (try? handle.read(upToCount: 15)) == Data("SQLite format 3".utf8)
    }
}

import ConfigurationFile
import Foundation
public import Logging
import Synchronization

/// A log as lines of JSON, one object for each event: `time` in UTC, `level`, `message`, where it is known `source`, and
/// the event's own keys beside them, numbers as numbers.
///
/// ```swift
/// let log = try JSONLinesLog(path: "campaign.log")
/// let logger = log.logger(label: "ingot.campaign", level: .info)
/// ```
///
/// A line is written whole, by one call, so that several processes may add to one file. A log that cannot be written any
/// more stops nothing: what could not be written is counted.
public final class JSONLinesLog: Sendable {
    private let descriptor: Int32
    private let lost = Mutex(0)

    /// Adds to a log, which is made where there is none.
    ///
    /// - Parameter path: The file's path; `-` stands for standard error.
    /// - Throws: `FileOutput.Failure` where it is another kind of file, as a pipe is, or cannot be opened for writing.
    public init(path: String) throws(FileOutput.Failure) {
        descriptor = try path == "-" ? Self.checked(dup(STDERR_FILENO), path: path) : Self.openFile(path)
    }

    private static func openFile(_ path: String) throws(FileOutput.Failure) -> Int32 {
        guard mayAppend(to: path) else {
            throw FileOutput.Failure(path: path, problem: "a file that is no log of JSON lines")
        }
        // Without O_NONBLOCK a pipe would wait for its reader.
        let flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK
        let descriptor = try checked(open(path, flags, 0o666), path: path)
        var information = stat()
        guard fstat(descriptor, &information) == 0, [S_IFREG, S_IFCHR].contains(information.st_mode & S_IFMT) else {
            close(descriptor)
            throw FileOutput.Failure(path: path, problem: noFile)
        }
        // A terminal that is slow is waited for.
        _ = fcntl(descriptor, F_SETFL, O_APPEND)
        return descriptor
    }

    private static func checked(_ descriptor: Int32, path: String) throws(FileOutput.Failure) -> Int32 {
        guard descriptor >= 0 else {
            let problem = errno == ENXIO ? noFile : "'\(String(cString: strerror(errno)))'"
            throw FileOutput.Failure(path: path, problem: problem)
        }
        return descriptor
    }

    private static let noFile = "something that is neither a file nor a device"

    /// Whether what is there is empty, begins as a log does, or is no regular file.
    private static func mayAppend(to path: String) -> Bool {
        var information = stat()
        guard stat(path, &information) == 0, information.st_mode & S_IFMT == S_IFREG, information.st_size > 0 else {
            return true
        }
        guard let handle = FileHandle(forReadingAtPath: path) else { return true }
        defer { try? handle.close() }
        return (try? handle.read(upToCount: 1)) == Data([UInt8(ascii: "{")])
    }

    deinit { close(descriptor) }

    /// How many lines could not be written.
    public var lostLines: Int { lost.withLock { $0 } }

    /// A logger that writes here.
    public func logger(label: String, level: Logger.Level) -> Logger {
        Logger(label: label) { _ in Handler(log: self, label: label, logLevel: level) }
    }

    private func write(_ object: some Encodable) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(object) else { return lost.withLock { $0 += 1 } }
        // A terminal may be what reads it.
        let bytes = Array((VisibleText.escapedJSON(String(decoding: data, as: UTF8.self)) + "\n").utf8)
        let count = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
        if count != bytes.count { lost.withLock { $0 += 1 } }
    }

    private struct Handler: LogHandler {
        let log: JSONLinesLog
        let label: String
        var logLevel: Logger.Level
        var metadata: Logger.Metadata = [:]

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            var object: [String: LogValue] = [:]
            for (key, value) in metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 }) {
                object[key] = LogValue(value)
            }
            object["time"] = .text(Date.now.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
            object["level"] = .text(event.level.rawValue)
            object["logger"] = .text(label)
            object["message"] = .text(event.message.description)
            log.write(object)
        }
    }
}

import Foundation
import Logging
import Synchronization

/// What the controller of a campaign on Slurm did and what went wrong: lines of JSON in the shared folder, counts,
/// and the campaign's own log where there is one.
final class SlurmLog: Sendable {
    /// What is counted.
    enum Count: String, Sendable, CaseIterable {
        case submissions, polls
        case clientErrors = "client_errors"
        case fileErrors = "file_errors"
        case lostWorkers = "lost_workers"
        case lostAttempts = "lost_attempts"
        case lateAnswers = "late_answers"
        case unreadableAnswers = "unreadable_answers"
        case adoptedAttempts = "adopted_attempts"
    }

    private struct Line: Encodable {
        var time: String
        var level: String
        var message: String
        var counts: [String: Int]
    }

    private let path: String
    private let counts = Mutex<[Count: Int]>([:])
    private let logger = Mutex<Logger?>(nil)

    init(path: String) { self.path = path }

    func count(_ what: Count, by number: Int = 1) { counts.withLock { $0[what, default: 0] += number } }

    /// How often each thing happened.
    var figures: [String: Int] {
        let counts = counts.withLock { $0 }
        return Dictionary(uniqueKeysWithValues: Count.allCases.map { ($0.rawValue, counts[$0] ?? 0) })
    }

    func attach(_ logger: Logger) { self.logger.withLock { $0 = logger } }

    /// Adds a line; a log that cannot be written stops nothing.
    func note(_ level: Logger.Level, _ message: String) {
        logger.withLock { $0 }?.log(level: level, "\(message)", source: "slurm")
        let line = Line(time: Machine.now, level: level.rawValue, message: message, counts: figures)
        guard let text = try? WorkMessage.text(line) else { return }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { return }
        let bytes = Array(text.utf8)
        _ = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        close(descriptor)
    }
}

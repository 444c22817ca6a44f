import ConfigurationFile
import Foundation

/// Standard output for results, standard error for everything else.
///
/// What people read has nothing that a terminal would obey: such characters are written out.
enum Console {
    /// Prints a result for people, with a line end; exits with 1 when it cannot be delivered, except to a reader that
    /// has gone away.
    static func output(_ text: String) {
        document(VisibleText.escaped(text, keepingLines: true))
    }

    /// Prints a result for programs as it is, with a line end; exits as `output` does.
    static func document(_ text: String) {
        let isDelivered = write(text.utf8.last == UInt8(ascii: "\n") ? text : text + "\n", to: STDOUT_FILENO)
        guard isDelivered || errno == EPIPE else {
            error("standard output: found a place that takes no more; accepted: one with room")
            exit(1)
        }
    }

    /// Prints an error as one line.
    static func error(_ text: String) {
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        _ = write("ingot: \(VisibleText.escaped(line))\n", to: STDERR_FILENO)
    }

    /// Prints a note for people, of one line or several.
    static func note(_ text: String) {
        _ = write(VisibleText.escaped(text, keepingLines: true) + "\n", to: STDERR_FILENO)
    }

    /// Writes all of a text; `errno` says what went wrong.
    private static func write(_ text: String, to descriptor: Int32) -> Bool {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno != EINTR { return false }
            bytes = bytes.dropFirst(max(0, count))
        }
        return true
    }
}

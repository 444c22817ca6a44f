import Foundation
import Glibc

/// What a test of the command cannot go on without.
enum IngotProcessError: Error, CustomStringConvertible {
    case noBinary(looked: [String])
    case noStart(program: String, code: Int32)
    case timedOut(seconds: Double)

    var description: String {
        switch self {
        case .noBinary(let looked):
            "the command 'ingot' is not beside the tests (looked for \(looked.joined(separator: ", "))); build "
                + "everything with 'swift build -c release -Xswiftc -enable-testing --build-tests'"
        case .noStart(let program, let code): "\(program) did not start: \(String(cString: strerror(code)))"
        case .timedOut(let seconds): "nothing happened within \(seconds) seconds"
        }
    }
}

/// A run of the real command in a folder of its own, its output caught in files.
final class IngotProcess: Sendable {
    /// How a process ended and what it wrote.
    struct Ending: Sendable {
        /// The exit code; `nil` where a signal ended it.
        var code: Int32?
        /// The signal that ended it, if one did.
        var signal: Int32?
        var output: String
        var error: String

        var errorLines: [Substring] { error.split(separator: "\n", omittingEmptySubsequences: false).dropLast() }
    }

    let identifier: pid_t
    private let outputPath: String
    private let errorPath: String

    /// The command that was built together with these tests.
    static func binary() throws -> String {
        let runner = URL(fileURLWithPath: CommandLine.arguments.first ?? ".").deletingLastPathComponent()
        let folders = [
            Bundle.module.bundleURL.deletingLastPathComponent(), runner, Bundle.main.bundleURL,
            Bundle.main.bundleURL.deletingLastPathComponent(),
        ]
        let paths = folders.map { $0.appendingPathComponent("ingot").path }
        guard let path = paths.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else {
            throw IngotProcessError.noBinary(looked: paths)
        }
        return path
    }

    /// Starts the command with the signals of a shell's child: none ignored, none blocked.
    ///
    /// - Parameter prefix: What the shell does between changing the folder and becoming the command.
    init(_ arguments: [String], in folder: TestFolder, after prefix: String = "") throws {
        let program = try Self.binary()
        let name = UUID().uuidString
        outputPath = folder.logs + "/\(name).out"
        errorPath = folder.logs + "/\(name).err"

        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, outputPath, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        posix_spawn_file_actions_addopen(&actions, 2, errorPath, O_WRONLY | O_CREAT | O_TRUNC, 0o644)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        for number in [SIGINT, SIGTERM, SIGPIPE] { sigaddset(&signals, number) }
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        // The shell changes the folder and then becomes the command, so that the identifier is the command's.
        let shell = ["sh", "-c", "cd \"$1\" && shift && \(prefix) exec \"$@\"", "sh", folder.path, program]
        var words: [UnsafeMutablePointer<CChar>?] = (shell + arguments).map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        var started = pid_t()
        let code = posix_spawn(&started, "/bin/sh", &actions, &attributes, words, environ)
        guard code == 0 else { throw IngotProcessError.noStart(program: program, code: code) }
        identifier = started
    }

    /// Sends a signal.
    func send(_ signal: Int32) { kill(identifier, signal) }

    /// Waits for the end, without holding a thread of the tests.
    func wait() async -> Ending {
        let status = await withCheckedContinuation { (continuation: CheckedContinuation<Int32, Never>) in
            DispatchQueue.global().async { [identifier] in
                var status: Int32 = 0
                while waitpid(identifier, &status, 0) == -1, errno == EINTR {}
                continuation.resume(returning: status)
            }
        }
        let signal = status & 0x7F
        return Ending(
            code: signal == 0 ? (status >> 8) & 0xFF : nil, signal: signal == 0 ? nil : signal,
            output: Self.text(outputPath), error: Self.text(errorPath))
    }

    /// Waits until the command has written a text to standard error.
    func waitForError(_ part: String, seconds: Double = 60) async throws {
        for _ in 0..<Int(seconds * 100) {
            if Self.text(errorPath).contains(part) { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw IngotProcessError.timedOut(seconds: seconds)
    }

    /// Runs the command to its end.
    static func run(
        _ arguments: [String], in folder: TestFolder, after prefix: String = ""
    ) async throws -> Ending {
        try await IngotProcess(arguments, in: folder, after: prefix).wait()
    }

    private static func text(_ path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }
}

import Subprocess
import SystemPackage

/// Runs one client command of Slurm, within limits of time and output.
struct ClientCommand: Sendable {
    /// What came of a command.
    struct Result: Sendable {
        /// Its exit code; `nil` where it was ended by a signal, ran out of time or could not be run.
        var code: Int32?
        var output: String
        /// What it wrote to standard error, or why there is nothing.
        var message: String

        var isSuccess: Bool { code == 0 }
    }

    /// The most that is read, in bytes: 10,000 tasks have a line each.
    static let outputLimit = 4 << 20

    /// Where programs are looked for; `nil` stands for `PATH`.
    var searchPath: String?
    /// How long a command may take, in seconds.
    var timeLimit = 30.0

    /// The absolute path of a program; `nil` where it is not installed.
    func locate(_ program: String) -> String? {
        if let searchPath {
            let path = "\(searchPath)/\(program)"
            return SlurmFolder.exists(path) ? path : nil
        }
        return ProgramLocator.locate(program, folder: "/")
    }

    /// Runs a program with arguments, without a shell.
    func run(_ program: String, _ arguments: [String]) async -> Result {
        guard let path = locate(program) else {
            return Result(code: nil, output: "", message: "\(program) is not installed")
        }
        let limit = timeLimit
        let result = await withTaskGroup(of: Result?.self) { group -> Result? in
            group.addTask { await Self.run(path: path, arguments: arguments) }
            group.addTask {
                try? await Task.sleep(for: .seconds(limit))
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            await group.waitForAll()
            return first
        }
        return result ?? Result(code: nil, output: "", message: "\(program) gave no answer within \(limit) s")
    }

    private static func run(path: String, arguments: [String]) async -> Result {
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [
            .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: .milliseconds(300))
        ]
        let configuration = Configuration(
            executable: .path(FilePath(path)), arguments: Arguments(arguments), platformOptions: options)
        do {
            let result = try await Subprocess.run(
                configuration, input: .none, output: .bytes(limit: outputLimit), error: .bytes(limit: outputLimit))
            var code: Int32?
            if case .exited(let value) = result.terminationStatus { code = Int32(value) }
            return Result(
                code: code, output: String(decoding: result.standardOutput, as: UTF8.self),
                message: line(String(decoding: result.standardError, as: UTF8.self)))
        } catch {
            return Result(code: nil, output: "", message: line("\(error)"))
        }
    }

    /// A message as one line of bounded length.
    private static func line(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        return line.count > 400 ? line.prefix(400) + "…" : line
    }
}

import ArgumentParser
import Foundation

/// The command: arguments in, exit codes out.
@main
struct Ingot: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingot",
        abstract: "Co-designs wafer-scale chips with the strategy that trains a language model on them.",
        discussion: "Exit codes: 0 done; 1 the work failed; 2 wrong use or a bad file; 130 interrupted, after the "
            + "checkpoint is safe.",
        version: Version.text,
        subcommands: [
            RunCommand.self, ResumeCommand.self, StatusCommand.self, ExportCommand.self, ValidateCommand.self,
            EvaluateCommand.self, PlanCommand.self, CompareCommand.self, PresetsCommand.self,
            ValidateModelsCommand.self, SimulateCommand.self, AttentionCommand.self, WorkCommand.self,
            DoctorCommand.self,
        ])

    static func main() async {
        // A reader that has gone away ends neither a campaign nor a report.
        signal(SIGPIPE, SIG_IGN)
        // Neither does a limit on the size of files: what cannot be written is told as an error.
        signal(SIGXFSZ, SIG_IGN)
        // A campaign's signals are taken before anything else, so that none comes too early to leave it in order.
        if let name = CommandLine.arguments.dropFirst().first, ["run", "resume"].contains(name) {
            StopSignals.shared.take()
        }
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let code as ExitCode {
            Foundation.exit(code.rawValue)
        } catch let failure as ExitFailure {
            Console.error(failure.message)
            Foundation.exit(failure.code)
        } catch {
            let code = exitCode(for: error)
            if code == .success {
                // --help and --version are no errors.
                Console.output(fullMessage(for: error))
                Foundation.exit(0)
            }
            let message = message(for: error)
            Console.error(message.isEmpty ? "wrong use; see ingot --help" : message + "; see ingot --help")
            Foundation.exit(2)
        }
    }
}

import ArgumentParser
import Campaign
import Reporting

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Examines a checkpoint and repairs what can be repaired, after copying it.",
        discussion: "Exit code 1 where something is left that cannot be repaired, or, with --check, where anything is "
            + "wrong.")

    @Argument(help: "The checkpoint.") var checkpoint: String
    @Flag(help: "Change nothing.") var check = false
    @Flag(help: "Print one JSON object.") var json = false

    func run() throws {
        let report = try reportingWrongUse { try CheckpointDoctor.examine(checkpoint, repairing: !check) }
        if json {
            Console.output(try ingot.json(DoctorDocument(report, checkpoint: checkpoint)))
        } else {
            Console.output(DoctorText.lines(report, checkpoint: checkpoint))
        }
        if !report.isHealthy { throw ExitCode(1) }
    }
}

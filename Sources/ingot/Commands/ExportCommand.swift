import ArgumentParser
import Campaign
import Reporting

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Writes a campaign's front as CSV, or one trial as a design file.",
        subcommands: [Pareto.self, Design.self])

    struct Pareto: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Writes the non-dominated feasible trials at the target fidelity as CSV.")

        @Argument(help: "The checkpoint.") var checkpoint: String
        @Option(help: "The file to write; standard output where it is left out.") var output: String?
        @Flag(help: "Write every trial of every fidelity.") var allTrials = false

        func run() throws {
            try reportingWrongUse {
                let summary = try CampaignSummary(checkpoint: checkpoint)
                try deliver(allTrials ? ParetoCSV.allTrials(summary) : ParetoCSV.front(summary), to: output)
            }
        }
    }

    struct Design: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Writes one trial as a file that 'ingot evaluate' reads.")

        @Argument(help: "The checkpoint.") var checkpoint: String
        @Option(help: "The number of the trial.") var trial: Int
        @Option(help: "The file to write; standard output where it is left out.") var output: String?

        func run() throws {
            try reportingWrongUse {
                let summary = try CampaignSummary(checkpoint: checkpoint)
                try deliver(try DesignExport.text(summary, trial: trial), to: output)
            }
        }
    }
}

/// Writes a text to a file, or to standard output where none is named.
private func deliver(_ text: String, to path: String?) throws {
    if let path { try FileOutput.write(text, to: path) } else { Console.document(text) }
}

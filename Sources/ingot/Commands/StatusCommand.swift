import ArgumentParser
import Campaign
import ConfigurationFile
import Reporting

struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Prints where a campaign stands, also while it runs.")

    @Argument(help: "The checkpoint.") var checkpoint: String
    @Flag(help: "Print one JSON object.") var json = false

    func run() throws {
        let summary = try reportingWrongUse { try CampaignSummary(checkpoint: checkpoint) }
        if json {
            Console.output(try ingot.json(StatusDocument(summary, checkpoint: checkpoint)))
        } else {
            let state = summary.isFinished ? "finished" : "not finished"
            let reason = summary.end.map { ", as \(VisibleText.escaped($0))" } ?? ""
            Console.output("\(summary.specification.name): \(state)\(reason)")
            Console.output(CampaignTables.account(summary))
            let models = ModelDiagnostics(summary)
            Console.output(DiagnosticsText.lines(summary, models: models))
            Console.output("\n" + CampaignTables.front(summary))
            if let inferred = CampaignTables.inferredFront(summary, models: models) { Console.output("\n" + inferred) }
        }
    }
}

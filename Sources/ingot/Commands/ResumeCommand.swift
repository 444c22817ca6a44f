import ArgumentParser
import Campaign

struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Goes on with a campaign from its checkpoint, as if it had never stopped.")

    @Argument(help: "The checkpoint.") var checkpoint: String
    @Option(help: "Another number of workers.") var workers: Int?
    @Option(help: "A larger budget: cost=150, evaluations=300, target_fidelity_evaluations=60, or a plain number.")
    var budget: String?
    @Option(help: "Where the campaign's folder is now, if it was moved: its programs run there.") var folder: String?
    @OptionGroup var output: CampaignOutput

    func run() async throws {
        let log = try output.makeLog()
        let runner = try reportingWrongUse {
            try CampaignRunner.resume(checkpoint: checkpoint, budget: budget, workers: workers, folder: folder)
        }
        output.announce(runner.specification, logger: log?.logger)
        try await output.finish(runner, checkpoint: checkpoint, log: log)
    }
}

import ArgumentParser
import Campaign
import CoDesign
import Foundation

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Runs a campaign from its file.",
        discussion: "Without --checkpoint it writes <stem of CONFIG>.ingot in the current folder. An existing "
            + "checkpoint is never overwritten.")

    @Argument(help: "The campaign file.") var config: String
    @Option(help: "The checkpoint to write.") var checkpoint: String?
    @Option(help: "Another seed than the file's.") var seed: UInt64?
    @Option(help: "Another number of workers than the file's.") var workers: Int?
    @OptionGroup var output: CampaignOutput

    func run() async throws {
        let path = checkpoint ?? URL(fileURLWithPath: config).deletingPathExtension().lastPathComponent + ".ingot"
        let log = try output.makeLog()
        let runner = try reportingWrongUse {
            var specification = try CampaignSpecification(path: config)
            if let seed { try specification.setSeed(seed) }
            if let workers { try specification.setWorkers(workers) }
            return try CampaignRunner.begin(specification, checkpoint: path)
        }
        output.announce(runner.specification, logger: log?.logger)
        try await output.finish(runner, checkpoint: path, log: log)
    }
}

import ArgumentParser
import Reporting

struct AttentionRangesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ranges",
        abstract: "Shows where STAR's published gains lie among all that they may assume, and what decides.")

    @Flag(help: "Print one JSON object.") var json = false

    func run() throws {
        let document = try reportingWrongUse { try GainRangesDocument() }
        Console.output(json ? try ingot.json(document) : document.table)
    }
}

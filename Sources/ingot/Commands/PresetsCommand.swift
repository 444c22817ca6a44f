import ArgumentParser
import Reporting

struct PresetsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "presets", abstract: "Lists the machines, models and benchmark problems that files can name.")

    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case hardware
        case models
        case problems
    }

    @Argument(help: "Which to list; all where it is left out.") var kind: Kind?
    @Flag(help: "List every physical constant with its unit, source and certainty.") var constants = false

    func run() {
        var parts: [String] = []
        if constants { parts.append(PresetTables.constants()) }
        if kind == .hardware || (kind == nil && !constants) { parts.append(PresetTables.hardware()) }
        if kind == .models || (kind == nil && !constants) { parts.append(PresetTables.models()) }
        if kind == .problems || (kind == nil && !constants) { parts.append(ProblemTable.text()) }
        Console.output(parts.joined(separator: "\n\n"))
    }
}

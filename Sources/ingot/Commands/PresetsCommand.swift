import ArgumentParser
import Reporting

struct PresetsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "presets",
        abstract: "Lists the machines, models, planners and benchmark problems that files can name.")

    @Argument(
        help: ArgumentHelp(
            "What to list; machines, models, planners and problems where it is left out.",
            discussion:
                "hardware, models, planners or problems; chips for published areas and powers against modelled ones; or "
                + "the name of a machine for area and power of each of its parts.", valueName: "kind or name"))
    var kind: PresetSelection?
    @Flag(help: "List every physical constant with its unit, source and certainty.") var constants = false

    func run() {
        var parts: [String] = []
        if constants { parts.append(PresetTables.constants()) }
        if kind == .hardware || (kind == nil && !constants) { parts.append(PresetTables.hardware()) }
        if kind == .models || (kind == nil && !constants) { parts.append(PresetTables.models()) }
        if kind == .planners || (kind == nil && !constants) { parts.append(PresetTables.planners()) }
        if kind == .problems || (kind == nil && !constants) { parts.append(ProblemTable.text()) }
        if kind == .chips { parts.append(PresetTables.chips()) }
        if case .parts(let name) = kind, let table = PresetTables.parts(named: name) { parts.append(table) }
        Console.output(parts.joined(separator: "\n\n"))
    }
}

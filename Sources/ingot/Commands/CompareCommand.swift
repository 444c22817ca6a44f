import ArgumentParser
import CoDesign
import Reporting

struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Shows what several planners make of one design file, side by side.",
        discussion: "The strategy of the file is not used and may be left out. DRAM utilisation is what all devices "
            + "hold at their fullest over what all have; compute utilisation is executed operations over peak.")

    @Argument(help: "The design file.") var design: String
    @Option(
        help: ArgumentHelp(
            "Who plans: all, or names with commas between them, of "
                + WaferPlanner.all.map(\.name).joined(separator: ", ") + ".")) var planners = "all"
    @OptionGroup var fidelity: PlanFidelity
    @Flag(help: "Print one JSON object.") var json = false

    func run() throws {
        let comparison = try reportingWrongUse {
            let task = try DesignFile.readTask(path: design)
            let chosen = try WaferPlanner.list(planners)
            return PlannerComparison(task, by: chosen, at: try fidelity.chosen(for: task))
        }
        guard comparison.hasPlans else { throw ExitFailure.wrongUse(comparison.problems.joined(separator: "; ")) }
        Console.output(json ? try ingot.json(comparison) : comparison.table)
    }
}

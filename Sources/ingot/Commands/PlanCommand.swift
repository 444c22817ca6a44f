import ArgumentParser
import CoDesign
import Reporting

struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Plans how the model of a design file is trained on its machine.",
        discussion: "The strategy of the file is not used and may be left out. Where nothing fits, the plan nearest to "
            + "fitting is shown with the limits that it breaks.")

    @Argument(help: "The design file.") var design: String
    @Option(
        help: ArgumentHelp("Who plans: " + WaferPlanner.all.map(\.name).joined(separator: ", ") + ".")) var planner:
        String
    @OptionGroup var fidelity: PlanFidelity
    @Option(help: ArgumentHelp("A file for the plan as a design file.", valueName: "file.yaml")) var output: String?
    @Flag(help: "Print one JSON object.") var json = false

    func run() throws {
        try reportingWrongUse {
            let task = try DesignFile.readTask(path: design)
            let planner = try WaferPlanner.named(planner)
            let report = try PlanReport(task, by: planner, at: try fidelity.chosen(for: task))
            if let output { try FileOutput.write(report.designFile, to: output) }
            Console.output(json ? try ingot.json(report.document) : report.table)
        }
    }
}

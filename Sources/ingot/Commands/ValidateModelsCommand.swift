import AnalyticalModel
import ArgumentParser
import Reporting

struct ValidateModelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate-models",
        abstract: "Compares the models with every published measurement that is shipped; fails where a bound breaks.")

    @Option(
        help: ArgumentHelp(
            "Compare with the .csv files of this folder instead, which have the names or the columns of those shipped.",
            valueName: "folder"))
    var data: String?
    @Flag(help: "Print one JSON object.") var json = false

    func run() throws {
        let validation = try reportingWrongUse {
            guard let data else { return try ModelValidation() }
            let measurements = try MeasurementFolder.measurements(path: data)
            for file in measurements.unknownFiles {
                Console.note("ingot: \(file): left out, it has neither the name nor the columns of a known file")
            }
            return try ModelValidation(of: measurements)
        }
        if json {
            Console.output(try ingot.json(ValidationDocument(validation)))
        } else {
            Console.output(ValidationTable.text(validation))
        }
        guard validation.isKept else {
            let broken = validation.groups.filter { !$0.isKept }.map(\.name).joined(separator: "; ")
            throw ExitFailure.failed("validate-models: an error is above its bound: \(broken)")
        }
    }
}

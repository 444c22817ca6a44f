import AnalyticalModel
import ArgumentParser
import Reporting

struct ValidateModelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate-models",
        abstract: "Compares the models with every published measurement that is shipped; fails where a bound breaks.")

    @Flag(help: "Print one JSON object.") var json = false

    func run() throws {
        let validation = ModelValidation()
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

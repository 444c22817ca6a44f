import ArgumentParser
import CoDesign
import Reporting

struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate", abstract: "Prints the figures of one design file.")

    @Argument(help: "The design file.") var design: String
    @Option(help: "Which evaluator to ask: analytical or detailed.") var fidelity = "analytical"
    @Flag(help: "Print one JSON object.") var json = false

    func run() throws {
        let (training, model) = try reportingWrongUse {
            (try DesignFile.read(path: design), try WaferFidelity.named(fidelity))
        }
        guard model.evaluatesClusters || training.hardware.cluster == nil else {
            throw ExitFailure.wrongUse(
                "--fidelity: found \(fidelity) for a cluster of graphics processors; accepted: analytical")
        }
        let timed = TimedEvaluation(of: training, at: model)
        if json {
            Console.output(try ingot.json(timed.document))
        } else {
            Console.output(timed.table)
        }
    }
}

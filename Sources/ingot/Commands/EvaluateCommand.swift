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
        let (found, model) = try reportingWrongUse {
            (try DesignFile.readAny(path: design), try WaferFidelity.named(fidelity))
        }
        switch found {
        case .training(let training):
            guard model.evaluates(training) else { throw clustersAreAnalytical }
            let timed = TimedEvaluation(of: training, at: model)
            Console.output(json ? try ingot.json(timed.document) : timed.table)
        case .inference(let inference):
            guard model.evaluatesInference else {
                throw ExitFailure.wrongUse("--fidelity: found \(fidelity) for inference; accepted: analytical")
            }
            let timed = TimedInference(of: inference)
            Console.output(json ? try ingot.json(timed.document) : timed.table)
        }
    }

    private var clustersAreAnalytical: ExitFailure {
        .wrongUse("--fidelity: found \(fidelity) for a cluster of graphics processors; accepted: analytical")
    }
}

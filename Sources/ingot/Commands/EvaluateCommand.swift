import ArgumentParser
import CoDesign
import Reporting

struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate", abstract: "Prints the figures of one design file.")

    @Argument(help: "The design file.") var design: String
    @Option(
        help: ArgumentHelp(
            "Which evaluator to ask: " + WaferFidelity.all.map(\.name).joined(separator: ", ") + "."))
    var fidelity = "analytical"
    @Option(
        help: ArgumentHelp(
            "A file for what happened when in the iteration, to open in Perfetto or chrome://tracing.",
            valueName: "file.json"))
    var trace: String?
    @Option(
        help: ArgumentHelp(
            "A folder for maps of the wafers: links.csv, dies.csv and the picture wafer.svg.", valueName: "folder"))
    var maps: String?
    @Flag(help: "Print one JSON object.") var json = false

    func run() throws {
        let (found, model) = try reportingWrongUse {
            (try DesignFile.readAny(path: design), try WaferFidelity.named(fidelity))
        }
        let files = IterationFiles(trace: trace, maps: maps)
        switch found {
        case .training(let training):
            guard model.evaluates(training) else { throw clustersAreAnalytical }
            if !model.playsIterations {
                try reportingWrongUse { try files.refuse("the fidelity \(fidelity), which plays no iteration") }
            }
            let timed = TimedEvaluation(of: training, at: model)
            try reportingWrongUse { try files.write(timed, of: training, at: model, title: design) }
            Console.output(json ? try ingot.json(timed.document) : timed.table)
        case .inference(let inference):
            guard model.evaluatesInference else {
                throw ExitFailure.wrongUse("--fidelity: found \(fidelity) for inference; accepted: analytical")
            }
            try reportingWrongUse { try files.refuse("a design of inference") }
            let timed = TimedInference(of: inference)
            Console.output(json ? try ingot.json(timed.document) : timed.table)
        }
    }

    private var clustersAreAnalytical: ExitFailure {
        .wrongUse("--fidelity: found \(fidelity) for a cluster of graphics processors; accepted: analytical")
    }
}

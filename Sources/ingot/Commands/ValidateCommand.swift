import ArgumentParser
import BayesianOptimization
import Campaign
import SearchSpace

struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Checks a campaign file without running it, and says which programs it would run.")

    @Argument(help: "The campaign file.") var config: String
    @Flag(help: "Print the file with every default filled in.") var print = false

    func run() throws {
        let specification = try reportingWrongUse { try CampaignSpecification(path: config) }
        for warning in specification.warnings { Console.note("warning: \(warning)") }
        if print {
            Console.document(specification.canonicalYAML)
        } else {
            let space = specification.problem.space
            Console.output(
                "\(config): valid; \(space.dimension) parameters, \(specification.problem.objectives.count) objectives, "
                    + "\(specification.fidelities.count) fidelities, budget \(specification.budget)")
            for program in specification.startedPrograms { Console.output("will run: \(program)") }
        }
    }
}

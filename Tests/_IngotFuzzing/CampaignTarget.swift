import BayesianOptimization
import Campaign
import ConfigurationFile
import Foundation
import SearchSpace

/// Campaign files.
///
/// A file that is accepted prints in its canonical form, which reads back to the same print; over a benchmark problem its
/// method proposes trials inside the space, evaluated by the problem.
struct CampaignTarget: FuzzTarget {
    private static let proposalCount = 3

    private let corpus: [[UInt8]]
    private let mutator: TextMutator

    /// Puts a design for `start` into the folder.
    init(folder: String) throws {
        corpus = try FuzzCorpus.campaigns()
        mutator = TextMutator(corpus: corpus)
        let design = FuzzCorpus.root.appending(path: "experiments/designs/gpt3-175b-t4-p14.yaml")
        try Data(contentsOf: design).write(to: URL(filePath: folder + "/design.yaml"))
    }

    func input(_ generator: inout RandomGenerator) -> [UInt8] {
        var text = corpus[generator.index(below: corpus.count)]
        mutator.mutate(&text, &generator)
        return text
    }

    func judge(_ bytes: [UInt8], _ generator: RandomGenerator, folder: String) async -> FuzzVerdict {
        let path = folder + "/case.yaml"
        guard FileManager.default.createFile(atPath: path, contents: Data(bytes)) else {
            return .broken("\(path) cannot be written")
        }
        let specification: CampaignSpecification
        do {
            specification = try CampaignSpecification(path: path)
        } catch {
            return FuzzVerdict.refusal(error.description)
        }
        for warning in specification.warnings where warning.isEmpty || warning.contains(where: \.isNewline) {
            return .broken("a warning of several lines: \(warning.debugDescription.prefix(300))")
        }
        let canonical = specification.canonicalYAML
        do {
            let again = try CampaignSpecification(yaml: canonical, file: path)
            guard again.canonicalYAML == canonical else {
                return .broken("its canonical form reads back as another one")
            }
            guard again.problem.objectives == specification.problem.objectives, again.budget == specification.budget,
                again.optimizer == specification.optimizer, again.fidelities == specification.fidelities,
                again.start == specification.start, again.seed == specification.seed, again.name == specification.name
            else { return .broken("its canonical form says something else") }
        } catch {
            return .broken("its canonical form is refused: \(error.description.prefix(600))")
        }
        return propose(specification)
    }

    private func propose(_ specification: CampaignSpecification) -> FuzzVerdict {
        guard let synthetic = specification.synthetic else { return .accepted }
        let problem = specification.problem
        var observations: [Observation] = []
        do {
            var sampler = try specification.optimizer.makeSampler(for: problem, seed: specification.seed)
            for trial in 0..<Self.proposalCount {
                var generator = RandomGenerator(seed: specification.seed, stream: UInt64(trial))
                let proposal = try sampler.propose(
                    trial: trial, observations: observations, pending: [], generator: &generator)
                guard try problem.space.normalized(proposal.candidate) == proposal.candidate,
                    problem.fidelities.indices.contains(proposal.fidelity)
                else { return .broken("a proposal outside the space") }
                observations.append(
                    Observation(
                        trial: trial, candidate: proposal.candidate, fidelity: proposal.fidelity,
                        outcome: synthetic.evaluate(proposal.candidate, fidelity: 0)))
            }
        } catch {
            return FuzzVerdict.refusal("\(error)")
        }
        return .accepted
    }
}

import BayesianOptimization
public import Campaign
import CoDesign
import SearchSpace

/// A trial as a file that can be evaluated again.
public enum DesignExport {
    /// Why a trial cannot be exported.
    public enum Failure: Error, Sendable, Hashable, CustomStringConvertible {
        /// There is no trial of that number.
        case noSuchTrial(number: Int, count: Int)
        /// The candidate does not fit the problem.
        case foreign(String)

        /// One line.
        public var description: String {
            switch self {
            case .noSuchTrial(let number, let count):
                count == 0
                    ? "trial: found \(number); accepted: none, as the checkpoint has no trials yet"
                    : "trial: found \(number); accepted: a number from 0 to \(count - 1)"
            case .foreign(let text): text
            }
        }
    }

    /// The trial as a design file, or as a mapping of its parameters where the problem is a program of the user's.
    ///
    /// - Throws: `Failure`.
    public static func text(_ summary: CampaignSummary, trial number: Int) throws(Failure) -> String {
        guard summary.trials.indices.contains(number) else {
            throw .noSuchTrial(number: number, count: summary.trials.count)
        }
        let trial = summary.trials[number]
        let problem = summary.specification.problem
        let fidelity = problem.fidelities[trial.fidelity].name
        var comments = [
            "Trial \(number) of the campaign \(summary.specification.name), evaluated at '\(fidelity)': "
                + (trial.state.isFinished ? trial.state.rawValue : "no result yet")
        ]
        comments += zip(problem.objectives, trial.objectives).map { "\($0.name): \(Quantity.shortest($1))" }
        guard let wafer = summary.specification.wafer else {
            let lines = zip(problem.space.parameters, trial.candidate.values).compactMap { parameter, value in
                value.map { "\(parameter.name): \($0)" }
            }
            return (comments.map { "# \($0)" } + lines).joined(separator: "\n") + "\n"
        }
        do {
            switch try wafer.design(for: trial.candidate) {
            case .training(let design): return DesignFile.text(of: design, comments: comments)
            case .inference(let design): return DesignFile.text(of: design, comments: comments)
            }
        } catch {
            throw .foreign(error.description)
        }
    }
}

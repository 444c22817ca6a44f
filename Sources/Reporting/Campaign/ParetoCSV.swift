import BayesianOptimization
public import Campaign
import Foundation
import SearchSpace

/// The trials of a campaign as CSV: RFC 4180, UTF-8, numbers in the shortest digits that read back the same.
///
/// Columns: `trial`, `fidelity`, `feasible`, one an objective, one a constraint of the campaign file, one a parameter
/// (empty where inactive), `cost`, `seed`, `campaign`, `ingot_version`; with every trial also `status`, `pareto`,
/// `reason`.
public enum ParetoCSV {
    /// The non-dominated feasible trials at the target fidelity, by trial number.
    public static func front(_ summary: CampaignSummary) -> String {
        text(summary, trials: summary.front, isComplete: false)
    }

    /// Every trial of every fidelity, by trial number.
    public static func allTrials(_ summary: CampaignSummary) -> String {
        text(summary, trials: summary.trials, isComplete: true)
    }

    /// Whether a file may be replaced by the front of a campaign: it is not there, or it holds such a front already.
    ///
    /// - Parameters:
    ///   - path: The path of the file.
    ///   - summary: The campaign.
    public static func mayReplace(_ path: String, with summary: CampaignSummary) -> Bool {
        guard FileManager.default.fileExists(atPath: path) else { return true }
        // A pipe would wait for its writer.
        var information = stat()
        guard stat(path, &information) == 0, information.st_mode & S_IFMT == S_IFREG else { return false }
        let header = text(summary, trials: [], isComplete: false)
        guard let handle = FileHandle(forReadingAtPath: path) else { return false }
        defer { try? handle.close() }
        return (try? handle.read(upToCount: header.utf8.count)) == Data(header.utf8)
    }

    private static func text(_ summary: CampaignSummary, trials: [TrialRecord], isComplete: Bool) -> String {
        let specification = summary.specification
        let problem = specification.problem
        let constraints = problem.constraints.prefix(specification.declaredConstraintCount)
        var header = ["trial", "fidelity", "feasible"]
        header += problem.objectives.map(\.name) + constraints.map(\.name) + problem.space.parameters.map(\.name)
        header += ["cost", "seed", "campaign", "ingot_version"]
        if isComplete { header += ["status", "pareto", "reason"] }
        let front = Set(summary.front.map(\.number))
        var lines = [line(header)]
        for trial in trials {
            // A trial that gave no figures has empty cells for them.
            let objectives = problem.objectives.indices.map { cell(trial.objectives, $0) }
            let limits = constraints.indices.map { cell(trial.constraints, $0) }
            let parameters = trial.candidate.values.map { $0.map(text) ?? "" }
            var cells = ["\(trial.number)", problem.fidelities[trial.fidelity].name, "\(trial.isFeasible)"]
            cells += objectives + limits + parameters
            cells += [
                Quantity.shortest(trial.cost), "\(trial.seed)", specification.name, summary.campaign.softwareVersion,
            ]
            if isComplete { cells += [status(of: trial), "\(front.contains(trial.number))", trial.reason] }
            lines.append(line(cells))
        }
        return lines.joined()
    }

    private static func cell(_ values: [Double], _ index: Int) -> String {
        index < values.count ? Quantity.shortest(values[index]) : ""
    }

    private static func text(_ value: ParameterValue) -> String {
        if case .real(let real) = value { return Quantity.shortest(real) }
        return value.description
    }

    /// The state in the words that the column has had from the start: what others read does not change with the life
    /// cycle.
    private static func status(of trial: TrialRecord) -> String {
        let state: TrialState =
            switch trial.state {
            case .queued, .cancelled: .proposed
            case .timedOut: .failed
            case .proposed, .running, .completed, .infeasible, .failed: trial.state
            }
        return state.rawValue
    }

    private static func line(_ cells: [String]) -> String {
        cells.map(quoted).joined(separator: ",") + "\r\n"
    }

    private static func quoted(_ cell: String) -> String {
        // A carriage return and a line feed together are one Character, so scalars are looked at.
        guard cell.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else { return cell }
        return "\"" + cell.replacing("\"", with: "\"\"") + "\""
    }
}

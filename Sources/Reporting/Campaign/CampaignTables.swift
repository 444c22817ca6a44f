import BayesianOptimization
public import Campaign
import ConfigurationFile
import SearchSpace

/// A campaign as tables for people.
public enum CampaignTables {
    /// The front, with units, and the parameters that differ along it.
    public static func front(_ summary: CampaignSummary) -> String {
        let front = summary.front
        guard !front.isEmpty else { return "no feasible trial at the target fidelity yet" }
        let problem = summary.specification.problem
        let constraints = problem.constraints.prefix(summary.specification.declaredConstraintCount)
        // A column that is the same in every row says nothing about the front; a single row shows all below it.
        let varied = problem.space.parameters.indices.filter { index in
            Set(front.map { $0.candidate.values[index] }).count > 1
        }
        let titles =
            ["trial"] + problem.objectives.map { UnitOfMeasure.titled($0.name, in: summary.specification) }
            + constraints.map { UnitOfMeasure.titled($0.name, in: summary.specification) }
            + varied.map { shortName(problem.space.parameters[$0].name) }
        let rows = front.sorted { ($0.objectives.first ?? 0, $0.number) > ($1.objectives.first ?? 0, $1.number) }.map {
            trial in
            ["\(trial.number)"] + trial.objectives.map(Quantity.significant)
                + trial.constraints.prefix(constraints.count).map(Quantity.significant)
                + varied.map { trial.candidate.values[$0].map(cell) ?? "-" }
        }
        let same = problem.space.parameters.indices.filter { !varied.contains($0) }.map { index in
            "\(problem.space.parameters[index].name) \(front[0].candidate.values[index].map(cell) ?? "-")"
        }
        let table = TextTable.text(header: titles, rows: rows)
        return same.isEmpty ? table : table + "\nthe same in every row: " + same.joined(separator: ", ")
    }

    /// How many designs of an inferred front are listed.
    private static let listedInferred = 12

    /// The front that models of all settings of a continuous fidelity expect at the target, as a line and some of its
    /// designs spread along it; `nil` where there is none.
    public static func inferredFront(_ summary: CampaignSummary, models: ModelDiagnostics) -> String? {
        guard let inference = models.inference, !inference.front.isEmpty else { return nil }
        let problem = summary.specification.problem
        let target = problem.fidelities[problem.target].name
        let sorted = inference.front.sorted { ($0.objectives.first ?? 0) < ($1.objectives.first ?? 0) }
        let count = min(listedInferred, sorted.count)
        let listed = (0..<count).map { sorted[count > 1 ? $0 * (sorted.count - 1) / (count - 1) : 0] }
        let titles =
            problem.objectives.flatMap {
                ["expected " + UnitOfMeasure.titled($0.name, in: summary.specification), "+-"]
            }
            + problem.space.parameters.map { shortName($0.name) }
        let rows = listed.map { point in
            zip(point.objectives, point.deviations).flatMap {
                [Quantity.significant($0), Quantity.significant($1)]
            } + point.candidate.values.map { $0.map(cell) ?? "-" }
        }
        return "inferred at \(target), not evaluated: hypervolume \(Quantity.significant(inference.hypervolume)) of "
            + "\(inference.front.count) designs, by models of \(inference.rows) results at all settings"
            + (count < sorted.count ? "; \(count) of them\n" : "\n") + TextTable.text(header: titles, rows: rows)
    }

    /// What stands below the front: how many trials, which were infeasible and why, what was spent.
    public static func account(_ summary: CampaignSummary) -> String {
        let progress = summary.progress
        let specification = summary.specification
        var lines: [String] = []
        let isContinuous = specification.continuousFidelity != nil
        let counts = zip(progress.fidelities, zip(progress.finished, progress.proposed))
        let trials = counts.filter { !isContinuous || $1.1 > 0 }.map { name, count in
            (count.0 == count.1 ? "\(count.0)" : "\(count.0) of \(count.1)") + (isContinuous ? " at " : " ") + name
        }
        lines.append("trials: " + trials.joined(separator: ", "))
        lines.append(
            "hypervolume: \(progress.hypervolume) (\(progress.frontCount) points; reference "
                + specification.problem.objectives.map { "\($0.name) \(Quantity.shortest($0.reference))" }
                .joined(separator: ", ") + ")")
        let used = progress.budget.used(progress.spending)
        lines.append(
            "budget: \(Quantity.significant(used)) of \(Quantity.shortest(progress.budget.limit)) "
                + "\(progress.budget.key.replacing("_", with: " "))")
        lines.append(
            "feasible: \(progress.feasible); infeasible: \(progress.infeasible)"
                + reasons(summary.infeasibleReasons))
        if progress.failed > 0 { lines.append("failed: \(progress.failed)\(reasons(summary.failureReasons))") }
        if !progress.fallbacks.isEmpty {
            let counts = progress.fallbacks.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
            lines.append("fallbacks: " + counts.joined(separator: ", "))
        }
        lines.append(
            "time: \(ProgressText.duration(progress.proposalSeconds)) of proposals, "
                + "\(ProgressText.duration(progress.evaluationSeconds)) of evaluations")
        return lines.joined(separator: "\n")
    }

    private static func reasons(_ reasons: [(name: String, count: Int)]) -> String {
        guard !reasons.isEmpty else { return "" }
        return " (" + reasons.prefix(8).map { "\($0.count) x \(VisibleText.escaped($0.name))" }.joined(separator: ", ")
            + ")"
    }

    private static func cell(_ value: ParameterValue) -> String {
        if case .real(let real) = value { return Quantity.significant(real) }
        return VisibleText.escaped(value.description)
    }

    private static func shortName(_ path: String) -> String {
        path.split(separator: ".").last.map(String.init) ?? path
    }
}

import BayesianOptimization
public import Campaign
import ConfigurationFile
import Foundation

/// The diagnostics of a campaign as lines for people.
public enum DiagnosticsText {
    /// The growth of the hypervolume, what each fidelity took, how fidelities agree, and what the sampler says.
    public static func lines(_ summary: CampaignSummary) -> String {
        lines(summary, models: ModelDiagnostics(summary))
    }

    /// The same with models that are there already.
    public static func lines(_ summary: CampaignSummary, models diagnosed: ModelDiagnostics) -> String {
        let diagnostics = CampaignDiagnostics(summary)
        var lines: [String] = []
        if let last = diagnostics.history.last {
            let shown = milestones(diagnostics.history).map {
                "\(Quantity.significant($0.point.hypervolume)) after \($0.count)"
            }
            lines.append("hypervolume by target evaluations: " + shown.joined(separator: ", "))
            if let best = summary.specification.synthetic?.best {
                let gap = best.hypervolume - last.hypervolume
                lines.append(
                    "best known hypervolume: \(Quantity.significant(best.hypervolume)) (\(best.source)), "
                        + "\(Quantity.significant(gap)) above this one")
            }
        }
        lines.append(
            "cost by fidelity: "
                + diagnostics.usage.map {
                    "\($0.fidelity) \(Quantity.significant($0.cost)) (\($0.proposed) trials)"
                }.joined(separator: ", "))
        let evaluations = diagnostics.usage.compactMap { usage in
            usage.secondsPerEvaluation.map { "\(usage.fidelity) \(Quantity.text($0, unit: "s"))" }
        }
        if let seconds = diagnostics.secondsPerProposal {
            lines.append("measured: \(Quantity.text(seconds, unit: "s")) a proposal")
        }
        lines += phases(summary.metrics)
        if !evaluations.isEmpty { lines.append("measured by evaluation: " + evaluations.joined(separator: ", ")) }
        lines += agreement(diagnostics, target: summary.specification.fidelities.last?.name ?? "")
        if let warm = summary.specification.warmStart {
            let left = warm.leftOut.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.value) \($0.key)" }
            lines.append(
                "warm start: \(warm.results.count) results of \(VisibleText.escaped(warm.campaign)) from "
                    + VisibleText.escaped(warm.checkpoint)
                    + (left.isEmpty ? "" : "; left out: " + left.joined(separator: ", ")))
        }
        lines += models(diagnosed, target: summary.specification.fidelities.last?.name ?? "")
        lines += sampler(summary.samplerDiagnostics)
        return lines.joined(separator: "\n")
    }

    /// What the phases of the loop took, and how long workers had nothing to do; none before there is any.
    private static func phases(_ metrics: CampaignMetrics) -> [String] {
        guard let idle = metrics.idleShare else { return [] }
        let parts = [
            ("models", metrics.modelSeconds), ("search", metrics.searchSeconds), ("checkpoint", metrics.storeSeconds),
            ("executor", metrics.submitSeconds),
        ]
        let counts = metrics.executor.filter { $0.value > 0 }.sorted { $0.key < $1.key }
        return [
            "measured by phase: "
                + parts.map { "\($0.0) \(Quantity.text($0.1, unit: "s"))" }.joined(separator: ", ")
                + "; workers idle \(Quantity.fixed(100 * idle, digits: 1)) %"
        ]
            + (counts.isEmpty
                ? []
                : [
                    "executor: "
                        + counts.map { "\($0.key.replacing("_", with: " ")) \($0.value)" }.joined(separator: ", ")
                ])
    }

    /// At most eight points spread over the history, the last among them, with the number of evaluations up to each.
    private static func milestones(
        _ history: [HypervolumeTrace.Point]
    ) -> [(count: Int, point: HypervolumeTrace.Point)] {
        let shares = 8
        return history.indices.filter { index in
            (index + 1) * shares / history.count > index * shares / history.count
        }.map { ($0 + 1, history[$0]) }
    }

    /// One line for each lower fidelity.
    private static func agreement(_ diagnostics: CampaignDiagnostics, target: String) -> [String] {
        var lines: [String] = []
        var rest = diagnostics.agreement[...]
        while let first = rest.first {
            let own = rest.prefix { $0.fidelity == first.fidelity }
            rest = rest.dropFirst(own.count)
            let figures = own.map { entry in
                "\(entry.figure) \(entry.rankCorrelation.map { Quantity.fixed($0, digits: 2) } ?? "-")"
            }
            lines.append(
                "rank agreement of \(first.fidelity) with \(target) over \(first.count) candidates: "
                    + figures.joined(separator: ", "))
        }
        return lines
    }
}

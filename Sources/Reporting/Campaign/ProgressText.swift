public import Campaign

/// A campaign's progress as one line.
public enum ProgressText {
    /// Trials by fidelity, budget, hypervolume, feasible share, time left.
    public static func line(_ progress: CampaignProgress) -> String {
        let trials = trials(progress)
        let used = progress.budget.used(progress.spending)
        var parts = [
            trials,
            "\(progress.budget.key) \(Quantity.significant(used))/\(Quantity.significant(progress.budget.limit))",
            "hypervolume \(Quantity.significant(progress.hypervolume)) (\(progress.frontCount) points)",
        ]
        if let share = progress.feasibleShare { parts.append("feasible \(Quantity.fixed(share * 100, digits: 0)) %") }
        if progress.failed > 0 { parts.append("failed \(progress.failed)") }
        if let left = progress.remainingSeconds { parts.append("\(duration(left)) left") }
        return parts.joined(separator: " | ")
    }

    /// Trials by fidelity; of the many settings of a continuous one only the target is told apart.
    private static func trials(_ progress: CampaignProgress) -> String {
        guard let last = progress.fidelities.last, progress.fidelities.count > 16 else {
            return zip(progress.fidelities, progress.finished).map { "\($0) \($1)" }.joined(separator: ", ")
        }
        return "\(progress.finished.reduce(0, +)) trials, \(progress.finished.last ?? 0) at \(last)"
    }

    /// Seconds as people say them.
    public static func duration(_ seconds: Double) -> String {
        switch seconds {
        case ..<60: return "\(Quantity.fixed(max(0, seconds), digits: 0)) s"
        case ..<3600: return "\(Int(seconds / 60)) min \(Int(seconds) % 60) s"
        case ..<360_000: return "\(Int(seconds / 3600)) h \(Int(seconds / 60) % 60) min"
        default: return "over 99 h"
        }
    }
}

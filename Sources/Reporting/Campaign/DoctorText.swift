public import Campaign

/// What an examination of a checkpoint found, for people.
public enum DoctorText {
    /// One line for each finding, and a last one that sums up.
    public static func lines(_ report: CheckpointDoctor.Report, checkpoint: String) -> String {
        var lines = report.notes.map { "note: \($0)" }
        if let copy = report.copy { lines.append("copied to \(copy)") }
        lines += report.repairs.map { "repaired: \($0)" }
        lines += report.problems.map { "wrong: \($0)" }
        let verdict =
            if !report.isHealthy {
                "\(report.problems.count) problems left"
            } else if report.repairs.isEmpty {
                "nothing is wrong"
            } else {
                "repaired; go on with: ingot resume \(checkpoint)"
            }
        lines.append("\(checkpoint): format \(report.format), \(report.trials) trials, \(verdict)")
        return lines.joined(separator: "\n")
    }
}

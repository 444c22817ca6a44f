public import Campaign

/// What an examination of a checkpoint found, as the JSON object that `doctor --json` prints.
public struct DoctorDocument: Encodable, Sendable {
    private let checkpoint: String
    private let healthy: Bool
    private let format: Int
    private let trials: Int
    private let problems: [String]
    private let repairs: [String]
    private let notes: [String]
    private let copy: String?

    /// Makes the object of a report.
    public init(_ report: CheckpointDoctor.Report, checkpoint: String) {
        self.checkpoint = checkpoint
        healthy = report.isHealthy
        format = report.format
        trials = report.trials
        problems = report.problems
        repairs = report.repairs
        notes = report.notes
        copy = report.copy
    }
}

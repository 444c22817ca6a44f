public import BayesianOptimization

/// What came of an evaluation.
public struct EvaluationReport: Sendable, Hashable {
    /// How an evaluation ends.
    public enum Ending: Sendable, Hashable {
        /// By itself, its figures in the order of the problem's objectives and constraints.
        case answered(Observation.Outcome)
        /// By its time limit.
        case timedOut(reason: String)
        /// It could not begin, for a reason that has nothing to do with the candidate; it has no result.
        case notStarted(reason: String)
        /// It was stopped from outside; it has no result, and the trial is begun anew on resume.
        case cancelled
    }

    /// How it ended.
    public var ending: Ending
    /// The end of what a program wrote to standard error.
    public var standardErrorTail: String

    /// Makes a report.
    public init(ending: Ending, standardErrorTail: String = "") {
        self.ending = ending
        self.standardErrorTail = standardErrorTail
    }

    /// Makes the report of an evaluation that ended by itself.
    public init(outcome: Observation.Outcome, standardErrorTail: String = "") {
        self.init(ending: .answered(outcome), standardErrorTail: standardErrorTail)
    }

    /// The report of an evaluation that was stopped from outside.
    public static let cancelled = EvaluationReport(ending: .cancelled)

    /// What it means for a trial; one that was stopped or never began counts as failed, where it counts at all.
    public var outcome: Observation.Outcome {
        switch ending {
        case .answered(let outcome): outcome
        case .timedOut(let reason), .notStarted(let reason): .failed(reason: reason)
        case .cancelled: .failed(reason: "stopped")
        }
    }

    /// One line that says how it ended.
    var text: String {
        switch ending {
        case .answered(.evaluated(let objectives, let constraints)):
            "objectives \(objectives), constraints \(constraints)"
        case .answered(.infeasible(let reason)): "infeasible: \(reason)"
        case .answered(.failed(let reason)): "failed: \(reason)"
        case .timedOut(let reason): "timed out: \(reason)"
        case .notStarted(let reason): "not started: \(reason)"
        case .cancelled: "cancelled"
        }
    }

    /// Whether its time limit ended it.
    public var isTimedOut: Bool {
        if case .timedOut = ending { true } else { false }
    }

    /// Whether it was stopped from outside.
    public var isCancelled: Bool { ending == .cancelled }
}

import AnalyticalModel
public import CoDesign
public import TrainingStrategy
import WaferArchitecture

/// One evaluation, with the CPU time that it takes.
public struct TimedEvaluation: Sendable {
    /// The figures.
    public let evaluation: TrainingEvaluation
    /// CPU seconds of one evaluation, the mean of several where one is too short for the clock.
    public let cpuSeconds: Double
    private let fidelity: WaferFidelity
    private let brokenRules: [StrategyViolation]
    private let operators: [RooflinePoint]
    private let roofs: RooflineLimits
    private let unit: String
    private let stages: [StageMemory]
    private let communication: [CollectiveCost]

    /// Evaluates a design.
    public init(of design: TrainingDesign, at fidelity: WaferFidelity) {
        self.fidelity = fidelity
        evaluation = fidelity.evaluate(design)
        brokenRules = design.strategyViolations()
        operators = AnalyticalModel().rooflinePoints(of: design)
        roofs = RooflineLimits(design)
        unit = design.hardware.cluster == nil ? "wafer" : "device"
        communication = AnalyticalModel().communication(of: design)
        stages = brokenRules.isEmpty ? TrainingMemory(design).stages : []
        let start = ThreadClock.now
        var count = 0
        var elapsed = 0.0
        repeat {
            _ = fidelity.evaluate(design)
            count += 1
            elapsed = ThreadClock.now - start
        } while elapsed < 1e-3 && count < 1000
        cpuSeconds = elapsed / Double(count)
    }

    /// The evaluation for programs.
    public var document: EvaluationDocument {
        EvaluationDocument(
            evaluation: evaluation, fidelity: fidelity.name, version: fidelity.version, cpuSeconds: cpuSeconds,
            operators: operators, roofs: roofs, brokenRules: brokenRules, stages: stages,
            communication: communication)
    }

    /// The evaluation for people.
    public var table: String {
        EvaluationTable.text(
            evaluation, fidelity: fidelity.name, version: fidelity.version,
            brokenRules: brokenRules.filter { $0.rule != .devices }.map(\.description), unit: unit)
    }
}

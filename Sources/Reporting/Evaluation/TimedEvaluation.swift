import AnalyticalModel
public import CoDesign
public import TrainingStrategy
import WaferArchitecture
public import WaferSimulator

/// One evaluation, with the CPU time that it takes.
public struct TimedEvaluation: Sendable {
    /// The figures.
    public let evaluation: TrainingEvaluation
    /// CPU seconds of one evaluation, the mean of several where one is too short for the clock.
    public let cpuSeconds: Double
    /// What was seen in the iteration, without its spans; nil where the fidelity plays none or the shape is illegal.
    public let record: IterationRecord?
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
        let (first, firstSeconds) = ThreadClock.seconds {
            fidelity.record(of: design, spans: false) ?? (fidelity.evaluate(design), nil)
        }
        (evaluation, record) = first
        brokenRules = design.strategyViolations()
        operators = AnalyticalModel().rooflinePoints(of: design)
        roofs = RooflineLimits(design)
        unit = design.hardware.cluster == nil ? "wafer" : "device"
        communication = AnalyticalModel().communication(of: design)
        stages = brokenRules.isEmpty ? TrainingMemory(design).stages : []
        // Once is enough where it takes long, and where a second time is shorter because patterns of flows are known;
        // what is short is slower the first time than later.
        var (count, elapsed) = (1, firstSeconds)
        if firstSeconds < 0.1, !fidelity.playsIterations {
            let start = ThreadClock.now
            count = 0
            repeat {
                _ = fidelity.evaluate(design)
                count += 1
                elapsed = ThreadClock.now - start
            } while elapsed < 1e-3 && count < 1000
        }
        cpuSeconds = elapsed / Double(count)
    }

    /// The evaluation for programs.
    public var document: EvaluationDocument {
        EvaluationDocument(
            evaluation: evaluation, fidelity: fidelity.name, version: fidelity.version, cpuSeconds: cpuSeconds,
            operators: operators, roofs: roofs, brokenRules: brokenRules, stages: stages,
            communication: communication, record: record)
    }

    /// The evaluation for people.
    public var table: String {
        EvaluationTable.text(
            evaluation, fidelity: fidelity.name, version: fidelity.version,
            brokenRules: brokenRules.filter { $0.rule != .devices }.map(\.description), unit: unit, record: record)
    }
}

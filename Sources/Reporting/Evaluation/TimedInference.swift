import AnalyticalModel
public import TrainingStrategy
import WaferArchitecture

/// One evaluation of an inference design, with the CPU time that it takes.
public struct TimedInference: Sendable {
    /// The figures.
    public let evaluation: InferenceEvaluation
    /// CPU seconds of one evaluation, the mean of many.
    public let cpuSeconds: Double
    private let brokenRules: [StrategyViolation]
    private let operators: [RooflinePoint]
    private let roofs: RooflineLimits
    private let unit: String
    private let job: InferenceJob

    /// Evaluates a design.
    public init(of design: InferenceDesign) {
        let model = InferenceModel()
        evaluation = model.evaluate(design)
        brokenRules = design.strategyViolations()
        operators = model.rooflinePoints(of: design)
        roofs = RooflineLimits(design)
        unit = design.hardware.cluster == nil ? "wafer" : "device"
        job = design.job
        let count = 100
        let (_, seconds) = ThreadClock.seconds {
            for _ in 0..<count { _ = model.evaluate(design) }
        }
        cpuSeconds = seconds / Double(count)
    }

    /// The evaluation for programs.
    public var document: EvaluationDocument {
        EvaluationDocument(
            inference: evaluation, job: job, fidelity: AnalyticalModel.fidelity,
            version: InferenceModel.version, cpuSeconds: cpuSeconds, operators: operators, roofs: roofs,
            brokenRules: brokenRules)
    }

    /// The evaluation for people.
    public var table: String {
        EvaluationTable.text(
            evaluation, job: job, fidelity: AnalyticalModel.fidelity, version: InferenceModel.version,
            brokenRules: brokenRules.filter { $0.rule != .devices }.map(\.description), unit: unit)
    }
}

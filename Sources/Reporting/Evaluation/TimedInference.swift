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

    /// Evaluates a design.
    public init(of design: InferenceDesign) {
        let model = InferenceModel()
        evaluation = model.evaluate(design)
        brokenRules =
            design.strategyViolations()
        let count = 100
        let start = TimedEvaluation.threadSeconds()
        for _ in 0..<count { _ = model.evaluate(design) }
        cpuSeconds = (TimedEvaluation.threadSeconds() - start) / Double(count)
    }

    /// The evaluation for programs.
    public var document: EvaluationDocument {
        EvaluationDocument(
            inference: evaluation, fidelity: AnalyticalModel.fidelity, version: InferenceModel.version,
            cpuSeconds: cpuSeconds, brokenRules: brokenRules)
    }

    /// The evaluation for people.
    public var table: String {
        let rows = [
            ("first token", Quantity.text(evaluation.firstTokenSeconds, unit: "s")),
            ("each further token", Quantity.text(evaluation.tokenSeconds, unit: "s")),
            ("keys and values", Quantity.text(evaluation.cacheBytes, unit: "B")),
        ]
        let lines = rows.map { "  " + TextTable.pad($0.0, to: 26) + $0.1 }
        return lines.joined(separator: "\n") + "\n"
            + EvaluationTable.text(
                evaluation.figures, fidelity: AnalyticalModel.fidelity, version: InferenceModel.version,
                brokenRules: brokenRules.filter { $0.rule != .devices }.map(\.description))
    }
}

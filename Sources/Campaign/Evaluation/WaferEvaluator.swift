import BayesianOptimization
public import CoDesign
import Dispatch

/// Evaluates wafer designs in this process.
public struct WaferEvaluator: TrialEvaluator {
    private let wafer: WaferProblem
    private let objectives: [String]
    private let constraints: [String]
    private let fidelities: [String]
    private static let queue = DispatchQueue(label: "ingot.evaluation", attributes: .concurrent)

    /// Makes an evaluator of a wafer campaign.
    public init(wafer: WaferProblem, specification: CampaignSpecification) {
        self.wafer = wafer
        objectives = specification.problem.objectives.map(\.name)
        constraints = specification.problem.constraints.map(\.name)
        fidelities = specification.fidelities.map(\.name)
    }

    /// Evaluates on a thread of its own, since a detailed evaluation may take long.
    public func evaluate(_ request: EvaluationRequest) async -> EvaluationReport {
        let outcome = await withCheckedContinuation { (continuation: CheckedContinuation<Observation.Outcome, Never>) in
            Self.queue.async { continuation.resume(returning: self.outcome(of: request)) }
        }
        return EvaluationReport(outcome: outcome)
    }

    private func outcome(of request: EvaluationRequest) -> Observation.Outcome {
        let answer: WaferAnswer
        do {
            answer = try wafer.evaluate(request.candidate, fidelity: fidelities[request.fidelity])
        } catch {
            return .failed(reason: error.description)
        }
        var figures: [Double] = []
        for name in objectives + constraints {
            guard let value = answer.value(of: name) else { return .failed(reason: "the evaluator has no '\(name)'") }
            figures.append(value)
        }
        // A limit that no constraint carries, or figures that make no sense beyond a limit: only the reason is kept.
        if !answer.breaksFiguresOnly || (!answer.isFeasible && !figures.allSatisfy(\.isFinite)) {
            return .infeasible(reason: answer.reasons.joined(separator: "; "))
        }
        return .evaluated(
            objectives: Array(figures.prefix(objectives.count)), constraints: Array(figures.dropFirst(objectives.count))
        )
    }
}

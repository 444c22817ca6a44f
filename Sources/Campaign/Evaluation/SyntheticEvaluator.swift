public import BayesianOptimization

/// Evaluates benchmark problems in this process.
public struct SyntheticEvaluator: TrialEvaluator {
    private let synthetic: SyntheticProblem
    private let settings: [Double]
    private let figures: [String]
    private let objectiveCount: Int

    /// Makes an evaluator of a campaign over a synthetic problem.
    public init(synthetic: SyntheticProblem, specification: CampaignSpecification) {
        self.synthetic = synthetic
        // A level of a list is known by its place in the problem, whichever levels the campaign has.
        settings = specification.problem.fidelities.map { fidelity in
            fidelity.setting
                ?? Double(synthetic.problem.fidelities.firstIndex { $0.name == fidelity.name } ?? 0)
        }
        figures = specification.problem.objectives.map(\.name) + specification.problem.constraints.map(\.name)
        objectiveCount = specification.problem.objectives.count
    }

    /// Evaluates the formula, which takes microseconds.
    public func evaluate(_ request: EvaluationRequest) async -> EvaluationReport {
        let outcome = synthetic.evaluate(request.candidate, at: settings[request.fidelity])
        guard case .evaluated(let objectives, let constraints) = outcome else {
            return EvaluationReport(outcome: outcome)
        }
        let values = Dictionary(
            zip(synthetic.figureNames, objectives + constraints), uniquingKeysWith: { first, _ in first })
        let chosen = figures.map { values[$0] ?? .nan }
        return EvaluationReport(
            outcome: .evaluated(
                objectives: Array(chosen.prefix(objectiveCount)), constraints: Array(chosen.dropFirst(objectiveCount))))
    }
}

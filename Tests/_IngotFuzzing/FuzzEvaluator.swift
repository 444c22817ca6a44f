import BayesianOptimization
import Campaign
import SearchSpace

/// Evaluates what a campaign of any kind proposes, in this process: a checkpoint's programs are never run.
struct FuzzEvaluator: TrialEvaluator {
    private let synthetic: SyntheticEvaluator?
    private let objectives: Int
    private let constraints: Int

    /// Evaluates the problem of a campaign.
    init(_ specification: CampaignSpecification) {
        synthetic = specification.synthetic.map { SyntheticEvaluator(synthetic: $0, specification: specification) }
        objectives = specification.problem.objectives.count
        constraints = specification.problem.constraints.count
    }

    /// The figures of the benchmark problem; else sums of the values' numbers.
    func evaluate(_ request: EvaluationRequest) async -> EvaluationReport {
        if let synthetic { return await synthetic.evaluate(request) }
        let sum = request.candidate.values.reduce(0.0) { $0 + ($1?.number ?? 1) }
        return EvaluationReport(
            outcome: .evaluated(
                objectives: (0..<objectives).map { sum * Double($0 + 1) },
                constraints: (0..<constraints).map { sum - Double($0) }))
    }
}

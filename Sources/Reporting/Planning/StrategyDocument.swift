import TrainingStrategy

/// The degrees of a strategy by the keys of a design file, and what its plan holds.
struct StrategyDocument: Encodable {
    private let tensor: Int
    private let sequenceParallel: Bool
    private let pipeline: Int
    private let data: Int
    private let expert: Int
    private let context: Int
    private let microBatchSequences: Int
    private let schedule: String
    private let chunks: Int
    private let recompute: String
    private let zero: Int
    private let weights: String
    private let plannedStages: Int
    private let loans: Int

    init(_ strategy: Strategy) {
        tensor = strategy.tensor
        sequenceParallel = strategy.sequenceParallel
        pipeline = strategy.pipeline
        data = strategy.data
        expert = strategy.expert
        context = strategy.context
        microBatchSequences = strategy.microBatchSequences
        schedule = strategy.schedule.rawValue
        chunks = strategy.chunks
        recompute = strategy.recompute.rawValue
        zero = strategy.zeroStage
        weights = (strategy.plan?.weights ?? .dies).rawValue
        plannedStages = strategy.plan?.stages.count ?? 0
        loans = strategy.plan?.loans.count ?? 0
    }

    enum CodingKeys: String, CodingKey {
        case tensor, pipeline, data, expert, context, schedule, chunks, recompute, zero, weights, loans
        case sequenceParallel = "sequence_parallel"
        case microBatchSequences = "micro_batch_sequences"
        case plannedStages = "planned_stages"
    }
}

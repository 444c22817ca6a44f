/// How one model is trained on one system: the degrees of parallelism, the schedule, and what is recomputed.
public struct Strategy: Sendable, Hashable {
    /// `strategy.tensor`: dies that share each layer.
    public var tensor: Int
    /// `strategy.sequence_parallel`: whether those dies also share the parts of a layer between its matrix products.
    public var sequenceParallel: Bool
    /// `strategy.pipeline`: stages.
    public var pipeline: Int
    /// `strategy.data`: replicas.
    public var data: Int
    /// `strategy.micro_batch_sequences`: sequences that go through the pipeline together.
    public var microBatchSequences: Int
    /// `strategy.schedule`.
    public var schedule: Schedule
    /// `strategy.chunks`: model chunks that each stage holds; 1 unless interleaved.
    public var chunks: Int
    /// `strategy.recompute`.
    public var recompute: Recompute
    /// `strategy.zero`: the ZeRO stage, 0 to 3.
    public var zeroStage: Int

    /// Makes a strategy.
    public init(
        tensor: Int, sequenceParallel: Bool, pipeline: Int, data: Int, microBatchSequences: Int, schedule: Schedule,
        chunks: Int, recompute: Recompute, zeroStage: Int = 0
    ) {
        self.tensor = tensor
        self.sequenceParallel = sequenceParallel
        self.pipeline = pipeline
        self.data = data
        self.microBatchSequences = microBatchSequences
        self.schedule = schedule
        self.chunks = chunks
        self.recompute = recompute
        self.zeroStage = zeroStage
    }
}

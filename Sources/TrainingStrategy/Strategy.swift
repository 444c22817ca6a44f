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
    /// `strategy.expert`: replicas that the routed experts are dealt out to; they are some of those that ``replicas``
    /// counts, as in Lepikhin et al., "GShard" (ICLR 2021).
    public var expert: Int
    /// `strategy.context`: devices that share each sequence, beside those of ``tensor``.
    public var context: Int
    /// `strategy.plan`: what a planner adds to the degrees; nil for nothing.
    public var plan: StrategyPlan?

    /// Makes a strategy.
    public init(
        tensor: Int, sequenceParallel: Bool, pipeline: Int, data: Int, microBatchSequences: Int, schedule: Schedule,
        chunks: Int, recompute: Recompute, zeroStage: Int = 0, expert: Int = 1, context: Int = 1,
        plan: StrategyPlan? = nil
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
        self.expert = expert
        self.context = context
        self.plan = plan
    }

    /// Groups with a copy of each layer's common weights: replicas times the parts of a sequence.
    @inlinable public var replicas: Int { data &* context }

}

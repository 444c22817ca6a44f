/// What makes the shape of a strategy legal on a machine, for a model and a batch.
///
/// Each rule is also a predicate over plain integers, so that a search space can hold it as a known constraint.
public enum StrategyRule: String, Sendable, Hashable, CaseIterable {
    /// Every degree is at least 1.
    case positiveDegrees = "positive_degrees"
    /// A tensor group is a rectangle of dies that tiles the grid of one wafer; on a cluster it divides the devices of a
    /// node or is a multiple of them.
    case tensorTiles = "tensor_tiles_grid"
    /// The tensor degree divides the heads, and divides the key-value heads or is divided by them.
    case tensorDividesHeads = "tensor_divides_heads"
    /// The tensor degree divides the width of the feed-forward block.
    case tensorDividesFeedForward = "tensor_divides_feed_forward"
    /// With sequence parallelism the tensor degree divides the sequence length.
    case tensorDividesSequence = "tensor_divides_sequence"
    /// The product of the degrees is at most the number of dies.
    case devices
    /// Each chunk of each stage holds a layer at least.
    case layersPerChunk = "layers_per_chunk"
    /// Chunks are more than one exactly when the schedule is interleaved, which needs two stages at least.
    case chunksMatchSchedule = "chunks_match_schedule"
    /// An interleaved schedule needs micro-batches in multiples of its stages.
    case microbatchesFillInterleaving = "microbatches_fill_interleaving"
    /// Replicas times micro-batch divides the global batch.
    case batchDivides = "batch_divides"
    /// The context degree divides the sequence length; in inference, where no sequence is split, it is 1.
    case contextDividesSequence = "context_divides_sequence"
    /// The expert degree divides the replicas times the context degree, and the experts.
    case expertDivides = "expert_divides"
    /// The ZeRO stage is between 0 and 3.
    case zeroStage = "zero_stage"
    /// A plan's stages hold all layers, its groups stand apart on the grid, and its loans are between dies that exist.
    case planFits = "plan_fits"
    /// Sparse attention of inference is on a wafer and keeps a share of the keys above 0 and at most 1.
    case servedAttention = "served_attention"

    /// Whether tensor groups fill the nodes of a cluster evenly.
    public static func tensorFillsNodes(tensor: Int, devicesPerNode: Int) -> Bool {
        tensor >= 1 && devicesPerNode >= 1 && (devicesPerNode % tensor == 0 || tensor % devicesPerNode == 0)
    }

    /// Whether the heads of a model can be dealt out to a tensor group.
    ///
    /// With fewer key-value heads than dies each of them is copied to several dies, evenly.
    public static func tensorDivides(tensor: Int, heads: Int, keyValueHeads: Int) -> Bool {
        tensor >= 1 && heads % tensor == 0 && (keyValueHeads % tensor == 0 || tensor % keyValueHeads == 0)
    }

    /// Whether experts can be dealt out to some of the replicas; a dense model has one expert.
    public static func expertDivides(expert: Int, replicas: Int, experts: Int) -> Bool {
        expert >= 1 && replicas % expert == 0 && experts % expert == 0
    }

    /// Whether layers suffice for each chunk of each stage.
    public static func layersSuffice(layers: Int, pipeline: Int, chunks: Int) -> Bool {
        pipeline * chunks <= layers
    }

    /// Whether the number of chunks suits the schedule.
    public static func chunksMatch(schedule: Schedule, pipeline: Int, chunks: Int) -> Bool {
        schedule == .interleaved ? chunks >= 2 && pipeline >= 2 : chunks == 1
    }

    /// Whether replicas and micro-batch divide the global batch.
    public static func batchDivides(globalBatchSequences: Int, data: Int, microBatchSequences: Int) -> Bool {
        data >= 1 && microBatchSequences >= 1 && globalBatchSequences % (data * microBatchSequences) == 0
    }

    /// Whether the micro-batches of a replica suit the schedule.
    ///
    /// D. Narayanan et al., "Efficient large-scale language model training on GPU clusters using Megatron-LM", SC'21,
    /// section 2.2: the interleaved schedule wants a multiple of the pipeline depth.
    public static func microbatchesFill(
        globalBatchSequences: Int, data: Int, microBatchSequences: Int, pipeline: Int, schedule: Schedule
    ) -> Bool {
        guard schedule == .interleaved else { return true }
        return globalBatchSequences / max(1, data * microBatchSequences) % max(1, pipeline) == 0
    }
}

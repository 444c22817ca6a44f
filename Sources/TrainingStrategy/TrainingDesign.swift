public import LanguageModel
public import WaferArchitecture

/// Everything that an evaluator needs to know of a training design.
public struct TrainingDesign: Sendable, Hashable {
    /// The machine.
    public var hardware: Hardware
    /// The model.
    public var model: ModelShape
    /// The batch and the number formats.
    public var job: TrainingJob
    /// How the model is spread over the machine.
    public var strategy: Strategy

    /// Makes a design of its parts.
    public init(hardware: Hardware, model: ModelShape, job: TrainingJob, strategy: Strategy) {
        self.hardware = hardware
        self.model = model
        self.job = job
        self.strategy = strategy
    }

    /// How a layer is shared out for one micro-batch.
    @inlinable public var layerShare: LayerShare {
        LayerShare(
            microBatch: strategy.microBatchSequences, tensor: strategy.tensor,
            sequenceParallel: strategy.sequenceParallel, context: strategy.context, expert: strategy.expert,
            isFused: job.attention == .fused)
    }
}

import WaferArchitecture

/// Weights that come onto the wafer layer by layer, each for many micro-batches (Cerebras, weight streaming).
///
/// The whole batch, or one of several equal parts of it where the activations of all do not fit, goes through a layer
/// before the next one: forward with the layers' weights coming in, backward with weights coming in once more and
/// gradients going out. The next layer comes in while one is at work. The optimiser runs off the wafer.
///
/// All of it goes through what the wafer has towards others, ``WaferArchitecture/Wafer/interWaferBytesPerSecond``, in
/// both directions at once: the memory of weights stands in a second wafer's place.
public struct WeightStreaming: Sendable, Hashable {
    /// How often all weights come in for a forward pass in an iteration.
    public let subBatches: Int
    /// Micro-batches of a replica in an iteration.
    public let microBatches: Int
    /// Bytes a second onto the wafer, and as many off it.
    public let bytesPerSecond: Double

    /// The streaming of a design, or nil where its weights are on the dies.
    public init?(_ design: TrainingDesign) {
        guard let plan = design.strategy.plan, plan.weights == .streamed else { return nil }
        subBatches = plan.subBatches
        microBatches = design.microBatchCount
        bytesPerSecond = design.hardware.wafer.interWaferBytesPerSecond
    }

    /// Micro-batches that go through a layer together, and so are alive together.
    public var microBatchesTogether: Int { (microBatches &+ subBatches &- 1) / subBatches }

    /// The part of one streaming of all weights that falls on a micro-batch in the mean.
    public var share: Double { Double(subBatches) / Double(microBatches) }
}

extension Strategy {
    /// Whether weights come in from off the wafer.
    @inlinable public var streamsWeights: Bool { plan?.weights == .streamed }
}

public import LanguageModel

/// One operator of a layer in the plane of a roofline: what it computes, what it moves, how long it takes on one
/// device.
public struct RooflinePoint: Sendable, Hashable {
    /// The direction of a pass.
    public enum Pass: String, Sendable, Hashable, CaseIterable {
        /// From input to loss.
        case forward
        /// From loss to gradients.
        case backward
        /// The prompts of a batch of requests.
        case prefill
        /// One token of each request.
        case decode
    }

    /// The operator.
    public var kind: LayerOperator.Kind
    /// The pass.
    public var pass: Pass
    /// Operations, those outside matrix products included.
    public var flops: Double
    /// Bytes between the memory and the chip.
    public var memoryBytes: Double
    /// Seconds for one micro-batch, or for one prefill or decode step.
    public var seconds: Double
    /// Layers of the model that have the operator, one for what follows the last layer; nil where it is not counted.
    public var count: Int?

    /// Makes a point.
    public init(
        kind: LayerOperator.Kind, pass: Pass, flops: Double, memoryBytes: Double, seconds: Double, count: Int? = nil
    ) {
        self.kind = kind
        self.pass = pass
        self.flops = flops
        self.memoryBytes = memoryBytes
        self.seconds = seconds
        self.count = count
    }

    /// Operations for each byte between memory and chip; nil where none moves.
    public var intensity: Double? { memoryBytes > 0 ? flops / memoryBytes : nil }

    /// Operations a second that are reached.
    public var flopsPerSecond: Double { seconds > 0 ? flops / seconds : 0 }
}

public import LanguageModel

/// One operator in the plane of a roofline: what it computes, what it moves, how long it takes on one device.
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
    /// Those of matrix products alone.
    public var matrixFlops: Double
    /// Bytes between the memory and the chip that the operator itself moves: its weights and the gradients of them, and
    /// its operands and results where they do not stay on the chip.
    ///
    /// On a wafer without what a layer keeps for its backward pass: that is counted for the layer as a whole.
    public var memoryBytes: Double
    /// Seconds for one micro-batch, or for one prefill or decode step.
    public var seconds: Double
    /// How often one device of each stage runs the operator, in an iteration or in one prefill or decode step.
    ///
    /// Once for each layer of the model that has it, and once for what is before the first layer or follows the last;
    /// in an iteration for each micro-batch, and again where it is made again for the backward pass.
    public var count: Int

    /// Makes a point.
    public init(
        kind: LayerOperator.Kind, pass: Pass, flops: Double, matrixFlops: Double, memoryBytes: Double, seconds: Double,
        count: Int
    ) {
        self.kind = kind
        self.pass = pass
        self.flops = flops
        self.matrixFlops = matrixFlops
        self.memoryBytes = memoryBytes
        self.seconds = seconds
        self.count = count
    }

    /// Operations for each byte between memory and chip; nil where none moves.
    public var intensity: Double? { memoryBytes > 0 ? flops / memoryBytes : nil }

    /// Operations a second that are reached.
    public var flopsPerSecond: Double { seconds > 0 ? flops / seconds : 0 }
}

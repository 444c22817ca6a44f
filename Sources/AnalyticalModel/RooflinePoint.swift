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
    }

    /// The operator.
    public var kind: LayerOperator.Kind
    /// The pass.
    public var pass: Pass
    /// Operations, those outside matrix products included.
    public var flops: Double
    /// Bytes between the memory and the chip.
    public var memoryBytes: Double
    /// Seconds for one micro-batch.
    public var seconds: Double

    /// Makes a point.
    public init(kind: LayerOperator.Kind, pass: Pass, flops: Double, memoryBytes: Double, seconds: Double) {
        self.kind = kind
        self.pass = pass
        self.flops = flops
        self.memoryBytes = memoryBytes
        self.seconds = seconds
    }
}

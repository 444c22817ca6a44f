/// How one layer is shared out for one micro-batch.
public struct LayerShare: Sendable, Hashable {
    /// Sequences of the micro-batch.
    public var microBatch: Int
    /// Devices that split heads and feed-forward columns.
    public var tensor: Int
    /// Whether these devices also split norms, dropouts and residual sums.
    public var sequenceParallel: Bool
    /// Devices that split each sequence.
    public var context: Int
    /// Devices that the experts are dealt out to.
    public var expert: Int
    /// Whether attention runs as one kernel that keeps no scores.
    public var isFused: Bool

    /// Makes a share; without the last three a layer stays whole in these respects.
    @inlinable
    public init(
        microBatch: Int, tensor: Int, sequenceParallel: Bool, context: Int = 1, expert: Int = 1, isFused: Bool = false
    ) {
        self.microBatch = microBatch
        self.tensor = tensor
        self.sequenceParallel = sequenceParallel
        self.context = context
        self.expert = expert
        self.isFused = isFused
    }

    /// Whether an operator runs once more in the backward pass, whatever a policy keeps.
    ///
    /// Fused attention makes its scores and their softmax again there, because it keeps neither (T. Dao et al., "FlashAttention", NeurIPS 2022, section 3.1).
    @inlinable
    public func makesAgain(_ kind: LayerOperator.Kind) -> Bool { isFused && (kind == .scores || kind == .softmax) }

    /// Devices over which the residual stream of a group's tokens is split.
    @inlinable public var streamParts: Int { sequenceParallel ? tensor : 1 }

    /// Tokens of a micro-batch on one group.
    @inlinable
    public func tokens(sequenceLength: Int) -> Int {
        microBatch * (context == 1 ? sequenceLength : ceilingDivide(sequenceLength, context))
    }
}

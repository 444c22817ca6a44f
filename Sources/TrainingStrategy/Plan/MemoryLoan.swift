/// Activations that a stage keeps in the memory of other dies: what its own cannot hold goes there in the forward pass
/// and comes back in the backward one.
///
/// Stages that have too little are senders and those with room to spare helpers, in the terms of WATOS
/// (arXiv:2512.12279), where a wafer's DRAM is one pool. All replicas do alike.
public struct MemoryLoan: Sendable, Hashable {
    /// Whose memory it is.
    public enum Holder: Sendable, Hashable {
        /// That of another stage of the same replica: each die keeps what the die at the same place of the group sends.
        case stage(Int)
        /// That of dies without work, a group's rectangle for each replica.
        case spare([Placement.Site])
    }

    /// The stage that sends.
    public var stage: Int
    /// Who keeps it.
    public var holder: Holder
    /// Bytes that each die of the stage sends for one micro-batch; it has as many of them there as micro-batches are
    /// alive in the stage.
    public var bytesPerMicroBatch: Double

    /// Makes a loan.
    public init(stage: Int, holder: Holder, bytesPerMicroBatch: Double) {
        self.stage = stage
        self.holder = holder
        self.bytesPerMicroBatch = bytesPerMicroBatch
    }
}

/// What one layer costs a device for one micro-batch.
public struct LayerCost: Sendable, Hashable {
    /// Forward.
    public var forward = PassCost()
    /// Backward, without what is made again.
    public var backward = PassCost()
    /// What is made again for the backward pass.
    public var again = PassCost()
    /// Seconds of the attention core forward, behind which keys and values can go round.
    public var coreForwardSeconds = 0.0
    /// The same backward.
    public var coreBackwardSeconds = 0.0
    /// The same of what is made again.
    public var coreAgainSeconds = 0.0

    /// Makes an empty account.
    public init() {}
}

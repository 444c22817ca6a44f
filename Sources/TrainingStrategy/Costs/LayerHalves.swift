/// Halves of tensor collectives in one layer for one micro-batch.
public struct LayerHalves: Sendable, Hashable {
    /// Of the forward pass.
    public var forward: Double
    /// Of the backward pass, without what is made again.
    public var backward: Double
    /// Of what is made again.
    public var again: Double

    /// Makes a count.
    public init(forward: Double, backward: Double, again: Double) {
        self.forward = forward
        self.backward = backward
        self.again = again
    }
}

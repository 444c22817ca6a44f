/// Layers of a part of a pipeline, by kind.
public struct LayerCount: Sendable, Hashable {
    /// Without experts.
    public var dense: Int
    /// With experts.
    public var experts: Int

    /// Makes a count.
    @inlinable
    public init(dense: Int, experts: Int = 0) {
        self.dense = dense
        self.experts = experts
    }

    /// All of them.
    @inlinable public var total: Int { dense &+ experts }
}

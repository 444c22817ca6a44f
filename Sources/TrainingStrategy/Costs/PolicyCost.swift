/// What layers of both kinds cost under one policy of recomputation.
public struct PolicyCost: Sendable, Hashable {
    /// Without experts.
    public var dense: LayerCost
    /// With experts; empty in a model without any.
    public var mixed: LayerCost
}

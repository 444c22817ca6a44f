/// Experts in place of the feed-forward block of some layers.
///
/// Each token goes through `expertsPerToken` of the routed experts, chosen by a router, and through all shared ones.
/// Load is taken as even: every expert gets its share of the tokens times the capacity factor (Lepikhin et al.,
/// "GShard", ICLR 2021, section 2.2).
public struct Mixture: Sendable, Hashable {
    /// `model.experts`: routed experts of a layer; with one there is nothing to route.
    public var experts: Int
    /// `model.experts_per_token`.
    public var expertsPerToken: Int
    /// `model.shared_experts`: experts that every token goes through.
    public var sharedExperts: Int
    /// `model.expert_feed_forward`: inner width of one expert.
    public var expertFeedForward: Int
    /// `model.first_dense_layers`: layers at the start without experts.
    public var firstDenseLayers: Int
    /// `model.moe_every`: of the others every so many-th has experts.
    public var every: Int
    /// `model.capacity_factor`: places of an expert over the tokens that even routing sends it.
    public var capacityFactor: Double

    /// Makes a mixture.
    public init(
        experts: Int, expertsPerToken: Int, sharedExperts: Int = 0, expertFeedForward: Int, firstDenseLayers: Int = 0,
        every: Int = 1, capacityFactor: Double = 1
    ) {
        self.experts = experts
        self.expertsPerToken = expertsPerToken
        self.sharedExperts = sharedExperts
        self.expertFeedForward = expertFeedForward
        self.firstDenseLayers = firstDenseLayers
        self.every = every
        self.capacityFactor = capacityFactor
    }

    /// Layers with experts among the first `count` layers.
    @inlinable
    public func expertLayers(among count: Int) -> Int {
        let behind = max(0, count &- firstDenseLayers)
        return every > 1 ? behind / every : behind
    }

    /// Copies of each token that go to routed experts, empty places included.
    @inlinable public var copiesPerToken: Double { Double(expertsPerToken) * capacityFactor }
}

/// What crosses links between dies in one iteration, over all groups: bytes times links, for the energy of links.
public struct TrafficCount: Sendable, Hashable {
    /// Collectives of tensor groups.
    public var tensorByteHops = 0.0
    /// Between pipeline stages.
    public var pipelineByteHops = 0.0
    /// Gradients and, with ZeRO, weights between replicas.
    public var dataByteHops = 0.0
    /// DRAM traffic that enters through the rim of the wafer.
    public var memoryByteHops = 0.0

    /// Copies of tokens between experts.
    public var expertByteHops = 0.0
    /// Keys and values between the parts of a sequence.
    public var contextByteHops = 0.0

    /// Makes an empty count.
    public init() {}

    /// The sum of all parts.
    public var total: Double {
        tensorByteHops + pipelineByteHops + dataByteHops + memoryByteHops + (expertByteHops + contextByteHops)
    }
}

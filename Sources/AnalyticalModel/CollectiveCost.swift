/// One kind of communication of a device in one iteration.
public struct CollectiveCost: Sendable, Hashable {
    /// What takes part.
    public enum Group: String, Sendable, Hashable, CaseIterable {
        /// Devices that share each layer.
        case tensor
        /// Neighbouring stages.
        case pipeline
        /// Replicas, parts of a sequence included.
        case data
        /// Devices that share the experts.
        case expert
        /// Devices that share each sequence.
        case context
    }

    /// What they do.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// One half of an all-reduce: a reduce-scatter or an all-gather.
        case half = "reduce_scatter_or_all_gather"
        /// To a neighbour.
        case send
        /// Everyone to everyone.
        case allToAll = "all_to_all"
        /// Blocks that go round.
        case ring
    }

    /// What they do.
    public var kind: Kind
    /// Who takes part.
    public var group: Group
    /// How many take part.
    public var size: Int
    /// How often in an iteration.
    public var count: Double
    /// Bytes that a device sends in an iteration.
    public var bytes: Double
    /// Seconds in an iteration on otherwise idle links, before anything hides them.
    public var seconds: Double
}

/// One kind of communication of the devices of one stage, or of several stages that communicate alike, in one
/// iteration.
public struct CollectiveCost: Sendable, Hashable {
    /// What takes part.
    public enum Group: String, Sendable, Hashable, CaseIterable {
        /// Devices that share each layer.
        case tensor
        /// Neighbouring stages.
        case pipeline
        /// First and last stage, which share the table of a tied head.
        case tiedHead = "tied_head"
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

    /// Where the members of a group stand: on the mesh of dies of a wafer, or in the nodes of a cluster.
    public struct Place: Sendable, Hashable {
        /// Members in a row of the mesh, or in a node.
        public var columns: Int
        /// Members in a column of the mesh, or nodes.
        public var rows: Int
        /// Wafers that the members are spread over; 1 in a cluster.
        public var wafers: Int
        /// Links that a byte crosses from its sender to its receiver, in the mean; 1 in a cluster.
        public var hops: Double
    }

    /// The first stage.
    public var firstStage: Int
    /// The last stage.
    public var lastStage: Int
    /// What they do.
    public var kind: Kind
    /// Who takes part.
    public var group: Group
    /// Where they stand.
    public var place: Place
    /// How many take part.
    public var size: Int
    /// How often in an iteration.
    public var count: Double
    /// Bytes that a device of one of the stages sends in an iteration.
    public var bytes: Double
    /// Seconds in an iteration on otherwise idle links, before anything hides them.
    public var seconds: Double
}

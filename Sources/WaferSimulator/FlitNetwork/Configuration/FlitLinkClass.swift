/// How links of one kind carry flits: between cores, across reticles, between dies.
public struct FlitLinkClass: Sendable, Hashable {
    /// Cycles that a flit, and a credit in return, spends on the wire; at least 1.
    public var latencyCycles: Int
    /// Cycles between two flits: 1 for a link as wide as a flit, 4 for one a quarter as wide.
    ///
    /// A flit has arrived when its last piece has, `cyclesPerFlit - 1` cycles after its first.
    public var cyclesPerFlit: Int
    /// Flits that a virtual channel's buffer behind the link holds; nil for the network's depth.
    ///
    /// A link keeps busy with one channel only if its buffer covers the round trip of a credit,
    /// `2 * latencyCycles + 3` cycles.
    public var bufferFlits: Int?

    /// Makes a class of links; by default the network's plain link between neighbouring cores.
    public init(latencyCycles: Int = 1, cyclesPerFlit: Int = 1, bufferFlits: Int? = nil) {
        self.latencyCycles = latencyCycles
        self.cyclesPerFlit = cyclesPerFlit
        self.bufferFlits = bufferFlits
    }
}

/// Links that cross the edges of equal tiles of the mesh, such as dies or reticles.
public struct FlitLinkCrossing: Sendable, Hashable {
    /// Columns of nodes in a tile; at least 1.
    public var columns: Int
    /// Rows of nodes in a tile; at least 1.
    public var rows: Int
    /// What the links that lead from tile to tile are like.
    public var link: FlitLinkClass

    /// Describes the links between tiles of `columns` times `rows` nodes.
    public init(columns: Int, rows: Int, link: FlitLinkClass) {
        self.columns = columns
        self.rows = rows
        self.link = link
    }
}

/// How long a closed batch kept a network busy.
public struct BatchMeasurement: Sendable, Hashable {
    /// Cycles from the first flit out of a node to the last flit into one, both included.
    public var makespanCycles: Int
    /// Flits on the busiest link.
    public var maximumLinkLoadFlits: Int
    /// Router traversals: links + 1 for each flit.
    public var flitHops: Int
}

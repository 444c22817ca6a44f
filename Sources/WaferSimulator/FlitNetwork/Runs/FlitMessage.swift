/// Flits that one node sends another once other messages have arrived.
public struct FlitMessage: Sendable, Hashable {
    /// The node that sends.
    public var source: Int
    /// The node that receives; the same node is allowed, its router turns the flits round.
    public var destination: Int
    /// How many flits; a message of 0 is a milestone that ends when it could start.
    public var flits: Int
    /// The messages that must have arrived before, by their places in the list.
    public var dependences: [Int]
    /// The message of the same node, by its place in the list, of which every flit must have left before; nil for none.
    public var queuedBehind: Int?
    /// Cycles between the last of them and the start, such as the computation that makes the data.
    public var delayCycles: Int

    /// Describes a message; by default it starts at once.
    public init(
        source: Int, destination: Int, flits: Int, dependences: [Int] = [], queuedBehind: Int? = nil,
        delayCycles: Int = 0
    ) {
        self.source = source
        self.destination = destination
        self.flits = flits
        self.dependences = dependences
        self.queuedBehind = queuedBehind
        self.delayCycles = delayCycles
    }
}

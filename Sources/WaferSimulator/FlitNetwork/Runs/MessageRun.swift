/// When the messages of a list were sent and had arrived.
public struct MessageRun: Sendable, Hashable {
    /// By message, the cycle in which its dependences were met and its delay was over.
    public var startCycles: [Int]
    /// By message, the cycle in which its last flit reached the node.
    ///
    /// A message of one packet of L flits on an idle network ends `4 * (links + 1) + 2 + (L - 1)` cycles after it
    /// started. What waits for it can start in the same cycle.
    public var endCycles: [Int]
    /// Cycles from the first start to the last end, both included; 0 without messages.
    public var makespanCycles: Int
    /// Flits that every link carried, by `Mesh` link index, then those that leave memory ports, `4 * node + direction`.
    public var linkFlits: [Int]
    /// Router traversals: links + 1 for each flit.
    public var flitHops: Int

    /// Flits of all messages.
    public var flits: Int
    /// Those of them that were moved one by one; the rest is in closed form (``FlitNetwork/Transfers``).
    public var flitsSimulated: Int

    /// The share of the run's cycles in which a link carried a flit.
    public func utilisation(ofLink index: Int) -> Double {
        makespanCycles == 0 ? 0 : Double(linkFlits[index]) / Double(makespanCycles)
    }
}

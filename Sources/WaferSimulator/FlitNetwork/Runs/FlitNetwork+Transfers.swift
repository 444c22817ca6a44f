extension FlitNetwork {
    /// Which messages of a list are played flit by flit.
    public enum Transfers: Sendable, Hashable, CaseIterable {
        /// All.
        case flitByFlit
        /// Those that share a resource with others; the end of the others follows in closed form.
        ///
        /// A pair of nodes has a *private path* if no other pair of the list sends from its source, receives at its
        /// destination or crosses a link of its route, whenever that may be. Where the network has two virtual channels
        /// at least and buffers of five flits, and every link of the path takes a flit a cycle and has a buffer behind
        /// it of `2 * latencyCycles + 4` flits, nothing on the path ever waits: no output is asked for by two inputs,
        /// the flits that can be under way until the first credit is back fit into any one channel, and a packet finds
        /// a channel that the one before it does not hold. So the node sends a flit in every cycle in which it has one,
        /// the messages of the pair follow each other as one long message, and each flit arrives
        /// `6 + sum over links of (3 + latencyCycles)` cycles after it left: three for the way in and the first switch,
        /// three for the last switch and the way out. A message of F flits that has the node to itself ends
        /// `4 * (links + 1) + 2 + (F - 1)` cycles after its start on links of one cycle.
        ///
        /// Starts, ends and counts are those of ``flitByFlit`` to the cycle.
        case privatePathsInClosedForm
    }
}

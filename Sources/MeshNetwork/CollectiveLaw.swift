/// Seconds of an all-reduce in closed form, on the networks for which its best algorithm is known.
///
/// The vector is cut into splits that follow each other, as communication libraries do. A split passes each dimension
/// of the network in phases; a phase sends so many times the split over each link, in so many steps. A step costs the
/// latency of the links it crosses and the delay of the endpoint that takes a message in before it sends the next; one
/// such delay more is spent before the first step, when the endpoint takes up the phase.
///
/// - Ring, `n` nodes: `2 (n - 1)` steps that send `2 (n - 1) / n` of the split (P. Patarasuk and X. Yuan, JPDC 69,
///   2009).
/// - Torus and mesh, `a` by `b`: a reduce-scatter along the first dimension, an all-reduce of the rest along the
///   second, an all-gather along the first; splits overlap where they are in different dimensions (E. Chan et al.,
///   Concurrency and Computation 19, 2007). Lines of a mesh are folded, so a hop crosses two links where there are more
///   than two nodes.
/// - Fully connected: two steps, each of which sends `1 / n` of the split over every link.
/// - Switch: recursive halving and doubling, `2 log2 n` steps that send `2 (n - 1) / n` (R. Thakur et al., IJHPCA 19,
///   2005); each step crosses the link into the switch and the one out of it. Nodes beyond a power of two hand their
///   vectors to others before and take the result after.
public struct CollectiveLaw: Sendable, Hashable {
    /// How nodes are joined.
    public enum Topology: Sendable, Hashable {
        /// Nodes in a cycle.
        case ring(Int)
        /// Rows and columns without wrap-around: nodes of the first and of the second dimension.
        case mesh(Int, Int)
        /// Rows and columns that are cycles: nodes of the first and of the second dimension.
        case torus(Int, Int)
        /// A link between any two nodes.
        case fullyConnected(Int)
        /// A link from each node to one switch.
        case `switch`(Int)
    }

    /// How a message crosses several links.
    public enum Forwarding: Sendable, Hashable {
        /// Its bytes are on all of them at once.
        case cutThrough
        /// Each link waits for the last byte from the one before.
        case storeAndForward
    }

    /// How nodes are joined.
    public var topology: Topology
    /// Of one link, each way.
    public var bytesPerSecond: Double
    /// Of one link.
    public var latencySeconds: Double
    /// Seconds that an endpoint takes for each message.
    public var endpointSeconds: Double
    /// Parts of the vector that follow each other, at least 1.
    public var splits: Int
    /// How a message crosses a switch; nothing else has more than one link a hop but the mesh, which cuts through.
    public var forwarding: Forwarding

    /// Makes a law.
    public init(
        _ topology: Topology, bytesPerSecond: Double, latencySeconds: Double, endpointSeconds: Double = 0,
        splits: Int = 1, forwarding: Forwarding = .cutThrough
    ) {
        self.topology = topology
        self.bytesPerSecond = bytesPerSecond
        self.latencySeconds = latencySeconds
        self.endpointSeconds = endpointSeconds
        self.splits = splits
        self.forwarding = forwarding
    }

    /// Seconds of an all-reduce of a vector; 0 for one node.
    ///
    /// - Parameter bytes: What each node contributes.
    /// - Complexity: O(splits) for two dimensions, else O(1).
    public func allReduceSeconds(bytes: Double) -> Double {
        let parts = Double(max(1, splits))
        let split = bytes / parts
        switch topology {
        case .ring(let nodes):
            return parts * ring(split, nodes: nodes, passes: 2, hops: 1)
        case .torus(let first, let second):
            return grid(split, first, second, isFolded: false)
        case .mesh(let first, let second):
            return grid(split, first, second, isFolded: true)
        case .fullyConnected(let nodes):
            return nodes > 1 ? parts * phase(sent: 2 / Double(nodes) * split, steps: 2, hops: 1) : 0
        case .switch(let nodes):
            return parts * halvingDoubling(split, nodes: nodes)
        }
    }

    /// Seconds of one phase: what each link carries, and its steps.
    private func phase(sent bytes: Double, steps: Double, hops: Double) -> Double {
        bytes / bytesPerSecond + steps * (hops * latencySeconds + endpointSeconds) + endpointSeconds
    }

    /// One or two passes round a ring: a reduce-scatter or an all-gather, or both as one all-reduce.
    private func ring(_ bytes: Double, nodes: Int, passes: Double, hops: Double) -> Double {
        guard nodes > 1 else { return 0 }
        let steps = passes * Double(nodes - 1)
        return phase(sent: steps / Double(nodes) * bytes, steps: steps, hops: hops)
    }

    /// Splits through two dimensions, each of which works on one split at a time.
    private func grid(_ split: Double, _ first: Int, _ second: Int, isFolded: Bool) -> Double {
        let (firstHops, secondHops) = (isFolded && first > 2 ? 2.0 : 1.0, isFolded && second > 2 ? 2.0 : 1.0)
        let scatter = ring(split, nodes: first, passes: 1, hops: firstHops)
        let reduce = ring(split / Double(max(1, first)), nodes: second, passes: 2, hops: secondHops)
        var secondIsFree = 0.0
        var firstIsFree = Double(max(1, splits)) * scatter
        for index in 1...max(1, splits) {
            secondIsFree = max(secondIsFree, Double(index) * scatter) + reduce
            firstIsFree = max(firstIsFree, secondIsFree) + scatter
        }
        return firstIsFree
    }

    private func halvingDoubling(_ split: Double, nodes: Int) -> Double {
        guard nodes > 1 else { return 0 }
        var (power, doublings) = (1, 0.0)
        while power * 2 <= nodes { (power, doublings) = (power * 2, doublings + 1) }
        let copies = forwarding == .storeAndForward ? 2.0 : 1.0
        let fold = power == nodes ? 0 : 2.0
        let sent = (2 * Double(power - 1) / Double(power) + fold) * split * copies
        return phase(sent: sent, steps: 2 * doublings + fold, hops: 2)
    }
}

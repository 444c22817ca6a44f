extension CollectivePlan {
    /// A collective along one spanning tree for each node, which share the links of a rectangle in time.
    ///
    /// Part `k` is gathered down the tree from node `k`; sums go up the same trees, in the opposite order. Trees are
    /// grown together: in each time step every link takes one more node into one tree, so no two messages of a time
    /// step use the same link, and every message is one hop. The messages of a link are queued in that order. J. Huang
    /// et al., "Communication algorithm-architecture co-design for distributed deep learning" (MultiTree), ISCA 2021.
    ///
    /// - Parameters:
    ///   - operation: What is left behind.
    ///   - rectangle: The nodes.
    ///   - mesh: The mesh that they belong to.
    ///   - bytes: The whole vector.
    /// - Complexity: O(n^2) messages; finding the trees takes O(n^2) times the nodes at the rim of a tree.
    public static func multiTree(
        _ operation: Collective.Operation, rectangle: Rectangle, mesh: Mesh, bytes: Double
    ) -> CollectivePlan {
        let nodes = rectangle.nodes(in: mesh)
        let count = nodes.count
        var plan = CollectivePlan(owners: nodes, bytes: bytes)
        guard count > 1 else { return plan }
        let edges = MultiTree(width: rectangle.width, height: rectangle.height).edges
        let total = (operation == .allReduce ? 2 : 1) * edges.count
        plan.reserve(messages: total, dependences: 3 * total)
        // What has arrived, by tree and node, and what left last, by link.
        var arrivals = [[Int]](repeating: [], count: count * count)
        var lastOnLink = [Int: Int]()

        if operation != .allGather {
            for edge in edges.reversed() {
                let place = edge.tree * count
                let message = plan.send(
                    edge.tree..<edge.tree + 1, isSum: true, from: nodes[edge.child], to: nodes[edge.parent],
                    after: arrivals[place + edge.child], queuedBehind: lastOnLink[edge.child * count + edge.parent])
                arrivals[place + edge.parent].append(message)
                lastOnLink[edge.child * count + edge.parent] = message
            }
        }
        if operation != .reduceScatter {
            for edge in edges {
                let place = edge.tree * count
                // The root has the sum when all its children have sent; the others have what their parent sent.
                let message = plan.send(
                    edge.tree..<edge.tree + 1, isSum: false, from: nodes[edge.parent], to: nodes[edge.child],
                    after: arrivals[place + edge.parent],
                    queuedBehind: lastOnLink[edge.parent * count + edge.child])
                arrivals[place + edge.child] = [message]
                lastOnLink[edge.parent * count + edge.child] = message
            }
        }
        return plan
    }
}

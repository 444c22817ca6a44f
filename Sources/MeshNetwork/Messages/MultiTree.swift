/// A spanning tree from every node of a rectangle, grown together so that no link is used twice at a time.
struct MultiTree {
    /// A link by which a tree takes in a node.
    struct Edge: Sendable, Hashable {
        /// The tree, by its root.
        var tree: Int
        var parent: Int
        var child: Int
        /// When, counted from 0.
        var step: Int
    }

    /// All links of all trees in the order of time.
    private(set) var edges: [Edge] = []
    /// How many time steps there are.
    private(set) var steps = 0

    /// Grows the trees.
    ///
    /// In a time step the trees take one link each in turns until none finds a free one. The node that is taken in is
    /// the one that fewest trees have reached so far: corners have few links, and would come last otherwise.
    ///
    /// - Parameters:
    ///   - width: Nodes in a row.
    ///   - height: Nodes in a column.
    init(width: Int, height: Int) {
        let mesh = Mesh(width: width, height: height)
        let count = mesh.nodeCount
        var isReached = [Bool](repeating: false, count: count * count)
        // Nodes of each tree from which a link may still lead on; those of this time step come after the others.
        var rim = (0..<count).map { [$0] }
        var timesReached = [Int](repeating: 1, count: count)
        var isUsed = [Bool](repeating: false, count: mesh.linkCount)
        for tree in 0..<count { isReached[tree * count + tree] = true }
        var missing = count * (count - 1)

        while missing > 0 {
            for link in isUsed.indices { isUsed[link] = false }
            let known = rim.map(\.count)
            var hasGrown = true
            while hasGrown {
                hasGrown = false
                for turn in 0..<count {
                    let tree = (turn + steps) % count
                    guard
                        let (parent, child, link) = Self.nextLink(
                            tree: tree, among: rim[tree].prefix(known[tree]), mesh: mesh, isReached: isReached,
                            isUsed: isUsed, timesReached: timesReached)
                    else { continue }
                    edges.append(Edge(tree: tree, parent: parent, child: child, step: steps))
                    isUsed[link] = true
                    isReached[tree * count + child] = true
                    timesReached[child] += 1
                    rim[tree].append(child)
                    missing -= 1
                    hasGrown = true
                }
            }
            for tree in 0..<count {
                rim[tree].removeAll { node in
                    Mesh.Direction.allCases.allSatisfy { direction in
                        mesh.neighbour(of: node, direction).map { isReached[tree * count + $0] } ?? true
                    }
                }
            }
            steps += 1
        }
    }

    /// The free link from a tree to the node that fewest trees have reached.
    private static func nextLink(
        tree: Int, among nodes: ArraySlice<Int>, mesh: Mesh, isReached: [Bool], isUsed: [Bool], timesReached: [Int]
    ) -> (parent: Int, child: Int, link: Int)? {
        var best: (parent: Int, child: Int, link: Int)?
        var fewest = Int.max
        for node in nodes {
            for direction in Mesh.Direction.allCases {
                let link = mesh.link(from: node, direction)
                guard !isUsed[link], let child = mesh.neighbour(of: node, direction),
                    !isReached[tree * mesh.nodeCount + child], timesReached[child] < fewest
                else { continue }
                fewest = timesReached[child]
                best = (node, child, link)
            }
        }
        return best
    }
}

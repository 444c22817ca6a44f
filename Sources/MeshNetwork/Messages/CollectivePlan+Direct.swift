extension CollectivePlan {
    /// Every node sends every other node a part of its own.
    ///
    /// The data of a node are cut into as many parts as there are nodes; part `i * n + j` goes from node `i` to node
    /// `j`. The messages are independent: the network shares its links among them.
    ///
    /// - Parameters:
    ///   - nodes: The nodes.
    ///   - bytes: What each node has, of which it keeps 1/n.
    ///   - isInRounds: Whether the messages of a node leave one after the other, in round `r` to the node that stands
    ///     `r` further on, so that no node gets two at a time while all keep pace.
    public static func allToAll(nodes: [Int], bytes: Double, isInRounds: Bool = false) -> CollectivePlan {
        let count = nodes.count
        var plan = CollectivePlan(
            owners: nodes.flatMap { [Int](repeating: $0, count: count) }, bytes: bytes * Double(count))
        plan.reserve(messages: count * max(0, count - 1), dependences: 0)
        for round in 1..<max(1, count) {
            for source in 0..<count {
                let destination = (source + round) % count
                let part = source * count + destination
                plan.send(
                    part..<part + 1, isSum: false, from: nodes[source], to: nodes[destination],
                    after: EmptyCollection(),
                    queuedBehind: isInRounds && round > 1 ? plan.messages.count - count : nil)
            }
        }
        return plan
    }

    /// One node's data go to all nodes of a rectangle: along its row both ways, from there along the columns, piece
    /// after piece.
    ///
    /// - Parameters:
    ///   - root: The node that has the data, inside the rectangle.
    ///   - rectangle: The nodes.
    ///   - mesh: The mesh that they belong to.
    ///   - bytes: The data.
    ///   - pieces: Parts that follow each other on every link, at least 1; many make the time that of one link.
    public static func broadcast(
        from root: Int, over rectangle: Rectangle, in mesh: Mesh, bytes: Double, pieces: Int
    ) -> CollectivePlan {
        precondition(pieces >= 1, "data are sent in one piece at least")
        var plan = CollectivePlan(owners: [Int](repeating: root, count: pieces), bytes: bytes)
        let (column, row) = (mesh.x(of: root), mesh.y(of: root))
        // Links of the tree, from the root outwards.
        var links: [(from: Int, to: Int)] = []
        func walk(_ places: some Sequence<(Int, Int)>) {
            var last: Int?
            for (x, y) in places {
                let node = mesh.node(x: x, y: y)
                if let last { links.append((last, node)) }
                last = node
            }
        }
        let columns = rectangle.x..<rectangle.x + rectangle.width
        let rows = rectangle.y..<rectangle.y + rectangle.height
        walk(stride(from: column, to: columns.upperBound, by: 1).map { ($0, row) })
        walk(stride(from: column, through: columns.lowerBound, by: -1).map { ($0, row) })
        for x in columns {
            walk(stride(from: row, to: rows.upperBound, by: 1).map { (x, $0) })
            walk(stride(from: row, through: rows.lowerBound, by: -1).map { (x, $0) })
        }
        plan.reserve(messages: links.count * pieces, dependences: links.count * pieces)
        var arrival = [Int: Int]()
        for piece in 0..<pieces {
            for link in links {
                // The root has the piece from the start; the others wait for theirs.
                arrival[link.to] = plan.send(
                    piece..<piece + 1, isSum: false, from: link.from, to: link.to,
                    after: arrival[link.from].map { [$0] } ?? [],
                    queuedBehind: piece == 0 ? nil : plan.messages.count - links.count)
            }
        }
        return plan
    }
}

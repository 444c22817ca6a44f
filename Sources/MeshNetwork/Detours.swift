/// Ways through a mesh some of whose nodes and links do not work.
///
/// A message whose XY route is whole keeps it. Any other takes a shortest way of those that are left, found breadth
/// first with a fixed order of directions, so that the same faults give the same ways; it is cut into legs that are XY
/// routes each.
public struct Detours: Sendable {
    /// The mesh.
    public let mesh: Mesh
    private let isWhole: [Bool]

    /// Makes the ways of a mesh.
    ///
    /// - Parameters:
    ///   - mesh: The mesh.
    ///   - nodes: Nodes that do not work, with all their links.
    ///   - links: Links that do not work, as pairs of neighbours; neither direction works.
    public init(mesh: Mesh, failedNodes nodes: [Int], failedLinks links: [(Int, Int)]) {
        self.mesh = mesh
        var isWhole = (0..<mesh.linkCount).map { mesh.neighbour(over: $0) != nil }
        for node in nodes {
            for direction in Mesh.Direction.allCases {
                let link = mesh.link(from: node, direction)
                isWhole[link] = false
                if let opposite = mesh.opposite(of: link) { isWhole[opposite] = false }
            }
        }
        for (one, other) in links {
            mesh.forEachLink(from: one, to: other) { isWhole[$0] = false }
            mesh.forEachLink(from: other, to: one) { isWhole[$0] = false }
        }
        self.isWhole = isWhole
    }

    /// Whether all links of the XY route work.
    public func isDirect(from source: Int, to destination: Int) -> Bool {
        var whole = true
        mesh.forEachLink(from: source, to: destination) { if !isWhole[$0] { whole = false } }
        return whole
    }

    /// The way as legs whose XY routes work, or nil where there is none.
    public func legs(from source: Int, to destination: Int) -> [(from: Int, to: Int)]? {
        if isDirect(from: source, to: destination) { return [(source, destination)] }
        guard let path = shortestPath(from: source, to: destination) else { return nil }
        var legs: [(from: Int, to: Int)] = []
        var start = 0
        while start < path.count - 1 {
            // As far along the path as an XY route goes the same way.
            var end = start + 1
            while end + 1 < path.count, follows(path, from: start, to: end + 1) { end += 1 }
            legs.append((path[start], path[end]))
            start = end
        }
        return legs
    }

    /// Whether the XY route between two places of a path is that part of the path.
    private func follows(_ path: [Int], from start: Int, to end: Int) -> Bool {
        var place = start
        var same = true
        mesh.forEachLink(from: path[start], to: path[end]) { link in
            place += 1
            if place > end || mesh.neighbour(over: link) != path[place] { same = false }
        }
        return same && place == end
    }

    private func shortestPath(from source: Int, to destination: Int) -> [Int]? {
        var before = [Int](repeating: -1, count: mesh.nodeCount)
        before[source] = source
        var (queue, next) = ([source], 0)
        while next < queue.count, before[destination] < 0 {
            let node = queue[next]
            next += 1
            for direction in Mesh.Direction.allCases where isWhole[mesh.link(from: node, direction)] {
                guard let neighbour = mesh.neighbour(of: node, direction), before[neighbour] < 0 else { continue }
                before[neighbour] = node
                queue.append(neighbour)
            }
        }
        guard before[destination] >= 0 else { return nil }
        var path = [destination]
        while let last = path.last, last != source { path.append(before[last]) }
        return path.reversed()
    }

    /// Nodes that can be reached from one over links that work.
    public func reachable(from source: Int) -> [Bool] {
        var isReached = [Bool](repeating: false, count: mesh.nodeCount)
        isReached[source] = true
        var queue = [source]
        while let node = queue.popLast() {
            for direction in Mesh.Direction.allCases where isWhole[mesh.link(from: node, direction)] {
                guard let neighbour = mesh.neighbour(of: node, direction), !isReached[neighbour] else { continue }
                isReached[neighbour] = true
                queue.append(neighbour)
            }
        }
        return isReached
    }

    /// Bytes that the busiest link carries when messages go round what does not work, and links of the longest way.
    public func busiestLink(_ messages: [Message]) -> (bytes: Double, hops: Int) {
        var (all, longest): ([Message], Int) = ([], 0)
        for message in messages {
            let legs = legs(from: message.source, to: message.destination) ?? []
            longest = max(longest, legs.reduce(0) { $0 + mesh.distance(from: $1.from, to: $1.to) })
            all += legs.map { Message(source: $0.from, destination: $0.to, bytes: message.bytes) }
        }
        return (mesh.busiestLink(all).bytes, longest)
    }
}

extension Mesh {
    /// Bytes that the busiest link carries when messages take their XY routes, and links of the longest one.
    public func busiestLink(_ messages: [Message]) -> (bytes: Double, hops: Int) {
        var loads = [Double](repeating: 0, count: linkCount)
        var hops = 0
        for message in messages {
            hops = max(hops, distance(from: message.source, to: message.destination))
            forEachLink(from: message.source, to: message.destination) { loads[$0] += message.bytes }
        }
        return (loads.reduce(0, max), hops)
    }
}

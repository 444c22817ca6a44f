import MeshNetwork

/// The order of routers that up*/down* routing climbs, on what the faults have left of a mesh.
///
/// Routers are numbered by their distance from a root near the middle. A link leads up where it leads to a smaller
/// number. A route goes up any number of links, then down any number, so no circle of waiting channels can close
/// (M. D. Schroeder et al., IEEE J. Selected Areas in Communications 9(8), 1991).
struct UpDownOrder: Sendable {
    /// Live routers, from the root on.
    let nodes: [Int]
    /// The place of each router in that order; -1 for dead ones.
    let rank: [Int]
    /// By `Mesh` link index, whether a flit can cross.
    let isLinkAlive: [Bool]

    /// Numbers what the faults have left.
    ///
    /// - Throws: `nothingLeft` or `disconnected`.
    init(_ configuration: FlitNetworkConfiguration) throws(FlitNetworkError) {
        let (mesh, faults) = (configuration.mesh, configuration.faults)
        var alive = [Bool](repeating: false, count: mesh.linkCount)
        for link in 0..<mesh.linkCount {
            guard let neighbour = mesh.neighbour(over: link), let opposite = mesh.opposite(of: link) else { continue }
            alive[link] =
                !faults.routers.contains(link / 4) && !faults.routers.contains(neighbour)
                && !faults.links.contains(link) && !faults.links.contains(opposite)
        }
        let live = (0..<mesh.nodeCount).filter { !faults.routers.contains($0) }
        let middle = mesh.node(x: mesh.width / 2, y: mesh.height / 2)
        guard let root = live.min(by: { mesh.distance(from: $0, to: middle) < mesh.distance(from: $1, to: middle) })
        else { throw .nothingLeft }
        var order = [root]
        var rank = [Int](repeating: -1, count: mesh.nodeCount)
        rank[root] = 0
        var next = 0
        while next < order.count {
            for link in (4 * order[next])..<(4 * order[next] + 4) where alive[link] {
                guard let neighbour = mesh.neighbour(over: link), rank[neighbour] < 0 else { continue }
                rank[neighbour] = order.count
                order.append(neighbour)
            }
            next += 1
        }
        if let lost = live.first(where: { rank[$0] < 0 }) { throw .disconnected(root, lost) }
        (nodes, self.rank, isLinkAlive) = (order, rank, alive)
    }

    /// Whether a flit that crosses a link goes up.
    func isUp(_ link: Int, to neighbour: Int) -> Bool { rank[neighbour] < rank[link / 4] }
}

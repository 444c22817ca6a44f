import MeshNetwork

/// The next port at every router towards one destination, on shortest up*/down* routes.
struct UpDownRoutes {
    /// By router: bits 0–3 the port while the packet may still go up, bits 4–7 after it has gone down.
    let ports: [UInt8]
    /// Links of the route from each router; 0 for dead ones.
    let links: [UInt32]

    /// Finds the routes by two sweeps: downward ones breadth first from the destination, then each router's choice
    /// between going down and climbing, from the root outwards.
    ///
    /// - Complexity: O(routers).
    init(to destination: Int, order: UpDownOrder, mesh: Mesh) {
        let far = UInt32.max
        let count = mesh.nodeCount
        var down = [UInt32](repeating: far, count: count)
        var downPort = [UInt8](repeating: 0xF, count: count)
        down[destination] = 0
        downPort[destination] = UInt8(FlitPort.local)
        var queue = [destination]
        var next = 0
        while next < queue.count {
            let node = queue[next]
            next += 1
            for link in (4 * node)..<(4 * node + 4) where order.isLinkAlive[link] {
                // The neighbour reaches the node by going down, so the link to the neighbour goes up.
                guard let neighbour = mesh.neighbour(over: link), order.isUp(link, to: neighbour),
                    down[neighbour] == far
                else { continue }
                down[neighbour] = down[node] + 1
                downPort[neighbour] = UInt8(link % 4 ^ 1)
                queue.append(neighbour)
            }
        }
        var best = down
        var port = downPort
        for node in order.nodes {
            for link in (4 * node)..<(4 * node + 4) where order.isLinkAlive[link] {
                guard let neighbour = mesh.neighbour(over: link), order.isUp(link, to: neighbour),
                    best[neighbour] != far, best[neighbour] + 1 < best[node]
                else { continue }
                best[node] = best[neighbour] + 1
                port[node] = UInt8(link % 4)
            }
        }
        ports = (0..<count).map { port[$0] | downPort[$0] << 4 }
        links = best.map { $0 == far ? 0 : $0 }
    }
}

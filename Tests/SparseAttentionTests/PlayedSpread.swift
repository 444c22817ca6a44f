import MeshNetwork
import WaferSimulator

@testable import SparseAttention

/// Messages of a spread attention on a mesh of fair flows.
enum PlayedSpread {
    /// Plays messages that wait for each other.
    ///
    /// With wormholes a message is a flow over all links of its route. When links store and forward it is one message
    /// for each link, which waits for the one before and leaves each node after those that left it before for the same
    /// destination of the same source.
    static func seconds(
        _ messages: SpatialPlan.Messages, on mesh: Mesh, switching: SpatialMachine.Switching = .wormhole,
        bytesPerSecond: Double, hopSeconds: Double = 0
    ) throws -> Double {
        let fabric = FlowFabric(mesh: mesh, link: .init(bytesPerSecond: bytesPerSecond, latencySeconds: hopSeconds))
        let played = switching == .wormhole ? messages : linkByLink(messages, on: mesh)
        var simulation = FlowSimulation(try FlowGraph(played.list, on: fabric, delays: played.seconds))
        return try simulation.play().makespanSeconds
    }

    private static func linkByLink(_ messages: SpatialPlan.Messages, on mesh: Mesh) -> SpatialPlan.Messages {
        var result = SpatialPlan.Messages(list: MessageList(), seconds: [])
        // By message, the one of each of its links.
        var links: [[Int]] = []
        for index in 0..<messages.list.count {
            let message = messages.list[index]
            let waits = messages.list.dependences(of: index).map { links[Int($0)].last ?? 0 }
            let queue = Int(messages.list.queuedBehind[index])
            let nodes = path(from: message.source, to: message.destination, in: mesh)
            var own: [Int] = []
            for (hop, (from, to)) in zip(nodes, nodes.dropFirst()).enumerated() {
                result.seconds.append(hop == 0 ? messages.seconds[index] : 0)
                own.append(
                    result.list.append(
                        from: from, to: to, bytes: message.bytes, after: hop == 0 ? waits : [own[hop - 1]],
                        queuedBehind: queue < 0 ? nil : links[queue][hop]))
            }
            if own.isEmpty {
                result.seconds.append(messages.seconds[index])
                own.append(result.list.append(from: message.source, to: message.source, bytes: 0, after: waits))
            }
            links.append(own)
        }
        return result
    }

    /// The nodes of an XY route.
    private static func path(from source: Int, to destination: Int, in mesh: Mesh) -> [Int] {
        var nodes = [source]
        var (x, y) = (mesh.x(of: source), mesh.y(of: source))
        while (x, y) != (mesh.x(of: destination), mesh.y(of: destination)) {
            if x != mesh.x(of: destination) {
                x += x < mesh.x(of: destination) ? 1 : -1
            } else {
                y += y < mesh.y(of: destination) ? 1 : -1
            }
            nodes.append(mesh.node(x: x, y: y))
        }
        return nodes
    }
}

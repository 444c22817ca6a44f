import MeshNetwork
import WaferArchitecture

/// XY routes over the die meshes of all wafers, which stand in a row and are joined east to west.
///
/// A flow takes as long as its busiest link needs, and the latency of its longest route. A link that others use for a
/// share `u` of the time serves a flow in `1 + u` times its own time: what arrives from others meanwhile is served too.
struct RoutedNetwork: FlowNetwork {
    private let mesh: Mesh
    private let wafers: Int
    private let secondsPerByte: Double
    private let waferSecondsPerByte: Double
    private let hopSeconds: Double

    init(_ hardware: Hardware) {
        mesh = Mesh(width: hardware.wafer.diesX, height: hardware.wafer.diesY)
        wafers = hardware.wafer.count
        secondsPerByte = 1 / hardware.die.dieToDieBytesPerSecondPerEdge
        // A single wafer may leave this at zero; its routes never ask for it, and more wafers have one byte a second
        // at least.
        waferSecondsPerByte = 1 / max(hardware.wafer.interWaferBytesPerSecond, 1)
        hopSeconds = hardware.die.dieToDieLatencySeconds
    }

    /// The links on the wafers, then one each way between neighbours.
    var linkCount: Int { wafers * mesh.linkCount + 2 * (wafers - 1) }

    func forEachLink(
        fromWafer: Int, die: Int, toWafer: Int, die destination: Int, _ body: (Int) -> Void
    ) {
        var wafer = fromWafer
        var die = die
        while wafer != toWafer {
            let isOnward = wafer < toWafer
            let rim = mesh.node(x: isOnward ? mesh.width - 1 : 0, y: mesh.y(of: die))
            let base = wafer * mesh.linkCount
            mesh.forEachLink(from: die, to: rim) { body(base + $0) }
            body(wafers * mesh.linkCount + 2 * (isOnward ? wafer : wafer - 1) + (isOnward ? 0 : 1))
            wafer += isOnward ? 1 : -1
            die = mesh.node(x: isOnward ? 0 : mesh.width - 1, y: mesh.y(of: die))
        }
        let base = wafer * mesh.linkCount
        mesh.forEachLink(from: die, to: destination) { body(base + $0) }
    }

    func serviceSeconds(link: Int, bytes: Double) -> Double {
        bytes * (link < wafers * mesh.linkCount ? secondsPerByte : waferSecondsPerByte)
    }

    func latencySeconds(links: Int) -> Double { Double(links) * hopSeconds }

    func seconds(_ flow: Flow, busy: [Double]) -> Double {
        var slowest = 0.0
        for index in flow.links.indices {
            let link = flow.links[index]
            slowest = max(slowest, serviceSeconds(link: link, bytes: flow.bytes[index]) * (1 + busy[link]))
        }
        return slowest + latencySeconds(links: flow.longestRoute)
    }
}

import MeshNetwork
import TrainingStrategy
import WaferArchitecture

/// The die-to-die network of a system: all wafers side by side as one long mesh, joined east to west.
///
/// All rows of two neighbouring wafers share the bandwidth between them, one way and the other.
struct WaferFabric {
    /// Links and what they carry.
    let fabric: FlowFabric
    /// Dies in a row of one wafer.
    let diesX: Int
    /// Dies in a column.
    let diesY: Int
    /// Wafers.
    let wafers: Int
    /// The resources that stand for the links between two wafers: eastwards and westwards after each wafer but the
    /// last.
    let crossings: [Int]
    /// Ways round what does not work; nil where everything does.
    let detours: Detours?

    /// Makes the network of a system.
    init(_ hardware: Hardware) {
        (diesX, diesY, wafers) = (hardware.wafer.diesX, hardware.wafer.diesY, hardware.wafer.count)
        let mesh = Mesh(width: diesX * wafers, height: diesY)
        let latency = hardware.die.dieToDieLatencySeconds
        var fabric = FlowFabric(
            mesh: mesh,
            link: .init(bytesPerSecond: hardware.die.dieToDieBytesPerSecondPerEdge, latencySeconds: latency))
        var crossings: [Int] = []
        for wafer in 1..<max(wafers, 1) {
            let (last, first) = (wafer * diesX - 1, wafer * diesX)
            // A single wafer may leave the bandwidth at zero, but has no crossings.
            let crossing = FlowFabric.LinkClass(
                bytesPerSecond: max(hardware.wafer.interWaferBytesPerSecond, 1), latencySeconds: latency)
            let east = (0..<mesh.height).map { mesh.link(from: mesh.node(x: last, y: $0), .east) }
            let west = (0..<mesh.height).map { mesh.link(from: mesh.node(x: first, y: $0), .west) }
            crossings.append(fabric.share(crossing, among: east))
            crossings.append(fabric.share(crossing, among: west))
        }
        self.crossings = crossings
        self.fabric = fabric
        detours = hardware.detours
    }

    /// The node of a die in a row and column of a group.
    func node(_ site: Placement.Site, column: Int, row: Int) -> Int {
        fabric.mesh.node(x: site.wafer * diesX + site.rectangle.x + column, y: site.rectangle.y + row)
    }

    /// The rectangle of a group on the long mesh.
    func rectangle(_ site: Placement.Site) -> Rectangle {
        Rectangle(
            x: site.wafer * diesX + site.rectangle.x, y: site.rectangle.y, width: site.rectangle.width,
            height: site.rectangle.height)
    }

    /// The die of the same wafer and row at the nearer side, where memory off the wafer comes in.
    func rim(of node: Int) -> Int {
        let mesh = fabric.mesh
        let (x, y) = (mesh.x(of: node), mesh.y(of: node))
        let (first, column) = (x / diesX * diesX, x % diesX)
        return mesh.node(x: 2 * column < diesX ? first : first + diesX - 1, y: y)
    }
}

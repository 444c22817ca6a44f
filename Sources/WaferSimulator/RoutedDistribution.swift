import MeshNetwork
import TrainingStrategy
import WaferArchitecture

/// How operands reach the cores of a die and results leave them: from the ports through the core mesh, link by link.
///
/// Edge stacks stand at the west and east side in turn, each facing its share of the rows; memory off the wafer enters
/// through all rows of both sides. Every stack holds an equal part of each operand. A row's operand enters at the row
/// of its stack that is nearest, moves along the edge column and then along the row; a column's operand enters over all
/// rows of a stack, moves along them and spreads up and down its column, a tree that XY routing gives. Results go along
/// their row to the nearer side. Only cores that have work are reached.
///
/// Stacked memory sits above the cores: each core sends its part along its row or column, and results stay.
struct RoutedDistribution: OperandDistribution {
    private let mesh: Mesh
    private let ports: [Port]
    private let isStacked: Bool

    /// A stack's side and the rows that it faces.
    private struct Port {
        var isEast: Bool
        var rows: Range<Int>
    }

    init(_ hardware: Hardware) {
        mesh = Mesh(width: max(1, hardware.die.coresX), height: max(1, hardware.die.coresY))
        isStacked = hardware.memory.kind == .stacked
        let count = hardware.memory.kind == .offWafer ? 2 : max(1, hardware.memory.stacksPerDie)
        let height = mesh.height
        ports = (0..<count).map { index in
            let onSide = (count + 1 - index % 2) / 2
            let place = index / 2
            let first = min(place * height / onSide, height - 1)
            return Port(isEast: index % 2 == 1, rows: first..<max(first + 1, (place + 1) * height / onSide))
        }
    }

    func busiestLinkBytes(_ tiling: ProductTiling) -> Double {
        let (width, height) = (mesh.width, mesh.height)
        if isStacked {
            return max(
                tiling.bytesPerRow * Double(width - 1) / Double(width),
                tiling.bytesPerColumn * Double(height - 1) / Double(height))
        }
        var loads = [Double](repeating: 0, count: mesh.linkCount)
        loads.withUnsafeMutableBufferPointer { loads in
            for port in ports {
                addRows(tiling, port: port, to: loads)
                addColumns(tiling, port: port, to: loads)
            }
            addResults(tiling, to: loads)
        }
        return loads.reduce(0) { max($0, $1) }
    }

    /// The operands that a row of cores shares, and those of single cores, which thin out along the row.
    private func addRows(_ tiling: ProductTiling, port: Port, to loads: UnsafeMutableBufferPointer<Double>) {
        let share = 1 / Double(ports.count)
        let columns = min(mesh.width, Int(tiling.activeColumns))
        let edge = port.isEast ? mesh.width - 1 : 0
        let own = share * tiling.bytesPerCore
        let common = share * tiling.bytesPerRow
        for row in 0..<min(mesh.height, Int(tiling.activeRows)) {
            let entry = min(max(row, port.rows.lowerBound), port.rows.upperBound - 1)
            let along = common + own * Double(columns)
            mesh.forEachLink(from: mesh.node(x: edge, y: entry), to: mesh.node(x: edge, y: row)) { loads[$0] += along }
            if port.isEast {
                for x in stride(from: mesh.width - 1, to: 0, by: -1) {
                    loads[mesh.link(from: mesh.node(x: x, y: row), .west)] += common + own * Double(min(x, columns))
                }
            } else {
                for x in 0..<(columns - 1) {
                    loads[mesh.link(from: mesh.node(x: x, y: row), .east)] += common + own * Double(columns - 1 - x)
                }
            }
        }
    }

    /// The operands that a column of cores shares.
    private func addColumns(_ tiling: ProductTiling, port: Port, to loads: UnsafeMutableBufferPointer<Double>) {
        guard tiling.bytesPerColumn > 0 else { return }
        let part = tiling.bytesPerColumn / Double(ports.count) / Double(port.rows.count)
        let columns = min(mesh.width, Int(tiling.activeColumns))
        let rows = min(mesh.height, Int(tiling.activeRows))
        for row in port.rows {
            if port.isEast {
                for x in stride(from: mesh.width - 1, to: 0, by: -1) {
                    loads[mesh.link(from: mesh.node(x: x, y: row), .west)] += part * Double(min(x, columns))
                }
            } else {
                for x in 0..<(columns - 1) {
                    loads[mesh.link(from: mesh.node(x: x, y: row), .east)] += part * Double(columns - 1 - x)
                }
            }
        }
        // Going up, a link carries what entered at or below it; going down, at or above.
        for column in 0..<columns {
            for y in 0..<(rows - 1) {
                let below = min(max(y + 1 - port.rows.lowerBound, 0), port.rows.count)
                loads[mesh.link(from: mesh.node(x: column, y: y), .north)] += part * Double(below)
            }
            for y in 1..<max(mesh.height, 2) where y < mesh.height {
                let above = min(max(port.rows.upperBound - y, 0), port.rows.count)
                loads[mesh.link(from: mesh.node(x: column, y: y), .south)] += part * Double(above)
            }
        }
    }

    /// Results on their way to the nearer side that has a stack.
    private func addResults(_ tiling: ProductTiling, to loads: UnsafeMutableBufferPointer<Double>) {
        let columns = min(mesh.width, Int(tiling.activeColumns))
        let middle = ports.count > 1 ? (mesh.width + 1) / 2 : mesh.width
        let bytes = tiling.resultBytesPerCore
        for row in 0..<min(mesh.height, Int(tiling.activeRows)) {
            let westwards = min(columns, middle)
            for x in stride(from: westwards - 1, to: 0, by: -1) {
                loads[mesh.link(from: mesh.node(x: x, y: row), .west)] += bytes * Double(westwards - x)
            }
            for x in min(middle, mesh.width)..<mesh.width where x + 1 < mesh.width {
                let passed = min(x + 1, columns) - middle
                if passed > 0 { loads[mesh.link(from: mesh.node(x: x, y: row), .east)] += bytes * Double(passed) }
            }
        }
    }
}

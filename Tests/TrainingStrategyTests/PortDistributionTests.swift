import MeshNetwork
import Testing
import TrainingStrategy
import WaferArchitecture
import _IngotTestSupport

/// The busiest link between cores against sending every operand over its tree of links.
@Suite struct PortDistributionTests {
    /// Loads of all links of the cores of a die.
    private struct Loads {
        let mesh: Mesh
        var bytes: [Int: Double] = [:]

        init(_ hardware: Hardware) { mesh = Mesh(width: hardware.die.coresX, height: hardware.die.coresY) }

        /// Sends bytes from a place to several others over one tree of XY or YX routes.
        mutating func send(
            _ amount: Double, from source: (x: Int, y: Int), to cores: [(x: Int, y: Int)], alongColumnFirst: Bool
        ) {
            var links: Set<Int> = []
            for core in cores {
                let corner = alongColumnFirst ? mesh.node(x: source.x, y: core.y) : mesh.node(x: core.x, y: source.y)
                let (first, last) = (mesh.node(x: source.x, y: source.y), mesh.node(x: core.x, y: core.y))
                mesh.forEachLink(from: first, to: corner) { links.insert($0) }
                mesh.forEachLink(from: corner, to: last) { links.insert($0) }
            }
            for link in links { bytes[link, default: 0] += amount }
        }

        var busiest: Double { bytes.values.max() ?? 0 }
    }

    /// Sends everything: stacks at the west and east side in turn, facing equal runs of rows.
    private static func route(_ tiling: ProductTiling, _ hardware: Hardware) -> Double {
        var loads = Loads(hardware)
        let (width, height) = (hardware.die.coresX, hardware.die.coresY)
        let stacks = hardware.memory.kind == .offWafer ? 2 : hardware.memory.stacksPerDie
        let (columns, rows) = (Int(tiling.activeColumns), Int(tiling.activeRows))
        for stack in 0..<stacks {
            let onSide = (stacks + 1 - stack % 2) / 2
            let faced = (stack / 2 * height / onSide)..<((stack / 2 + 1) * height / onSide)
            let side = stack % 2 == 0 ? 0 : width - 1
            let share = 1 / Double(stacks)
            for row in 0..<rows {
                let entry = (side, min(max(row, faced.lowerBound), faced.upperBound - 1))
                let cores = (0..<columns).map { ($0, row) }
                loads.send(share * tiling.bytesPerRow, from: entry, to: cores, alongColumnFirst: true)
                for core in cores {
                    loads.send(share * tiling.bytesPerCore, from: entry, to: [core], alongColumnFirst: true)
                }
            }
            let part = share * tiling.bytesPerColumn / Double(faced.count)
            for entry in faced {
                for column in 0..<columns {
                    let cores = (0..<rows).map { (column, $0) }
                    loads.send(part, from: (side, entry), to: cores, alongColumnFirst: false)
                }
            }
        }
        for row in 0..<rows {
            for column in 0..<columns {
                let side = stacks == 1 || column < (width + 1) / 2 ? 0 : width - 1
                loads.send(tiling.resultBytesPerCore, from: (column, row), to: [(side, row)], alongColumnFirst: true)
            }
        }
        return loads.busiest
    }

    @Test func theClosedFormIsTheBusiestRoutedLink() throws {
        var random = SplitMix(7)
        var hardware = try Hardware.preset("watos-config3")
        for _ in 0..<150 {
            let (stacks, rows) = (Int.random(in: 1...8, using: &random), Int.random(in: 8...16, using: &random))
            (hardware.die.coresX, hardware.die.coresY) = (Int.random(in: 2...12, using: &random), rows)
            hardware.memory.kind = [.edge, .edge, .offWafer].randomElement(using: &random) ?? .edge
            hardware.memory.stacksPerDie = stacks
            func bytes() -> Double {
                ([0, 1, 10, 100].randomElement(using: &random) ?? 0) * Double.random(in: 0.1...1, using: &random)
            }
            let tiling = ProductTiling(
                cycles: 0, sramBytesPerCore: 0, bytesPerRow: bytes(), bytesPerColumn: bytes(), bytesPerCore: bytes(),
                resultBytesPerCore: bytes(),
                activeColumns: Double(Int.random(in: 1...hardware.die.coresX, using: &random)),
                activeRows: Double(Int.random(in: 1...rows, using: &random)), activeCores: 1)
            let (routed, closed) = (Self.route(tiling, hardware), PortDistribution(hardware).busiestLinkBytes(tiling))
            // Where stacks face unequal numbers of rows, a column's operand counts as entering evenly.
            let sides = hardware.memory.kind == .offWafer ? [1] : [(stacks + 1) / 2, max(1, stacks / 2)]
            let isExact = sides.allSatisfy { rows.isMultiple(of: $0) }
            #expect(abs(routed - closed) <= (isExact ? 1e-9 : 0.1) * routed, "\(tiling) on \(hardware)")
        }
    }

    /// Four stacks at the sides of 18 rows: 9 rows' operands pass the boundary between the two stacks of a side, a
    /// quarter of each.
    @Test func rowsAwayFromTheirStackPassItsNeighbours() throws {
        let hardware = try Hardware.preset("watos-config3")
        let tiling = ProductTiling(
            cycles: 0, sramBytesPerCore: 0, bytesPerRow: 100, bytesPerColumn: 0, bytesPerCore: 0, resultBytesPerCore: 0,
            activeColumns: 18, activeRows: 18, activeCores: 324)
        #expect(PortDistribution(hardware).busiestLinkBytes(tiling) == 9 * 25)
    }

    /// Each core of a row holds an 18th of the row's operand, and sends it both ways along the row.
    @Test func stackedMemoryIsAboveTheCores() throws {
        var hardware = try Hardware.preset("watos-config3")
        hardware.memory.kind = .stacked
        let tiling = ProductTiling(
            cycles: 0, sramBytesPerCore: 0, bytesPerRow: 90, bytesPerColumn: 36, bytesPerCore: 7, resultBytesPerCore: 7,
            activeColumns: 18, activeRows: 18, activeCores: 324)
        #expect(abs(PortDistribution(hardware).busiestLinkBytes(tiling) - 90 * 17 / 18) < 1e-9)
    }
}

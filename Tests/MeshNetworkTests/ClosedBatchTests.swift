import MeshNetwork
import Testing

/// Closed batches measured with BookSim 2.
///
/// Source: github.com/booksim/booksim2 at commit 28f4329 (Jiang et al., ISPASS 2013): k x k mesh, XY routing, 4 virtual
/// channels of 8 flits, packets of 8 flits, injection rate 1.
@Suite struct ClosedBatchTests {
    struct Row: Sendable {
        var side: Int
        var pattern: String
        var flitsPerNode: Double
        var makespanCycles: Double
        var maximumLinkLoadFlits: Double
    }

    private static let measured: [Row] = [
        Row(
            side: 4, pattern: "ring_snake", flitsPerNode: 64, makespanCycles: 74,
            maximumLinkLoadFlits: 64),
        Row(
            side: 4, pattern: "ring_snake", flitsPerNode: 512, makespanCycles: 522,
            maximumLinkLoadFlits: 512),
        Row(
            side: 4, pattern: "ring_rowmajor", flitsPerNode: 64, makespanCycles: 94,
            maximumLinkLoadFlits: 64),
        Row(
            side: 4, pattern: "ring_rowmajor", flitsPerNode: 512, makespanCycles: 542,
            maximumLinkLoadFlits: 512),
        Row(
            side: 4, pattern: "row_rings_wrap", flitsPerNode: 64, makespanCycles: 82,
            maximumLinkLoadFlits: 64),
        Row(
            side: 4, pattern: "row_rings_wrap", flitsPerNode: 512, makespanCycles: 530,
            maximumLinkLoadFlits: 512),
        Row(
            side: 4, pattern: "col_rings_wrap", flitsPerNode: 64, makespanCycles: 82,
            maximumLinkLoadFlits: 64),
        Row(
            side: 4, pattern: "col_rings_wrap", flitsPerNode: 512, makespanCycles: 530,
            maximumLinkLoadFlits: 512),
        Row(
            side: 4, pattern: "half_shift", flitsPerNode: 64, makespanCycles: 141,
            maximumLinkLoadFlits: 128),
        Row(
            side: 4, pattern: "half_shift", flitsPerNode: 512, makespanCycles: 1037,
            maximumLinkLoadFlits: 1024),
        Row(
            side: 4, pattern: "recdbl_lsb", flitsPerNode: 64, makespanCycles: 74,
            maximumLinkLoadFlits: 64),
        Row(
            side: 4, pattern: "recdbl_lsb", flitsPerNode: 512, makespanCycles: 522,
            maximumLinkLoadFlits: 512),
        Row(
            side: 4, pattern: "recdbl_msb", flitsPerNode: 64, makespanCycles: 141,
            maximumLinkLoadFlits: 128),
        Row(
            side: 4, pattern: "recdbl_msb", flitsPerNode: 512, makespanCycles: 1037,
            maximumLinkLoadFlits: 1024),
        Row(
            side: 4, pattern: "transpose", flitsPerNode: 64, makespanCycles: 213,
            maximumLinkLoadFlits: 192),
        Row(
            side: 4, pattern: "transpose", flitsPerNode: 512, makespanCycles: 1555,
            maximumLinkLoadFlits: 1536),
        Row(
            side: 8, pattern: "ring_snake", flitsPerNode: 64, makespanCycles: 74,
            maximumLinkLoadFlits: 64),
        Row(
            side: 8, pattern: "ring_snake", flitsPerNode: 512, makespanCycles: 522,
            maximumLinkLoadFlits: 512),
        Row(
            side: 8, pattern: "ring_rowmajor", flitsPerNode: 64, makespanCycles: 126,
            maximumLinkLoadFlits: 64),
        Row(
            side: 8, pattern: "ring_rowmajor", flitsPerNode: 512, makespanCycles: 574,
            maximumLinkLoadFlits: 512),
        Row(
            side: 8, pattern: "row_rings_wrap", flitsPerNode: 64, makespanCycles: 98,
            maximumLinkLoadFlits: 64),
        Row(
            side: 8, pattern: "row_rings_wrap", flitsPerNode: 512, makespanCycles: 546,
            maximumLinkLoadFlits: 512),
        Row(
            side: 8, pattern: "col_rings_wrap", flitsPerNode: 64, makespanCycles: 98,
            maximumLinkLoadFlits: 64),
        Row(
            side: 8, pattern: "col_rings_wrap", flitsPerNode: 512, makespanCycles: 546,
            maximumLinkLoadFlits: 512),
        Row(
            side: 8, pattern: "half_shift", flitsPerNode: 64, makespanCycles: 270,
            maximumLinkLoadFlits: 256),
        Row(
            side: 8, pattern: "half_shift", flitsPerNode: 512, makespanCycles: 2063,
            maximumLinkLoadFlits: 2048),
        Row(
            side: 8, pattern: "recdbl_lsb", flitsPerNode: 64, makespanCycles: 74,
            maximumLinkLoadFlits: 64),
        Row(
            side: 8, pattern: "recdbl_lsb", flitsPerNode: 512, makespanCycles: 522,
            maximumLinkLoadFlits: 512),
        Row(
            side: 8, pattern: "recdbl_msb", flitsPerNode: 64, makespanCycles: 270,
            maximumLinkLoadFlits: 256),
        Row(
            side: 8, pattern: "recdbl_msb", flitsPerNode: 512, makespanCycles: 2063,
            maximumLinkLoadFlits: 2048),
        Row(
            side: 8, pattern: "transpose", flitsPerNode: 64, makespanCycles: 485,
            maximumLinkLoadFlits: 448),
        Row(
            side: 8, pattern: "transpose", flitsPerNode: 512, makespanCycles: 3621,
            maximumLinkLoadFlits: 3584),
    ]

    @Test(arguments: measured) func routesLoadTheBusiestLinkAsInTheSimulator(row: Row) throws {
        let mesh = Mesh(width: row.side, height: row.side)
        let pattern = try #require(BatchPattern(rawValue: row.pattern))
        let batch = ClosedBatch(messages: pattern.messages(on: mesh, bytes: row.flitsPerNode), on: mesh)
        #expect(batch.maximumLinkLoadFlits == row.maximumLinkLoadFlits)
        let tolerance = row.flitsPerNode >= 512 ? 0.03 : 0.06
        #expect(abs(batch.makespanCycles / row.makespanCycles - 1) < tolerance)
    }

    @Test func theLawIsExactForRings() throws {
        for row in Self.measured where row.pattern.contains("ring") {
            let mesh = Mesh(width: row.side, height: row.side)
            let pattern = try #require(BatchPattern(rawValue: row.pattern))
            let batch = ClosedBatch(messages: pattern.messages(on: mesh, bytes: row.flitsPerNode), on: mesh)
            #expect(batch.makespanCycles == row.makespanCycles, "\(row.pattern) on \(row.side)")
        }
    }
}

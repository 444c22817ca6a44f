import MeshNetwork
import Testing

@testable import WaferSimulator

/// Closed batches that BookSim 2 played flit by flit, played as flows.
///
/// `closed_batch.csv`: github.com/booksim/booksim2 at commit 28f4329 (N. Jiang et al., ISPASS 2013), k x k mesh, XY
/// routing, 4 virtual channels of 8 flits, four cycles a router and link, two more to inject and eject.
@Suite struct FlowBatchTests {
    struct Row {
        var side: Int
        var pattern: BatchPattern
        var flits: Double
        var cycles: Double
    }

    private static func rows() throws -> [Row] {
        try Fixture.rows("closed_batch").map { row in
            Row(
                side: try #require(Int(row["k"])), pattern: try #require(BatchPattern(rawValue: row["pattern"])),
                flits: try #require(Double(row["flits_per_node"])),
                cycles: try #require(Double(row["makespan_cycles"])))
        }
    }

    @Test func makespansAreThoseOfTheFlits() throws {
        let rows = try Self.rows()
        #expect(rows.count == 32)
        var worst = (long: 0.0, short: 0.0)
        for row in rows {
            let mesh = Mesh(width: row.side, height: row.side)
            let fabric = FlowFabric(
                mesh: mesh, link: FlowFabric.LinkClass(bytesPerSecond: 1, latencySeconds: 4), messageLatencySeconds: 6)
            let list = MessageList(row.pattern.messages(on: mesh, bytes: row.flits))
            var simulation = FlowSimulation(try FlowGraph(list, on: fabric))
            let result = try simulation.play()
            let error = result.makespanSeconds / row.cycles - 1
            if row.pattern.rawValue.contains("ring") { #expect(abs(error) < 1e-12, "\(row)") }
            if row.flits > 100 {
                worst.long = max(worst.long, abs(error))
            } else {
                worst.short = max(worst.short, abs(error))
            }
        }
        // A flow pays the latency of its route after its last byte; flits of one flow cross theirs while others keep
        // the busiest link at work. That counts in short batches.
        #expect(worst.long < 0.01)
        #expect(worst.short < 0.06)
    }
}

import MeshNetwork
import Testing
import WaferSimulator

/// Closed batches against BookSim 2.
@Suite struct ClosedBatchSimulationTests {
    static let rows = Fixture.rows("closed_batch")

    @Test("The makespan of every batch is BookSim's to the cycle", arguments: rows.indices)
    func makespan(_ index: Int) throws {
        let row = Self.rows[index]
        let side = try #require(Int(row["k"]))
        let network = try FlitNetwork(FlitNetworkConfiguration(mesh: Mesh(width: side, height: side)))
        let batch = try network.runBatch(
            try #require(BatchPattern(rawValue: row["pattern"])),
            flitsPerNode: try #require(Int(row["flits_per_node"])),
            packetFlits: try #require(Int(row["packet_size_flits"])))
        #expect(batch.makespanCycles == Int(row["makespan_cycles"]))
        #expect(batch.maximumLinkLoadFlits == Int(row["max_link_load_flits"]))
    }

    @Test("All rows were read")
    func count() { #expect(Self.rows.count == 32) }
}

import LanguageModel
import Testing

@testable import SparseAttention

@Suite("Published accelerators")
struct PublishedAcceleratorTests {
    /// Normalised columns of SOFA's comparison (arXiv 2407.10416): GOPS/W of core and device, GOPS/mm2, ms.
    private static let printed: [(String, Double, Double?, Double, Double)] = [
        ("A3", 1863, 300, 217, 622), ("ELSA", 1944, 1004, 1765, 252), ("Sanger", 2342, nil, 522, 241),
        ("DOTA", 817, nil, 683, 448), ("Energon", 7007, 450, 709, 477), ("DTATrans", 3071, nil, 1786, 652),
        ("SpAtten", 1915, 447, 474, 382), ("FACT", 2754, nil, 154, 296), ("SOFA", 25708, 7183, 4292, 45),
    ]

    /// Attention of Llama-7B over 512 tokens, both products of all layers.
    private static func work() throws -> Double {
        AttentionTask(try ModelShape.preset("llama2-7b"), tokens: 512).denseOperations
    }

    @Test("Areas and powers of the blocks are the sums that are printed")
    func sums() {
        #expect(abs(PublishedCore.squareMillimetres - 5.69) < 0.005)
        #expect(abs(PublishedCore.coreWatts - 949.85e-3) < 1e-9)
        #expect(abs(PublishedCore.deviceWatts - 3.40) < 0.005)
    }

    @Test("The work of the latency column, 137 GOP, is Llama-7B's attention over 512 tokens")
    func workOfTable() throws {
        #expect(abs(try Self.work() - 137e9) < 0.5e9)
        #expect(abs(PublishedAccelerator.sofa.seconds(operations: 137e9) - 44.9e-3) < 0.05e-3)
    }

    @Test("Every normalised column comes out as printed", arguments: printed)
    func normalisation(row: (name: String, core: Double, device: Double?, area: Double, milliseconds: Double)) throws {
        let design = try #require(PublishedAccelerator.table.first { $0.name == row.name })
        func agrees(_ value: Double, _ printed: Double) -> Bool { abs(value / printed - 1) < 2e-3 }
        #expect(agrees(design.coreOperationsPerJoule / 1e9, row.core))
        #expect(agrees(design.operationsPerSecondPerSquareMillimetre / 1e9, row.area))
        #expect(agrees(design.seconds(operations: try Self.work()) * 1e3, row.milliseconds))
        #expect((design.deviceOperationsPerJoule == nil) == (row.device == nil))
        if let device = row.device {
            #expect(agrees(try #require(design.deviceOperationsPerJoule) / 1e9, device))
        }
    }

    @Test("The mean gains over the eight designs are the printed 15.8, 10.3 and 9.3")
    func gains() throws {
        let sofa = PublishedAccelerator.sofa
        let others = PublishedAccelerator.table.filter { $0.name != "SOFA" }
        func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
        let device = try #require(sofa.deviceOperationsPerJoule)
        // Only four of them have the power of a device.
        let energy = mean(others.compactMap { $0.deviceOperationsPerJoule.map { device / $0 } })
        let area = mean(
            others.map {
                sofa.operationsPerSecondPerSquareMillimetre / $0.operationsPerSecondPerSquareMillimetre
            })
        let speed = mean(others.map { $0.seconds(operations: 1) / sofa.seconds(operations: 1) })
        #expect(abs(energy - 15.8) < 0.05 && abs(area - 10.3) < 0.05 && abs(speed - 9.3) < 0.1)
    }

    @Test("The gains of the parts multiply to 9.59 over the A100 and 11.08 over the TPU")
    func ablation() {
        #expect(abs(PublishedGains.a100.product - 9.59) < 0.005)
        #expect(abs(PublishedGains.tpu.product - 11.08) < 0.005)
    }
}

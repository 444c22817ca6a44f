import MeshNetwork
import Testing
import WaferSimulator

/// Random traffic against BookSim 2.
@Suite struct LatencyLoadTests {
    /// The rows up to 0.85 of saturation.
    static let below = MeasuredMesh.all.filter { !$0.isThroughput && $0.offered <= 0.85 * $0.saturation }
    static let overloaded = MeasuredMesh.all.filter(\.isThroughput)

    @Test("Mean latency is BookSim's within 5 % below 0.7 of saturation and 10 % up to 0.85", arguments: below)
    func latency(_ row: MeasuredMesh) throws {
        let measured = try row.measure(cycles: 12_000)
        let tolerance = row.offered < 0.7 * row.saturation ? 0.05 : 0.10
        #expect(abs(try #require(measured.meanPacketLatencyCycles) / row.latency - 1) < tolerance)
        #expect(measured.isStable)
    }

    @Test("All files were read")
    func rows() {
        #expect(Self.below.count >= 75)
        #expect(Set(Self.below.map(\.side)) == [4, 8, 16])
        #expect(Self.overloaded.count == 14)
    }

    @Test("What an overloaded network accepts is BookSim's within 10 %", arguments: overloaded)
    func overload(_ row: MeasuredMesh) throws {
        let measured = try row.measure(cycles: 8000)
        #expect(abs(measured.acceptedFlitsPerNodeCycle / row.accepted - 1) < 0.10)
    }

    /// The highest stable and the lowest unstable rate of BookSim; for transposes that of a flow which fills a link, and
    /// for neighbours, which are stable as far as was measured, only the first.
    private static let brackets: [(MeasuredMesh, stable: Double, unstable: Double)] = [
        (row(4, "uniform", 1), 0.775, 0.80), (row(4, "uniform", 8), 0.725, 0.75),
        (row(4, "hotspot", 1), 0.475, 0.50), (row(4, "hotspot", 8), 0.50, 0.525),
        (row(8, "uniform", 1), 0.4375, 0.45), (row(8, "uniform", 8), 0.40, 0.4125),
        (row(8, "transpose", 1), 1.0 / 7, 1.0 / 7), (row(4, "transpose", 1), 1.0 / 3, 1.0 / 3),
        (row(8, "transpose", 8), 1.0 / 7, 1.0 / 7), (row(4, "transpose", 8), 1.0 / 3, 1.0 / 3),
        (row(4, "neighbor", 1), 0.90, 1), (row(4, "neighbor", 8), 0.90, 1),
    ]

    private static func row(_ side: Int, _ traffic: String, _ flits: Int) -> MeasuredMesh {
        MeasuredMesh(
            side: side, traffic: traffic, packetFlits: flits, offered: 0, isThroughput: false, isStable: false,
            latency: 0, accepted: 0)
    }

    @Test("Saturation lies where BookSim's does, within 5 %", arguments: 0..<brackets.count)
    func saturation(_ index: Int) throws {
        let (row, stable, unstable) = Self.brackets[index]
        var below = row
        below.offered = 0.95 * stable
        #expect(try below.measure(cycles: 60_000).isStable, "\(row) at \(below.offered)")
        guard unstable < 1 else { return }
        var above = row
        above.offered = 1.05 * unstable
        #expect(try !above.measure(cycles: 30_000).isStable, "\(row) at \(above.offered)")
    }
}

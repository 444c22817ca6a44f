import _IngotTestSupport
import Foundation
import MeshNetwork
import Testing
import WaferSimulator

/// One row of the latency-load curves in `Fixtures/mesh_*.csv`, and what it says of saturation.
///
/// The files and `closed_batch.csv` were measured with BookSim 2 (booksim/booksim2 28f4329) in its input-queued router
/// with islip allocators: four channels of eight flits, every latency 1, Bernoulli injection, seed 1.
struct MeasuredMesh: Sendable, CustomTestStringConvertible {
    var side: Int
    var traffic: String
    var packetFlits: Int
    var offered: Double
    var isThroughput: Bool
    var isStable: Bool
    var latency: Double
    var accepted: Double

    var testDescription: String { "\(side)x\(side) \(traffic) L\(packetFlits) at \(offered)" }

    /// The hotspot weights of the curves, by side.
    var pattern: TrafficPattern {
        switch traffic {
        case "uniform": .uniform
        case "transpose": .transpose
        case "neighbor": .neighbor
        default: .hotspot(weight: [4: 2, 8: 7, 16: 28][side] ?? 1)
        }
    }

    /// The highest offered rate that the file has as stable; for the transpose, whose flows that saturate are a few
    /// among many, the rate that fills its busiest link.
    var saturation: Double {
        if traffic == "transpose" { return 1 / Double(side - 1) }
        return Self.all.filter {
            $0.side == side && $0.traffic == traffic && $0.packetFlits == packetFlits && $0.isStable
        }.map(\.offered).max() ?? 0
    }

    func measure(cycles: Int) throws -> LatencyMeasurement {
        let network = try FlitNetwork(FlitNetworkConfiguration(mesh: Mesh(width: side, height: side)))
        var generator = SplitMix(1)
        return try network.measureLatency(
            of: pattern, injectionRate: offered, packetFlits: packetFlits, cycles: cycles, using: &generator)
    }

    static let all: [MeasuredMesh] = ["mesh_4x4", "mesh_8x8", "mesh_16x16"].flatMap { name in
        Fixture.rows(name).compactMap { row in
            guard let side = Int(row["k"]), let flits = Int(row["packet_size"]),
                let offered = Double(row["offered_flits_per_node_cycle"]), let latency = Double(row["plat_avg"]),
                let accepted = Double(row["acc_flit"])
            else { return nil }
            return MeasuredMesh(
                side: side, traffic: row["traffic"], packetFlits: flits, offered: offered,
                isThroughput: row["sim_type"] == "throughput",
                isStable: row["stable"] == "1" && row["sim_type"] == "latency", latency: latency, accepted: accepted)
        }
    }
}

/// The files beside the tests.
enum Fixture {
    /// One line by the names of the columns.
    struct Row {
        fileprivate var fields: [String: String]
        subscript(_ column: String) -> String { fields[column] ?? "" }
    }

    static func rows(_ name: String) -> [Row] {
        guard let url = Bundle.module.url(forResource: "Fixtures/\(name)", withExtension: "csv"),
            let text = try? String(contentsOf: url, encoding: .utf8)
        else { return [] }
        let lines = text.split(whereSeparator: \.isNewline).map { $0.split(separator: ",").map(String.init) }
        guard let header = lines.first else { return [] }
        return lines.dropFirst().map { Row(fields: Dictionary(zip(header, $0)) { first, _ in first }) }
    }
}

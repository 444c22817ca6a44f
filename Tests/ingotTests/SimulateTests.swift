import Foundation
import Testing

/// What `simulate` prints.
@Suite struct SimulateTests {
    private func simulate(_ arguments: String..., in folder: TestFolder? = nil) async throws -> JSONObject {
        let ending = try await IngotProcess.run(
            ["simulate"] + arguments + ["--json"], in: try folder ?? TestFolder())
        try #require(ending.code == 0, "\(ending.error)")
        #expect(ending.error.isEmpty)
        return try JSONObject(ending.output)
    }

    @Test("Random traffic has every documented key, and BookSim's latency")
    func traffic() async throws {
        let object = try await simulate(
            "noc", "--mesh", "8x8", "--traffic", "uniform", "--packet-flits", "8", "--injection-rate", "0.2",
            "--cycles",
            "20000")
        #expect(
            object.keys == [
                "mean_packet_latency_cycles", "accepted_flits_per_node_cycle", "min_accepted_flits_per_node_cycle",
                "mean_links", "flit_hops", "cycles", "stable", "cpu_seconds",
            ])
        let latency = try #require(object.number("mean_packet_latency_cycles"))
        #expect(abs(latency / 44.013 - 1) < 0.05)
        #expect(object.number("cycles") == 20_000)
        #expect(object.flag("stable") == true)
        // A flit passes a router more than it crosses links.
        let links = try #require(object.number("mean_links"))
        let accepted = try #require(object.number("accepted_flits_per_node_cycle"))
        let hops = try #require(object.number("flit_hops"))
        #expect(abs(hops / (accepted * 64 * 20_000 * (links + 1)) - 1) < 0.02)
    }

    @Test("A file of pairs is the pattern of the same pairs")
    func file() async throws {
        let folder = try TestFolder()
        let pairs = (0..<16).map { "\($0) \(15 - $0)" }.joined(separator: "\n")
        try folder.write(Data(("# from to\n" + pairs + "\n").utf8), to: "pairs.txt")
        let options = ["--mesh", "4x4", "--cycles", "3000", "--seed", "5"]
        let file = try await IngotProcess.run(["simulate", "noc", "--traffic", "pairs.txt"] + options, in: folder)
        let name = try await IngotProcess.run(["simulate", "noc", "--traffic", "bitcomp"] + options, in: folder)
        #expect(file.code == 0 && name.code == 0)
        let lines = { (text: String) in text.split(separator: "\n").filter { !$0.hasPrefix("processor") } }
        #expect(lines(file.output) == lines(name.output))
        #expect(lines(file.output).count == 8)
    }

    @Test("A batch takes the cycles that BookSim counts")
    func batch() async throws {
        let object = try await simulate(
            "batch", "--mesh", "8x8", "--pattern", "transpose", "--flits-per-node", "512", "--packet-flits", "8")
        #expect(object.keys == ["makespan_cycles", "max_link_load_flits", "cpu_seconds"])
        #expect(object.number("makespan_cycles") == 3621)
        #expect(object.number("max_link_load_flits") == 3584)
    }
}

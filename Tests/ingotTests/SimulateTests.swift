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

    @Test("Routing, link latency and faults change what they say they change")
    func networkOptions() async throws {
        let folder = try TestFolder()
        let batch = ["batch", "--mesh", "4x4", "--pattern", "row_rings_wrap", "--flits-per-node", "8"]
        func makespan(_ more: String...) async throws -> Double {
            let ending = try await IngotProcess.run(["simulate"] + batch + more + ["--json"], in: folder)
            try #require(ending.code == 0, "\(ending.error)")
            return try #require(try JSONObject(ending.output).number("makespan_cycles"))
        }
        let plain = try await makespan()
        // The longest route has three links, and nothing else changes along a row.
        #expect(try await makespan("--link-latency", "2", "--routing", "yx") == plain + 3)
        try folder.write(Data("# broken\nlink 0 1\n".utf8), to: "faults.txt")
        #expect(try await makespan("--faults", "faults.txt") > plain)
        for (text, line) in [
            ("die 3 3 2 1", 1), ("\nlink 0 2", 2), ("die 4 0 1 1", 1), ("die 9 0 1 1", 1), ("die 0 0 0 1", 1),
            ("router 16", 1), ("node 3", 1),
        ] {
            try folder.write(Data(text.utf8), to: "wrong.txt")
            let ending = try await IngotProcess.run(["simulate"] + batch + ["--faults", "wrong.txt"], in: folder)
            #expect(ending.code == 2 && ending.error.contains("wrong.txt:\(line)"), "\(ending.error)")
        }
        let wrong = try await IngotProcess.run(["simulate"] + batch + ["--routing", "zz"], in: folder)
        #expect(wrong.code == 2 && wrong.error.contains("--routing"))
    }

    @Test("Where no packet arrives there is no latency")
    func noneArrived() async throws {
        let folder = try TestFolder()
        let arguments = ["simulate", "noc", "--mesh", "2x2", "--injection-rate", "0.000001", "--cycles", "10"]
        let json = try await IngotProcess.run(arguments + ["--json"], in: folder)
        #expect(json.code == 0 && json.output.contains("\"mean_packet_latency_cycles\" : null"), "\(json.output)")
        let table = try await IngotProcess.run(arguments, in: folder)
        #expect(table.output.contains("none arrived"))
    }
}

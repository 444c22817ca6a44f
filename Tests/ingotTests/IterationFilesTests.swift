import CoDesign
import Foundation
import Testing

/// The files that `evaluate` writes about an iteration.
@Suite struct IterationFilesTests {
    /// A fidelity that plays iterations.
    private static let playing = WaferFidelity.all.last { $0.playsIterations }?.name ?? ""

    /// The lines of a CSV by column.
    private func table(_ text: String) throws -> [[String: Double]] {
        let rows = text.components(separatedBy: "\r\n").map { $0.components(separatedBy: ",") }
        let header = try #require(rows.first)
        return try rows.dropFirst().dropLast().map { row in
            try #require(row.count == header.count)
            return Dictionary(uniqueKeysWithValues: zip(header, row.map { Double($0) ?? .nan }))
        }
    }

    @Test("Maps and trace agree with the figures")
    func files() async throws {
        let folder = try TestFolder()
        try folder.add("design.yaml")
        let ending = try await IngotProcess.run(
            ["evaluate", "design.yaml", "--fidelity", Self.playing, "--json", "--trace", "t.json", "--maps", "maps"],
            in: folder)
        try #require(ending.code == 0 && ending.error.isEmpty, "\(ending.error)")
        let object = try JSONObject(ending.output)
        let seconds = try #require(object.number("iteration_s"))
        #expect(try folder.names() == ["design.yaml", "maps", "t.json"])

        // 28 dies, 4 in a row and 7 in a column.
        let dies = try table(try folder.text("maps/dies.csv"))
        #expect(dies.count == 28)
        let watts = dies.reduce(0.0) { sum, die in sum + (die["power_w"] ?? .nan) }
        let power = try #require(object.number("power_w"))
        #expect(abs(watts - power) <= 1e-9 * power)
        for stage in 0..<7 { #expect(dies.filter { $0["stage"] == Double(stage) }.count == 4) }
        let links = try table(try folder.text("maps/links.csv"))
        // 3 x 7 neighbours in rows and 4 x 6 in columns, each with a link each way.
        #expect(links.count == 90)
        for link in links {
            // 500 GB/s over each edge of a die.
            let bytes = try #require(link["bytes"])
            let utilisation = try #require(link["utilisation"])
            let share = bytes / (5e11 * seconds)
            #expect((0...1).contains(share) && abs(utilisation - share) <= 1e-9)
        }
        #expect(links.contains { link in (link["bytes"] ?? 0) > 0 })
        let picture = try folder.text("maps/wafer.svg")
        #expect(picture.hasPrefix("<svg ") && picture.contains("design.yaml, \(Self.playing)"))

        let trace = try #require(
            try JSONSerialization.jsonObject(with: folder.data("t.json")) as? [String: Any])
        let events = try #require(trace["traceEvents"] as? [[String: Any]])
        // 128 micro-batches through 7 stages, forward and backward.
        for activity in ["forward", "backward"] {
            let passes = events.filter { $0["cat"] as? String == activity }
            #expect(passes.count == 128 * 7)
            for pass in passes {
                let end = (pass["ts"] as? Double ?? .nan) + (pass["dur"] as? Double ?? .nan)
                #expect(end > 0 && end <= seconds * 1.001e6)
            }
        }
    }

    @Test("Stalls of every stage add up to the iteration")
    func stalls() async throws {
        let folder = try TestFolder()
        try folder.add("design.yaml")
        let ending = try await IngotProcess.run(
            ["evaluate", "design.yaml", "--fidelity", Self.playing, "--json"], in: folder)
        let object = try JSONObject(ending.output)
        let seconds = try #require(object.number("iteration_s"))
        let stalls = try object.list("stalls")
        #expect(stalls.map { $0.number("stage") } == (0..<7).map(Double.init))
        for stage in stalls {
            #expect(
                stage.keys == [
                    "stage", "replica", "compute_s", "memory_s", "memory_links_s", "recompute_s", "tensor_s",
                    "expert_s", "context_s",
                    "replicas_s", "transfer_s", "bubble_s", "optimizer_s",
                ])
            #expect(abs(stage.sum(without: ["stage", "replica"]) - seconds) <= 1e-9 * seconds)
        }
        let table = try await IngotProcess.run(["evaluate", "design.yaml", "--fidelity", Self.playing], in: folder)
        #expect(table.output.contains("\nwhere each stage's time goes, % of the iteration:\n  stages  compute"))
    }

    @Test("The analytical fidelity has no stalls, and says so by leaving them out")
    func analytical() async throws {
        let folder = try TestFolder()
        try folder.add("design.yaml")
        let ending = try await IngotProcess.run(["evaluate", "design.yaml", "--json"], in: folder)
        let keys = try JSONObject(ending.output).keys
        #expect(!keys.contains("stalls") && !keys.contains("flits_simulated"))
    }

    @Test(
        "A place that cannot be written and a design that cannot be run are one line, and nothing is printed",
        arguments: [
            (["--trace", "no/t.json"], "no/t.json"), (["--maps", "design.yaml"], "not a folder"),
            (["--maps", "no/maps"], "no/maps"), (["--trace", "."], "a folder"),
        ])
    func places(_ arguments: [String], fragment: String) async throws {
        let folder = try TestFolder()
        try folder.add("design.yaml")
        let ending = try await IngotProcess.run(
            ["evaluate", "design.yaml", "--fidelity", Self.playing] + arguments, in: folder)
        BadInputTests.check(ending, contains: [fragment])
        #expect(try folder.names() == ["design.yaml"])
    }

    @Test("A design that cannot be run has nothing to show")
    func illegal() async throws {
        let folder = try TestFolder()
        try folder.add("design.yaml", replacing: ["tensor: 4": "tensor: 7"])
        let ending = try await IngotProcess.run(
            ["evaluate", "design.yaml", "--fidelity", Self.playing, "--maps", "maps"], in: folder)
        BadInputTests.check(ending, contains: ["--maps", "tensor degree 7 must divide 40 heads"])
        #expect(try folder.names() == ["design.yaml"])
    }
}

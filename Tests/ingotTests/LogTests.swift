import Foundation
import Testing

/// What `--log` writes, and what `status --json` has of the time.
@Suite struct LogTests {
    private func folder() throws -> TestFolder {
        let folder = try TestFolder()
        try folder.write(
            """
            version: 1
            name: logged
            seed: 3
            problem: {kind: synthetic, name: branin-currin}
            budget: {evaluations: 12}
            optimizer: {method: ehvi, initial: 6}
            executor: {kind: local, workers: 2}
            """, to: "c.yaml")
        return folder
    }

    private func lines(_ text: String) throws -> [JSONObject] {
        try text.split(separator: "\n").map { try JSONObject(String($0)) }
    }

    @Test("A log has a line of JSON for each result, and a resumed campaign adds to it")
    func file() async throws {
        let folder = try folder()
        let ending = try await IngotProcess.run(["run", "c.yaml", "--quiet", "--log", "c.log"], in: folder)
        try #require(ending.code == 0, "\(ending.error)")
        let first = try lines(folder.text("c.log"))
        #expect(first.first?.text("message") == "campaign begins" && first.last?.text("message") == "campaign ends")
        let trials = first.filter { $0.text("message") == "result" }.compactMap { $0.number("trial") }
        #expect(trials.sorted() == (0..<12).map(Double.init))
        #expect(!first.contains { $0.text("level") == "debug" })

        let more = ["resume", "c.ingot", "--budget", "evaluations=14", "--quiet"]
        let again = try await IngotProcess.run(more + ["--log", "c.log", "--log-level", "debug"], in: folder)
        try #require(again.code == 0, "\(again.error)")
        let all = try lines(folder.text("c.log"))
        #expect(all.prefix(first.count).map { $0.text("message") } == first.map { $0.text("message") })
        let proposed = all.dropFirst(first.count).filter { $0.text("message") == "proposed" }
        #expect(proposed.compactMap { $0.number("trial") } == [12, 13])
    }

    @Test("A log on standard error takes the place of progress, and is all there is")
    func standardError() async throws {
        let ending = try await IngotProcess.run(["run", "c.yaml", "--log", "-"], in: try folder())
        try #require(ending.code == 0, "\(ending.error)")
        #expect(try lines(ending.error).count { $0.text("message") == "result" } == 12)
    }

    @Test("A file that is no log is left as it is, and so is one that cannot be written")
    func refused() async throws {
        let folder = try folder()
        let text = try folder.text("c.yaml")
        for name in ["c.yaml", "nowhere/c.log", "."] {
            let ending = try await IngotProcess.run(["run", "c.yaml", "--quiet", "--log", name], in: folder)
            #expect(ending.code == 2 && ending.errorLines.count == 1 && ending.error.contains(name), "\(ending)")
        }
        #expect(try folder.text("c.yaml") == text)
        #expect(!folder.has("c.ingot"))
    }

    @Test("Lines of the log that are lost are told once, at the end, and stop nothing")
    func lost() async throws {
        let folder = try folder()
        let ending = try await IngotProcess.run(["run", "c.yaml", "--quiet", "--log", "/dev/full"], in: folder)
        #expect(ending.code == 0, "\(ending.error)")
        // The beginning, twelve results and the end.
        #expect(ending.error == "warning: /dev/full: 14 lines of the log could not be written\n")
        #expect(folder.has("c.csv"))
    }

    @Test("The status has the phases, counts and idle time of all processes")
    func metrics() async throws {
        let folder = try folder()
        try #require(try await IngotProcess.run(["run", "c.yaml", "--quiet"], in: folder).code == 0)
        let status = try await IngotProcess.run(["status", "c.ingot", "--json"], in: folder)
        let metrics = try JSONObject(status.output).object("metrics")
        #expect(metrics.number("processes") == 1)
        let elapsed = try #require(metrics.number("elapsed_s"))
        let phases = try metrics.object("phases_s")
        #expect(phases.keys == ["models", "search", "store", "submit", "evaluation"])
        #expect(try #require(phases.number("models")) > 0 && phases.sum() < 2 * elapsed)
        #expect((0...1).contains(try #require(metrics.number("idle_share"))))
        for count in ["retries", "fallbacks", "jitter"] { #expect(metrics.number(count) != nil, "\(count)") }
        let text = try await IngotProcess.run(["status", "c.ingot"], in: folder).output
        #expect(text.contains("measured by phase") && text.contains("workers idle"))
    }
}

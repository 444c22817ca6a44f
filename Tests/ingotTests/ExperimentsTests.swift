import Foundation
import Testing

/// Every file under `experiments/` is one that works.
@Suite struct ExperimentsTests {
    private static let hasPython: Bool = {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/python3") }
    }()

    /// The YAML files, by their path below `experiments`; what runs left there is not looked at.
    private static func files(whose condition: (String) -> Bool) throws -> [String] {
        let root = TestFolder.experiments
        let paths = try #require(FileManager.default.enumerator(atPath: root.path)).compactMap { $0 as? String }
        return try paths.filter { path in
            guard path.hasSuffix(".yaml"), !path.hasPrefix("results/"), !path.contains("/.build/") else { return false }
            let text = try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
            // A program that is not installed cannot be found; everything else needs nothing.
            return condition(text) && (hasPython || !text.contains("python3"))
        }.sorted()
    }

    private static func isCampaign(_ text: String) -> Bool { text.contains("\nproblem:") }

    @Test("Every campaign file is valid, and what --print writes is valid and prints itself")
    func campaignsAreValid() async throws {
        let files = try Self.files(whose: Self.isCampaign)
        #expect(files.contains("quickstart.yaml") && files.contains("gpt3-175b.yaml"))
        for file in files {
            let folder = try TestFolder()
            let path = TestFolder.experiments.appendingPathComponent(file)
            let plain = try await IngotProcess.run(["validate", path.path], in: folder)
            #expect(plain.code == 0 && plain.output.contains("valid") && plain.error.isEmpty, "\(file): \(plain)")
            // The printed file stands beside what the campaign names by relative paths.
            for name in try FileManager.default.contentsOfDirectory(atPath: path.deletingLastPathComponent().path) {
                let source = path.deletingLastPathComponent().appendingPathComponent(name)
                if name != "results", name != "benchmarks" {
                    try FileManager.default.copyItem(atPath: source.path, toPath: folder.path + "/" + name)
                }
            }
            let printed = try await IngotProcess.run(["validate", path.path, "--print"], in: folder)
            #expect(printed.code == 0, "\(file): \(printed.error)")
            try folder.write(printed.output, to: "printed.yaml")
            let again = try await IngotProcess.run(["validate", "printed.yaml", "--print"], in: folder)
            #expect(again.code == 0, "\(file): \(again.error)")
            #expect(again.output == printed.output, "\(file)")
        }
    }

    @Test(
        "Every design file can be evaluated at every fidelity and breaks no limit",
        arguments: ["analytical", "routed", "detailed"])
    func designsAreGood(fidelity: String) async throws {
        for file in try Self.files(whose: { !Self.isCampaign($0) }) {
            let folder = try TestFolder()
            let path = TestFolder.experiments.appendingPathComponent(file).path
            let ending = try await IngotProcess.run(["evaluate", path, "--fidelity", fidelity, "--json"], in: folder)
            #expect(ending.code == 0, "\(file): \(ending.error)")
            #expect(try JSONObject(ending.output).flag("feasible") == true, "\(file)")
        }
    }

    @Test("The example of one's own evaluator runs", .enabled(if: hasPython, "python3 is not installed"))
    func commandRuns() async throws {
        let folder = try TestFolder()
        let source = TestFolder.experiments.appendingPathComponent("command")
        try folder.write(try Data(contentsOf: source.appendingPathComponent("evaluate.py")), to: "evaluate.py")
        let text = try String(contentsOf: source.appendingPathComponent("tiling.yaml"), encoding: .utf8)
        try #require(text.contains("budget: {cost: 30}"))
        try folder.write(
            text.replacingOccurrences(of: "budget: {cost: 30}", with: "budget: {cost: 4}"), to: "tiling.yaml")
        let ending = try await IngotProcess.run(["run", "tiling.yaml", "--quiet"], in: folder)
        #expect(ending.code == 0, "\(ending.error)")
        let exported = try await IngotProcess.run(
            ["export", "pareto", "tiling.ingot", "--all-trials"], in: folder)
        let rows = try CSVTable(exported.output).rows
        #expect(rows.contains { $0["fidelity"] == "simulate" } && rows.contains { $0["fidelity"] == "estimate" })
        #expect(rows.allSatisfy { $0["status"] == "completed" || $0["status"] == "infeasible" })
        #expect(rows.allSatisfy { ($0["buffers"] == "") == ($0["transfer"] == "blocking") })
        #expect(try folder.text("tiling.csv").split(separator: "\r\n").count >= 2)
    }
}

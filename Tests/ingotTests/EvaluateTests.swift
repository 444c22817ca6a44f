import Foundation
import Testing

/// What `evaluate`, `export` and `presets` print.
@Suite struct EvaluateTests {
    private static let keys: Set<String> = [
        "iteration_s", "tokens_per_s", "tflops_per_device", "hfu", "mfu", "power_w", "energy_j", "energy_breakdown_j",
        "memory_bytes_per_device", "time_breakdown_s", "wafer_area_mm2", "yield", "cost_usd", "feasible", "violations",
        "fidelity", "evaluator_version", "cpu_seconds",
    ]

    private func evaluate(
        _ fidelity: String, replacing changes: KeyValuePairs<String, String> = [:]
    ) async throws -> JSONObject {
        let folder = try TestFolder()
        try folder.add("design.yaml", replacing: changes)
        let ending = try await IngotProcess.run(
            ["evaluate", "design.yaml", "--fidelity", fidelity, "--json"], in: folder)
        try #require(ending.code == 0, "\(ending.error)")
        #expect(ending.error.isEmpty)
        return try JSONObject(ending.output)
    }

    @Test("The JSON has every documented key, and its parts add up", arguments: ["analytical", "routed", "detailed"])
    func everyKey(fidelity: String) async throws {
        let object = try await evaluate(fidelity)
        #expect(object.keys.isSuperset(of: Self.keys), "missing: \(Self.keys.subtracting(object.keys))")
        #expect(object.text("fidelity") == fidelity)
        #expect(object.text("evaluator_version")?.isEmpty == false)
        #expect(object.flag("feasible") == true)
        #expect(try object.list("violations").isEmpty)

        func near(_ a: Double, _ b: Double?) -> Bool { b.map { abs(a - $0) <= 1e-9 * abs($0) } ?? false }
        let time = try object.object("time_breakdown_s")
        #expect(time.keys == ["compute", "memory", "communication", "bubble", "recompute", "optimizer"])
        #expect(near(time.sum(), object.number("iteration_s")))
        #expect(near(try object.object("energy_breakdown_j").sum(), object.number("energy_j")))
        let memory = try object.object("memory_bytes_per_device")
        #expect(memory.keys == ["weights", "gradients", "optimizer", "activations", "total"])
        #expect(near(memory.sum(without: ["total"]), memory.number("total")))

        // 128 sequences of 2048 tokens an iteration, on one wafer of 28 dies.
        let seconds = try #require(object.number("iteration_s"))
        #expect(near(128 * 2048 / seconds, object.number("tokens_per_s")))
        #expect(near(try #require(object.number("energy_j")) / seconds, object.number("power_w")))
        let executed = try #require(object.number("hfu"))
        let useful = try #require(object.number("mfu"))
        #expect(0 < useful && useful < executed && executed < 1)
        let peak = try #require(object.number("tflops_per_device")) / executed
        // 16 x 16 cores of 512 multipliers, two operations each a cycle.
        let cycles = peak * 1e12 / (2.0 * 16 * 16 * 512)
        #expect((0.5e9...4e9).contains(cycles))
    }

    @Test("The table for people has the figures of the JSON")
    func table() async throws {
        let folder = try TestFolder()
        try folder.add("design.yaml")
        let ending = try await IngotProcess.run(["evaluate", "design.yaml"], in: folder)
        #expect(ending.code == 0 && ending.error.isEmpty)
        for word in ["iteration", "throughput", "power", "energy", "memory", "yield", "USD", "no limit is broken"] {
            #expect(ending.output.contains(word))
        }
        let tokens = try #require(try await evaluate("analytical").number("tokens_per_s"))
        #expect(ending.output.contains(String(format: "%.2f ktoken/s", tokens / 1000)))
    }

    @Test("The same design has the same figures every time")
    func repeats() async throws {
        let first = try await evaluate("detailed")
        let second = try await evaluate("detailed")
        for key in Self.keys.subtracting(["cpu_seconds"]) { #expect(first.number(key) == second.number(key), "\(key)") }
        #expect(try first.object("time_breakdown_s").sum() == second.object("time_breakdown_s").sum())
    }

    @Test("A design that breaks a limit says which one and by how much")
    func violations() async throws {
        let small = try await evaluate(
            "analytical", replacing: ["stacks_per_die: 4": "stacks_per_die: 1, gb_per_stack: 4"])
        let memory = try #require(try small.list("violations").first)
        #expect(small.flag("feasible") == false)
        #expect(memory.text("limit") == "memory_bytes_per_device")
        #expect(memory.number("allowed") == 4e9)
        #expect(memory.number("value") == (try small.object("memory_bytes_per_device").number("total")))
        #expect(try #require(memory.number("value")) > 4e9)

        let tall = try await evaluate("analytical", replacing: ["dies_y: 7": "dies_y: 8"])
        let grid = try #require(try tall.list("violations").first { $0.text("limit") == "die_grid_height_mm" })
        #expect(grid.number("allowed") == 198 && (grid.number("value") ?? 0) > 198)

        let folder = try TestFolder()
        try folder.add("design.yaml", replacing: ["tensor: 4": "tensor: 7"])
        let ending = try await IngotProcess.run(["evaluate", "design.yaml"], in: folder)
        #expect(ending.code == 0)
        #expect(ending.output.contains("infeasible"))
        #expect(ending.output.contains("tensor degree 7 must divide 40 heads"))
        #expect(ending.output.contains("devices: 49.0, allowed 28.0 (75.0 % over)"))
    }

    @Test("An exported trial evaluated at its fidelity has exactly the figures of the CSV")
    func exportedTrials() async throws {
        let folder = try TestFolder()
        try folder.add("campaign.yaml")
        let run = try await IngotProcess.run(["run", "campaign.yaml", "--quiet"], in: folder)
        try #require(run.code == 0, "\(run.error)")
        let export = try await IngotProcess.run(["export", "pareto", "campaign.ingot", "--all-trials"], in: folder)
        let table = try CSVTable(export.output)
        let metrics = ["tokens_per_s", "power_w", "wafer_area_mm2"]
        #expect(Array(table.header.prefix(6)) == ["trial", "fidelity", "feasible"] + metrics)
        #expect(
            Array(table.header.suffix(7))
                == ["cost", "seed", "campaign", "ingot_version", "status", "pareto", "reason"])
        var checked: [String: Int] = [:]
        for row in table.rows where row["pareto"] == "true" || Int(row["trial"] ?? "").map({ $0 % 41 == 0 }) == true {
            let trial = try #require(row["trial"])
            let fidelity = try #require(row["fidelity"])
            let exported = try await IngotProcess.run(
                ["export", "design", "campaign.ingot", "--trial", trial, "--output", "d.yaml"], in: folder)
            try #require(exported.code == 0, "\(exported.error)")
            let ending = try await IngotProcess.run(
                ["evaluate", "d.yaml", "--fidelity", fidelity, "--json"], in: folder)
            let object = try JSONObject(ending.output)
            for metric in metrics where row[metric] != "" {
                #expect(row[metric].flatMap(Double.init) == object.number(metric), "\(metric) of trial \(trial)")
            }
            // A constraint of the file is the campaign's; every other limit is also the evaluation's.
            if row["feasible"] == "true" { #expect(object.flag("feasible") == true) }
            checked[fidelity, default: 0] += 1
        }
        #expect(checked["analytical", default: 0] > 0 && checked["detailed", default: 0] > 0, "\(checked)")
    }

    @Test("A front's row is feasible, at the target, and no other row is better in everything")
    func frontRows() async throws {
        let folder = try TestFolder()
        try folder.add("campaign.yaml")
        let run = try await IngotProcess.run(["run", "campaign.yaml"], in: folder)
        try #require(run.code == 0, "\(run.error)")
        let rows = try CSVTable(try folder.text("campaign.csv")).rows
        #expect(rows.count >= 2)
        let points = rows.map { (Double($0["tokens_per_s"] ?? "") ?? .nan, Double($0["power_w"] ?? "") ?? .nan) }
        for (index, row) in rows.enumerated() {
            #expect(row["feasible"] == "true" && row["fidelity"] == "detailed")
            let isDominated = points.indices.contains {
                $0 != index && points[$0].0 >= points[index].0 && points[$0].1 <= points[index].1
            }
            #expect(!isDominated)
        }
        // The table for people names the units, the checkpoint and the CSV.
        for text in ["tokens_per_s [token/s]", "power_w [W]", "campaign.csv", "campaign.ingot", "infeasible:"] {
            #expect(run.output.contains(text), "\(text)")
        }
    }

    @Test("Every documented preset is listed and can be used")
    func presets() async throws {
        let models =
            ["gpt3-13b", "gpt3-175b", "llama2-7b", "llama2-13b", "llama2-30b", "llama2-70b", "llama3-8b", "llama3-70b"]
            + ["llama3-405b"] + Self.megatron + ["2.4t", "4.3t", "10t", "19t", "34t", "95t"].map { "theseus-" + $0 }
        let hardware =
            ["wse-2", "wse-3", "dojo-tile", "wsc-llm-case3", "temp", "face"] + (1...4).map { "watos-config\($0)" }
        let folder = try TestFolder()
        let all = try await IngotProcess.run(["presets"], in: folder)
        #expect(all.code == 0 && all.error.isEmpty)
        let names = Set(
            all.output.split(separator: "\n").compactMap { $0.split(separator: " ").first.map(String.init) })
        #expect(names.isSuperset(of: models), "missing: \(Set(models).subtracting(names))")
        #expect(names.isSuperset(of: hardware), "missing: \(Set(hardware).subtracting(names))")
        let constants = try await IngotProcess.run(["presets", "--constants"], in: folder)
        #expect(constants.code == 0 && constants.output.contains("source"))
        let chips = try await IngotProcess.run(["presets", "chips"], in: folder)
        #expect(chips.code == 0 && chips.output.contains("\nh100-die "))
        for name in hardware + ["a100-die", "dojo-d1"] {
            let parts = try await IngotProcess.run(["presets", name], in: folder)
            #expect(parts.code == 0 && parts.output.contains("\nmultipliers ") && parts.output.contains("\ntotal "))
        }
        for model in models {
            try folder.add("design.yaml", replacing: ["{preset: gpt3-13b, sequence_length: 2048}": model])
            let ending = try await IngotProcess.run(["evaluate", "design.yaml", "--json"], in: folder)
            #expect(ending.code == 0, "\(model): \(ending.error)")
        }
    }

    /// The rows 0 to 9 of the published table of model sizes, as the listing names them.
    private static let megatron = [
        "1.7b", "3.6b", "7.5b", "18.4b", "39.1b", "76.1b", "145.6b", "310.1b", "529.6b", "1008b",
    ].map { "megatron-" + $0 }
}

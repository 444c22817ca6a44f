import Foundation
import Testing

/// What `plan` and `compare` print, and planners in design and campaign files.
@Suite struct PlanTests {
    private static let degrees = """
        strategy: {tensor: 4, sequence_parallel: true, pipeline: 7, data: 1, micro_batch_sequences: 1,
                   schedule: 1f1b, chunks: 1, recompute: selective, zero: 0}
        """

    private func run(_ arguments: [String], in folder: TestFolder) async throws -> String {
        let ending = try await IngotProcess.run(arguments, in: folder)
        try #require(ending.code == 0, "\(ending.error)")
        #expect(ending.error.isEmpty)
        return ending.output
    }

    @Test("A plan written to a file is evaluated to the figures that it was printed with")
    func planAndEvaluate() async throws {
        let folder = try TestFolder()
        try folder.add("design.yaml", replacing: [Self.degrees: ""])
        for fidelity in ["analytical", "routed"] {
            let planned = try JSONObject(
                try await run(
                    [
                        "plan", "design.yaml", "--planner", "megatron-best", "--fidelity", fidelity, "--json",
                        "--output", "plan.yaml",
                    ], in: folder))
            let evaluated = try JSONObject(
                try await run(["evaluate", "plan.yaml", "--fidelity", fidelity, "--json"], in: folder))
            #expect(planned.keys.isSuperset(of: evaluated.keys))
            #expect(planned.text("planner") == "megatron-best" && planned.number("planning_s") != nil)
            #expect(planned.number("tokens_per_s") == evaluated.number("tokens_per_s"))
            #expect(planned.flag("feasible") == true && planned.text("fidelity") == fidelity)
            let strategy = try planned.object("strategy")
            let devices = ["tensor", "pipeline", "data", "context"].compactMap { strategy.number($0) }.reduce(1, *)
            #expect(devices <= 28)
        }
    }

    @Test("A design file may name a planner in place of degrees; all commands give the same figures")
    func plannerInDesign() async throws {
        let folder = try TestFolder()
        try folder.add("design.yaml", replacing: [Self.degrees: "strategy: {planner: megatron}"])
        try folder.add("design.yaml", as: "given.yaml")
        let planned = try JSONObject(
            try await run(["plan", "given.yaml", "--planner", "megatron", "--json"], in: folder))
        let evaluated = try JSONObject(try await run(["evaluate", "design.yaml", "--json"], in: folder))
        #expect(planned.number("tokens_per_s") == evaluated.number("tokens_per_s"))
        let table = try await run(["plan", "given.yaml", "--planner", "megatron"], in: folder)
        #expect(table.hasPrefix("planner megatron, ") && table.contains("\n  tensor: "))
    }

    @Test("Planners stand side by side with every documented figure, the best never behind the rules")
    func compare() async throws {
        let folder = try TestFolder()
        try folder.add("design.yaml")
        let all = try JSONObject(try await run(["compare", "design.yaml", "--json"], in: folder))
        let listed = try await run(["presets", "planners"], in: folder)
        let names = try all.list("planners").compactMap { $0.text("name") }
        #expect(names.count >= 3 && names.allSatisfy { listed.contains("\n\($0) ") })
        var speeds: [String: Double] = [:]
        for planner in try all.list("planners") {
            let name = try #require(planner.text("name"))
            for key in [
                "tokens_per_s", "iteration_s", "peak_memory_bytes_per_device", "recompute_share",
                "compute_utilisation", "dram_utilisation", "planning_s",
            ] { #expect(try #require(planner.number(key), "\(name) \(key)") >= 0) }
            // 128 sequences of 2048 tokens.
            let tokens = try #require(planner.number("iteration_s")) * #require(planner.number("tokens_per_s"))
            #expect(abs(tokens / (128 * 2048) - 1) < 1e-9)
            // No die holds less than the mean of all, or more than it has.
            let peak = try #require(planner.number("peak_memory_bytes_per_device"))
            let share = try #require(planner.number("dram_utilisation"))
            #expect(share * 70e9 <= peak * (1 + 1e-9) && peak <= 70e9 && share > 0)
            #expect(planner.flag("feasible") == true)
            speeds[name] = planner.number("tokens_per_s")
        }
        #expect(try #require(speeds["megatron-best"]) >= #require(speeds["megatron"]))

        let table = try await run(["compare", "design.yaml", "--planners", "deepspeed,megatron"], in: folder)
        let lines = table.split(separator: "\n")
        #expect(lines[1].hasPrefix("planner ") && lines[1].contains("planning_s"))
        #expect(lines[2].hasPrefix("deepspeed ") && lines[3].hasPrefix("megatron "))
    }

    @Test("A cluster is planned for as well, at its one fidelity")
    func cluster() async throws {
        let folder = try TestFolder()
        try folder.write(
            """
            version: 1
            hardware: {preset: a100-80gb-cluster, devices: 32}
            model: {preset: megatron-1.7b, sequence_length: 2048}
            training: {global_batch_sequences: 512}
            """, to: "cluster.yaml")
        let planned = try JSONObject(
            try await run(["plan", "cluster.yaml", "--planner", "megatron", "--json"], in: folder))
        #expect(planned.flag("feasible") == true)
        #expect(try planned.object("strategy").number("data") == 32)
        let refused = try await IngotProcess.run(
            ["plan", "cluster.yaml", "--planner", "megatron", "--fidelity", "detailed"], in: folder)
        #expect(refused.code == 2 && refused.error.contains("accepted: analytical"))
    }

    @Test("A campaign with a planner searches the machine alone, at every fidelity, and exports what was evaluated")
    func campaign() async throws {
        let folder = try TestFolder()
        try folder.add(
            "campaign.yaml", as: "c.yaml",
            replacing: [
                "space: {wafer.dies_x: [4, 8]}":
                    "strategy: {planner: megatron-best}\n  space: {wafer.dies_x: [4, 8], wafer.dies_y: [4, 6, 7]}",
                "budget: {cost: 7}": "budget: {cost: 2.1}", "initial: 4": "initial: 2, cheap_initial: 6",
            ])
        let ending = try await IngotProcess.run(["run", "c.yaml", "--quiet"], in: folder)
        #expect(ending.code == 0, "\(ending.error)")
        _ = try await run(["export", "pareto", "c.ingot", "--all-trials", "--output", "all.csv"], in: folder)
        let trials = try CSVTable(try folder.text("all.csv"))
        #expect(trials.header.contains("wafer.dies_x") && !trials.header.contains { $0.hasPrefix("strategy.") })
        #expect(Set(trials.rows.compactMap { $0["fidelity"] }) == ["analytical", "detailed"])
        let row = try #require(trials.rows.first { $0["fidelity"] == "detailed" && $0["status"] == "completed" })
        let number = try #require(row["trial"])
        _ = try await run(["export", "design", "c.ingot", "--trial", number, "--output", "d.yaml"], in: folder)
        let evaluated = try JSONObject(
            try await run(["evaluate", "d.yaml", "--fidelity", "detailed", "--json"], in: folder))
        #expect(evaluated.number("tokens_per_s") == row["tokens_per_s"].flatMap(Double.init))
        // Exactly what the planner makes of the same machine.
        let planned = try JSONObject(
            try await run(
                ["plan", "d.yaml", "--planner", "megatron-best", "--fidelity", "detailed", "--json"], in: folder))
        #expect(planned.number("tokens_per_s") == evaluated.number("tokens_per_s"))
    }

    @Test("The known design of a planned campaign is a machine; its strategy does not count")
    func start() async throws {
        let folder = try TestFolder()
        try folder.add("design.yaml")
        try folder.add(
            "campaign.yaml", as: "c.yaml",
            replacing: [
                "space: {wafer.dies_x: [4, 8]}": "strategy: {planner: megatron}",
                "budget: {cost: 7}": "budget: {evaluations: 2}\nstart: [design.yaml]",
                "method: mfbo, initial: 4, lookahead: 2, order: trial": "method: random",
                "  - {name: detailed, cost: 1}\n": "",
            ])
        let ending = try await IngotProcess.run(["run", "c.yaml", "--quiet"], in: folder)
        #expect(ending.code == 0, "\(ending.error)")
        _ = try await run(["export", "design", "c.ingot", "--trial", "0", "--output", "d.yaml"], in: folder)
        let first = try JSONObject(try await run(["evaluate", "d.yaml", "--json"], in: folder))
        let planned = try JSONObject(
            try await run(["plan", "design.yaml", "--planner", "megatron", "--json"], in: folder))
        #expect(first.number("tokens_per_s") == planned.number("tokens_per_s"))
    }

    /// What is asked, and what the one line of the answer must name.
    private static let wrong: [([String], String, String, [String])] = [
        (["plan", "design.yaml", "--planner", "megatrom"], "", "", ["megatrom", "megatron-best"]),
        (["compare", "design.yaml", "--planners", "megatron,megatron"], "", "", ["megatron", "twice"]),
        (["compare", "design.yaml", "--planners", "megatron,"], "", "", ["there is no planner ''"]),
        (
            ["evaluate", "design.yaml"], degrees, "strategy: {planner: megatrom}",
            ["design.yaml", "megatrom", "megatron"]
        ),
        (
            ["evaluate", "design.yaml"], degrees, "strategy: {planner: megatron, tensor: 4}",
            ["strategy.tensor", "planner"]
        ),
        (["run", "campaign.yaml"], "", "", ["strategy.tensor", "planner"]),
    ]

    @Test("Wrong planners are refused in one line that names what is accepted", arguments: wrong.indices)
    func refusals(index: Int) async throws {
        let (arguments, old, new, fragments) = Self.wrong[index]
        let folder = try TestFolder()
        if old.isEmpty { try folder.add("design.yaml") } else { try folder.add("design.yaml", replacing: [old: new]) }
        try folder.add(
            "campaign.yaml",
            replacing: ["space: {wafer.dies_x: [4, 8]}": "strategy: {planner: megatron}\n  space: {strategy.tensor: 4}"]
        )
        let ending = try await IngotProcess.run(arguments, in: folder)
        #expect(ending.code == 2 && ending.errorLines.count == 1 && ending.output.isEmpty, "\(ending.error)")
        for fragment in fragments { #expect(ending.error.contains(fragment), "\(ending.error)") }
    }
}

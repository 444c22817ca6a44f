import Foundation
import Testing

/// Clusters of graphics processors, and the published cases, on the command line.
@Suite struct ClusterTests {
    private static let training = """
        version: 1
        hardware: {preset: a100-80gb-cluster, devices: 8}
        model: {heads: 64, hidden: 6144, layers: 48, sequence_length: 2048, vocabulary: 51200}
        training: {global_batch_sequences: 4, precision: fp16}
        strategy: {tensor: 8, micro_batch_sequences: 4, recompute: full}
        """

    @Test("A published run is evaluated from its design file")
    func training() async throws {
        let folder = try TestFolder()
        try folder.write(Self.training, to: "a.yaml")
        let ending = try await IngotProcess.run(["evaluate", "a.yaml", "--json"], in: folder)
        try #require(ending.code == 0, "\(ending.error)")
        let object = try JSONObject(ending.output)
        let seconds = try #require(object.number("iteration_s"))
        #expect(abs(seconds / 1.42 - 1) < 0.088)
        #expect(object.flag("feasible") == true)
        let sum = try object.object("time_breakdown_s").sum()
        #expect(abs(sum / seconds - 1) < 1e-9)
        let detailed = try await IngotProcess.run(["evaluate", "a.yaml", "--fidelity", "detailed"], in: folder)
        #expect(detailed.code == 2 && detailed.error.contains("analytical"))
    }

    @Test("An inference design has the latencies of its tokens")
    func inference() async throws {
        let folder = try TestFolder()
        try folder.write(
            """
            version: 1
            hardware: {preset: a100-80gb-cluster, devices: 1}
            model: llama2-7b
            inference: {batch: 1, prompt_tokens: 2048, output_tokens: 16, precision: fp16, attention: dense}
            strategy: {tensor: 1}
            """, to: "a.yaml")
        let ending = try await IngotProcess.run(["evaluate", "a.yaml", "--json"], in: folder)
        try #require(ending.code == 0, "\(ending.error)")
        let object = try JSONObject(ending.output)
        // TensorRT-LLM 0.5 takes 133 ms.
        #expect(abs(try #require(object.number("ttft_s")) / 0.133 - 1) < 0.2)
        #expect(try #require(object.number("tpot_s")) > 2 * 6.7e9 / 2039e9)
        #expect(object.number("kv_cache_bytes") == Double(2048 + 16) * 524_288)
        #expect(object.number("iteration_s") == nil)
        #expect(ending.output.contains("\"attention\" : \"dense\"") && object.number("keep_ratio") == nil)
        let table = try await IngotProcess.run(["evaluate", "a.yaml"], in: folder)
        #expect(table.code == 0 && table.output.contains("first token"))
        #expect(table.output.contains("decode step") && !table.output.contains("iteration"))
        #expect(table.output.contains("attention                 dense"))
        #expect(table.output.contains("power of one device") && !table.output.contains("wafer"))
    }

    @Test("An inference design has the operators, roofs and steps that a plot takes", arguments: ["cluster", "wafer"])
    func servingRoofline(machine: String) async throws {
        let folder = try TestFolder()
        let isCluster = machine == "cluster"
        try folder.write(
            """
            version: 1
            hardware: \(isCluster ? "{preset: h100-80gb-cluster, devices: 16}" : "watos-config3")
            model: deepseek-v3
            inference: {batch: 8, prompt_tokens: 512, output_tokens: 16, precision: fp8}
            strategy: {tensor: 8, data: 2, expert: 2}
            """, to: "a.yaml")
        let ending = try await IngotProcess.run(["evaluate", "a.yaml", "--json"], in: folder)
        try #require(ending.code == 0, "\(ending.error)")
        let object = try JSONObject(ending.output)
        // Eight-bit numbers: 576 of them in each of 61 layers.
        #expect(object.number("kv_cache_bytes") == Double(8 * 528) * 35_136)
        let roofs = try object.object("roofs")
        let peak = try #require(roofs.number("flops_per_s"))
        let bandwidth = try #require(roofs.number("memory_bytes_per_s"))
        let names = try object.list("operators").map { ($0.text("name") ?? "", $0.text("pass") ?? "") }
        #expect(names.contains { $0 == ("expert_up", "decode") } && names.contains { $0 == ("scores", "prefill") })
        for point in try object.list("operators") {
            let rate = try #require(point.number("flops_per_s"))
            let flops = try #require(point.number("flops"))
            let seconds = try #require(point.number("seconds"))
            #expect(abs(rate * seconds - flops) <= 1e-9 * flops)
            #expect(rate <= peak * (1 + 1e-9))
            if let intensity = point.number("flops_per_byte") {
                #expect(rate <= intensity * bandwidth * (1 + 1e-9))
            }
            #expect(try #require(point.number("count")) >= 1)
        }
        let phases = try object.object("phases")
        for (name, latency) in [("prefill", "ttft_s"), ("decode", "tpot_s")] {
            let phase = try phases.object(name)
            let seconds = try #require(phase.number("step_s"))
            #expect(seconds == object.number(latency))
            let time = try phase.object("time_breakdown_s")
            let parts = ["compute", "memory", "communication", "bubble"].compactMap { time.number($0) }
            #expect(abs(parts.reduce(0, +) / seconds - 1) < 1e-9)
            let energy = try phase.object("energy_breakdown_j")
            let joules = ["compute", "sram", "noc", "d2d", "dram", "idle"].compactMap { energy.number($0) }
            #expect(abs(joules.reduce(0, +) / (try #require(phase.number("energy_j"))) - 1) < 1e-9)
        }
        #expect(try phases.object("decode").number("steps") == 15)
    }

    @Test("On a wafer sparse attention shortens both tokens of a long prompt, and says what it keeps")
    func sparseAttention() async throws {
        let folder = try TestFolder()
        var latencies: [(first: Double, next: Double)] = []
        for kind in ["dense", "flash", "star", "star, keep_ratio: 0.1"] {
            try folder.write(
                """
                version: 1
                hardware: watos-config3
                model: llama2-13b
                inference: {batch: 8, prompt_tokens: 16384, output_tokens: 16, precision: fp16, attention: \(kind)}
                strategy: {tensor: 8}
                """, to: "a.yaml")
            let ending = try await IngotProcess.run(["evaluate", "a.yaml", "--json"], in: folder)
            try #require(ending.code == 0, "\(ending.error)")
            let object = try JSONObject(ending.output)
            #expect(object.text("attention") == kind.split(separator: ",").first.map(String.init))
            let kept = ["star": 0.25, "star, keep_ratio: 0.1": 0.1][kind]
            #expect(object.number("keep_ratio") == kept)
            latencies.append((try #require(object.number("ttft_s")), try #require(object.number("tpot_s"))))
            let table = try await IngotProcess.run(["evaluate", "a.yaml"], in: folder).output
            if let kept { #expect(table.contains("star, \(kept * 100) % of the keys kept"), "\(table)") }
        }
        #expect(latencies[0].first > latencies[1].first && latencies[0].next == latencies[1].next)
        for place in 2..<4 {
            #expect(latencies[place].first < latencies[place - 1].first)
            #expect(latencies[place].next < latencies[place - 1].next)
        }
    }

    @Test("A folder of measurements is compared like those that are shipped, with exit codes of its own")
    func folder() async throws {
        let folder = try TestFolder()
        func run(_ rows: String) async throws -> (code: Int32?, output: String, error: String) {
            try folder.write("m,k,n,latency_ms,tflops\n" + rows, to: "matmul_a100.csv")
            let ending = try await IngotProcess.run(["validate-models", "--data", "."], in: folder)
            return (ending.code, ending.output, ending.error)
        }
        let kept = try await run("2048,12288,12288,2.3586,262\n")
        #expect(kept.code == 0 && kept.output.contains("product 2048 x 12288 x 12288"), "\(kept.error)")
        let broken = try await run("2048,12288,12288,1.2,262\n")
        #expect(broken.code == 1 && broken.error.contains("above its bound"))
        let bad = try await run("2048,12288,12288,fast,262\n")
        #expect(bad.code == 2 && bad.output.isEmpty && bad.error.contains("matmul_a100.csv:2: latency_ms"))
        let none = try await IngotProcess.run(["validate-models", "--data", "nowhere"], in: folder)
        #expect(none.code == 2 && none.error.contains("nowhere"))
    }

    @Test("A broken rule of shape says in words what would be right")
    func message() async throws {
        let folder = try TestFolder()
        try folder.write(Self.training.replacing("tensor: 8", with: "tensor: 3"), to: "a.yaml")
        let ending = try await IngotProcess.run(["evaluate", "a.yaml", "--json"], in: folder)
        try #require(ending.code == 0, "\(ending.error)")
        #expect(ending.output.contains("\"message\""))
        #expect(ending.output.contains("strategy_shape"))
    }

    @Test("Every published case keeps its bound, as a table and as JSON")
    func validation() async throws {
        let folder = try TestFolder()
        let table = try await IngotProcess.run(["validate-models"], in: folder)
        #expect(table.code == 0, "\(table.error)")
        #expect(table.output.contains("Table 5") && table.output.contains("fitted without it"))
        let json = try await IngotProcess.run(["validate-models", "--json"], in: folder)
        #expect(json.code == 0)
        #expect(try JSONObject(json.output).flag("kept") == true)
    }

    @Test("A campaign over a cluster is refused in one line")
    func campaign() async throws {
        let folder = try TestFolder()
        try folder.write(
            """
            version: 1
            name: a
            seed: 1
            problem:
              kind: wafer-training
              hardware: {preset: a100-80gb-cluster, devices: 8}
              model: gpt3-13b
              training: {global_batch_sequences: 8}
            objectives:
              - {name: tokens_per_s, goal: maximize, reference: 0}
            budget: {evaluations: 4}
            """, to: "c.yaml")
        let ending = try await IngotProcess.run(["validate", "c.yaml"], in: folder)
        #expect(ending.code == 2 && ending.error.contains("cluster"))
    }
}

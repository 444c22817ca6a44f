import CoDesign
import ConfigurationFile
import Foundation
import LanguageModel
import MeshNetwork
import SearchSpace
import Testing
import TrainingStrategy
import WaferArchitecture

/// Design files, and candidates as designs.
@Suite struct DesignFileTests {
    @Test("A written design reads back to the same design, bit for bit, and to the same candidate")
    func roundTrip() throws {
        let folder = NSTemporaryDirectory() + "/ingot-designs-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let spaces = [
            "{}", "{strategy.chunks: 2, strategy.zero: 1}",
            """
            {core.frequency_ghz: {lower: 0.5, upper: 2.5}, memory.gb_per_stack: {lower: 8.0, upper: 64.0, scale: log},
             die.d2d_latency_ns: {lower: 1.0, upper: 999.0}, wafer.inter_wafer_gb_per_s: {lower: 0.1, upper: 3000.0},
             memory.gb_per_s_per_stack: {lower: 10.0, upper: 3000.0}, limits.power_w: {lower: 5000.0, upper: 50000.0}}
            """,
        ]
        for (index, space) in spaces.enumerated() {
            let problem = try Problems.problem(space: space)
            for candidate in try Problems.candidates(150, of: problem, seed: UInt64(index)) {
                let design = try problem.trainingDesign(for: candidate)
                let text = DesignFile.text(of: design, comments: ["one", "two\nlines: {of it"])
                #expect(try DesignFile.parse(text, file: "d.yaml") == design, "\(text)")
                let path = folder + "/d.yaml"
                try text.write(toFile: path, atomically: true, encoding: .utf8)
                // A number between two of its unit may come back as its neighbour, which is the same design.
                let again = try problem.candidate(readingDesign: path)
                #expect(try problem.trainingDesign(for: again) == design)
                if index < 2 { #expect(again == candidate) }
            }
        }
    }

    @Test("A plan in a file reads back to the same plan, and what is wrong in one is named with its line")
    func plans() throws {
        func file(_ plan: String) -> String {
            """
            version: 1
            hardware: {preset: watos-config3}
            model: gpt3-13b
            training: {global_batch_sequences: 64}
            strategy:
              {tensor: 4, pipeline: 2, data: 1, micro_batch_sequences: 1, plan: \(plan)}
            """
        }
        let whole = """
            {stages: [[{layers: 20, recompute: full}, {layers: 1, recompute: [softmax, values]}], [{layers: 19, recompute: none}]],
             groups: [{x: 0, y: 0, width: 2, height: 2}, {wafer: 0, x: 4, y: 2, width: 2, height: 2}],
             loans: [{stage: 0, to_stage: 1, bytes_per_micro_batch: 1234.5},
                     {stage: 1, spare: [{x: 0, y: 4, width: 2, height: 2}], bytes_per_micro_batch: 7e6}],
             operators: [{operator: qkv, output: 2, sequence: 2, dataflow: os}, {operator: down, input: 4, order: knm, source: dram}],
             weights: streamed, sub_batches: 3}
            """
        let design = try DesignFile.parse(file(whole), file: "d.yaml")
        let plan = try #require(design.strategy.plan)
        #expect(plan.stages.map(\.count) == [21, 19] && plan.sites[1].rectangle.x == 4 && plan.loans.count == 2)
        #expect(plan.operators[0].mapping == DieMapping(dataflow: .outputStationary))
        #expect(plan.operators[1].mapping == DieMapping(order: .knm, source: .dram))
        #expect(plan.operators[0].parts == 4 && plan.weights == .streamed && plan.subBatches == 3)
        #expect(try DesignFile.parse(DesignFile.text(of: design), file: "e.yaml") == design)
        for wrong in [
            "{stages: [[{layers: 0, recompute: full}]]}", "{stages: [[{layers: 1}]]}", "{groups: [{x: 0}]}",
            "{loans: [{stage: 0, bytes_per_micro_batch: 1}]}", "{operators: [{operator: qvk}]}",
            "{operators: [{operator: up, order: nnk}]}", "{operators: [{operator: up, source: disk}]}",
            "{weights: there}", "{stage: []}", "[]", "{groups: [{x: -1, y: 0, width: 1, height: 1}]}",
        ] {
            let error = #expect(throws: ConfigurationError.self) { try DesignFile.parse(file(wrong), file: "d.yaml") }
            #expect(error?.line == 6, "\(wrong)")
        }
    }

    @Test("Faults in a file read back to the same, and those off the grid are named")
    func faults() throws {
        func file(_ faults: String) -> String {
            """
            version: 1
            hardware: {preset: watos-config3, faults: \(faults)}
            model: gpt3-13b
            training: {global_batch_sequences: 64}
            strategy: {tensor: 4, pipeline: 2, data: 1, micro_batch_sequences: 1}
            """
        }
        let design = try DesignFile.parse(
            file("{dies: [{x: 3, y: 2}, {wafer: 0, x: 0, y: 6}], links: [{x: 1, y: 1, to: north}]}"), file: "d.yaml")
        #expect(design.hardware.faults.dies.count == 2 && design.hardware.faults.links[0].to == .north)
        #expect(try DesignFile.parse(DesignFile.text(of: design), file: "e.yaml") == design)
        for wrong in [
            "{dies: [{x: 8, y: 0}]}", "{dies: [{x: 8}]}", "{links: [{x: 0, y: 0, to: west}]}", "[]", "{die: []}",
        ] {
            let error = #expect(throws: ConfigurationError.self) { try DesignFile.parse(file(wrong), file: "d.yaml") }
            #expect(error?.line == 2, "\(wrong)")
        }
    }

    @Test("A list of operators is what runs again; an unknown one is named beside those that there are")
    func recomputeLists() throws {
        func recompute(_ list: String) throws -> Recompute {
            let text = """
                version: 1
                hardware: {preset: watos-config3}
                model: gpt3-13b
                training: {global_batch_sequences: 64}
                strategy: {tensor: 4, pipeline: 14, data: 1, micro_batch_sequences: 1, recompute: \(list)}
                """
            let design = try DesignFile.parse(text, file: "d.yaml")
            #expect(try DesignFile.parse(DesignFile.text(of: design), file: "e.yaml") == design)
            return design.strategy.recompute
        }
        #expect(try recompute("[scores, softmax, values]") == .selective)
        #expect(try recompute("selective") == .selective)
        #expect(try recompute("[]") == .none)
        let one = try recompute("[softmax]")
        #expect(one.contains(.softmax) && !one.contains(.scores) && one.policy == nil)
        let error = #expect(throws: ConfigurationError.self) { try recompute("[softmax, sofmax]") }
        #expect(error?.description.contains("sofmax") == true && error?.description.contains("softmax") == true)
    }

    @Test(
        "Every preset of a machine and of a model can be written and reads back",
        arguments: HardwarePreset.all.map(\.name))
    func presets(hardware: String) throws {
        for (name, shape) in ModelPreset.all.map({ ($0.name, $0.shape) }) {
            let text = """
                version: 1
                hardware: {preset: \(hardware)}
                model: \(name)
                training: {global_batch_sequences: 64}
                strategy: {tensor: 1, pipeline: 1, data: 1, micro_batch_sequences: 1}
                """
            let design = try DesignFile.parse(text, file: "d.yaml")
            #expect(design.hardware == HardwarePreset.named(hardware)?.hardware && design.model == shape)
            #expect(try DesignFile.parse(DesignFile.text(of: design), file: "e.yaml") == design)
        }
    }

    @Test("A number of a file is exactly what its digits say in SI units, and is written so")
    func exactNumbers() throws {
        func design(_ text: String) throws -> TrainingDesign {
            try DesignFile.parse(
                Self.good.replacingOccurrences(of: "sram_kb: 512", with: "sram_kb: 512, frequency_ghz: \(text)")
                    .replacingOccurrences(of: "dies_x: 4", with: "dies_x: 4, width_mm: 198")
                    .replacingOccurrences(of: "core:", with: "die: {d2d_latency_ns: 200}, core:"), file: "d.yaml")
        }
        for (text, hertz) in [
            ("1.1", 1.1e9), ("2.1339699074074074", 2.1339699074074074e9), ("15e-1", 1.5e9), ("0.7", 0.7e9),
            ("1", 1e9), ("1.0E0", 1e9), (".9", 0.9e9),
        ] {
            let design = try design(text)
            #expect(design.hardware.core.frequencyHertz == hertz, "\(text)")
            #expect(design.hardware.wafer.widthMetres == 198e-3 && design.hardware.die.dieToDieLatencySeconds == 200e-9)
            let written = DesignFile.text(of: design)
            #expect(written.contains("width_mm: 198.0\n") && written.contains("d2d_latency_ns: 200.0\n"))
            #expect(try DesignFile.parse(written, file: "e.yaml") == design)
        }
        #expect(DesignFile.text(of: try design("0.7")).contains("frequency_ghz: 0.7\n"))
        for text in ["1e999", "0x1p0", "1_0", "e9", "1e", "--1", "nan", "inf"] {
            #expect(throws: ConfigurationError.self, "\(text)") { try design(text) }
        }
        // Whatever bits a quantity has, its text gives them back.
        var generator = RandomGenerator(seed: 8)
        var random = try design("1")
        for _ in 0..<3000 {
            let unit = Double(generator.next() >> 11) * 0x1p-53
            random.hardware.core.frequencyHertz = 1e8 + 9e9 * unit
            random.hardware.wafer.widthMetres = 0.05 + 0.4 * unit
            random.hardware.die.dieToDieLatencySeconds = 1e-10 + 1e-6 * unit * unit
            random.hardware.memory.bytesPerStack = 1e9 + 1e12 * unit * unit
            #expect(try DesignFile.parse(DesignFile.text(of: random), file: "e.yaml") == random)
        }
    }

    private static let good = """
        version: 1
        hardware: {preset: watos-config3, wafer: {dies_x: 4}, core: {sram_kb: 512}}
        model: {preset: llama2-70b, sequence_length: 1024, layers: 8}
        training: {global_batch_sequences: 64, precision: bf16, optimizer: adam}
        strategy: {tensor: 2, sequence_parallel: true, pipeline: 4, data: 2, expert: 1, context: 1,
                   micro_batch_sequences: 2, schedule: interleaved, chunks: 2, recompute: full, zero: 1}
        """

    @Test("A preset with changes is the preset but for the changes")
    func changedPreset() throws {
        let design = try DesignFile.parse(Self.good, file: "d.yaml")
        var hardware = try Hardware.preset("watos-config3")
        hardware.wafer.diesX = 4
        hardware.core.sramBytes = 512 * 1024
        #expect(design.hardware == hardware)
        var model = try ModelShape.preset("llama2-70b")
        model.sequenceLength = 1024
        model.layers = 8
        #expect(design.model == model)
        #expect(
            design.strategy
                == Strategy(
                    tensor: 2, sequenceParallel: true, pipeline: 4, data: 2, microBatchSequences: 2,
                    schedule: .interleaved, chunks: 2, recompute: .full, zeroStage: 1))
        #expect(design.job.globalBatchSequences == 64 && design.job.precision.rawValue == "bf16")
    }

    @Test("A shape without a preset has the documented defaults")
    func plainShape() throws {
        let text = Self.good.replacingOccurrences(
            of: "{preset: llama2-70b, sequence_length: 1024, layers: 8}", with: "{layers: 6, hidden: 1024, heads: 16}")
        let model = try DesignFile.parse(text, file: "d.yaml").model
        #expect(
            model
                == ModelShape(
                    layers: 6, hidden: 1024, heads: 16, keyValueHeads: 16, feedForward: 4096, isGated: false,
                    vocabulary: 51_200, sequenceLength: 2_048))
    }

    @Test("Degrees of experts and of parts of a sequence are read, and held against the rules")
    func expertAndContextDegrees() throws {
        var text = Self.good.replacingOccurrences(of: "context: 1", with: "context: 4")
        let design = try DesignFile.parse(text, file: "d.yaml")
        #expect(design.strategy.context == 4 && design.strategy.replicas == 8)
        // 2 x 4 x 2 x 4 dies of 28.
        #expect(design.strategyViolations().map(\.rule) == [.devices])
        text = Self.good.replacingOccurrences(of: "expert: 1", with: "expert: 2")
        let dense = try DesignFile.parse(text, file: "d.yaml")
        #expect(dense.strategyViolations().map(\.rule) == [.expertDivides])
        #expect(dense.strategyViolations()[0].description.contains("no experts"))
        text = text.replacingOccurrences(of: "layers: 8", with: "layers: 8, experts: 4, experts_per_token: 2")
        let mixed = try DesignFile.parse(text, file: "d.yaml")
        #expect(mixed.strategyViolations().isEmpty)
        #expect(
            mixed.model.mixture == Mixture(experts: 4, expertsPerToken: 2, expertFeedForward: 28_672))
        for zero in ["expert", "context"] {
            let text = Self.good.replacingOccurrences(of: "\(zero): 1", with: "\(zero): 0")
            let error = #expect(throws: ConfigurationError.self) { try DesignFile.parse(text, file: "d.yaml") }
            #expect(error?.key == "strategy.\(zero)" && error?.line == 5)
        }
    }

    @Test("Keys of experts are refused where the model has none, and where they cannot be")
    func mixtureKeys() throws {
        let cases = [
            ("layers: 8, shared_experts: 1", "shared_experts"), ("layers: 8, experts: 0", "experts"),
            ("layers: 8, capacity_factor: 2", "capacity_factor"),
            ("layers: 8, experts: 4, capacity_factor: 0.5", "capacity_factor"),
            ("layers: 8, latent_attention: {kv: 512}", "latent_attention"), ("layers: 8, head_width: 0", "head_width"),
            ("layers: 8, experts: 4, experts_per_token: 5", "model"),
        ]
        for (keys, place) in cases {
            let text = Self.good.replacingOccurrences(of: "layers: 8", with: keys)
            let error = #expect(throws: ConfigurationError.self) { try DesignFile.parse(text, file: "d.yaml") }
            #expect(error?.key.contains(place) == true && error?.line == 3, "\(keys): \(String(describing: error))")
        }
        let serving = """
            version: 1
            hardware: {preset: a100-80gb-cluster, devices: 8}
            model: deepseek-v3
            inference: {batch: 1, prompt_tokens: 128, output_tokens: 8}
            strategy: {tensor: 8, data: 1, expert: 1}
            """
        guard case .inference(let design) = try DesignFile.parseAny(serving, file: "d.yaml") else {
            Issue.record("not read as inference")
            return
        }
        #expect(design.model.mixture?.experts == 256 && design.model.latentAttention?.keyValueRank == 512)
    }

    @Test("Head width and tied head are read, and written where they are not what is usual")
    func headKeys() throws {
        let text = Self.good.replacingOccurrences(of: "layers: 8", with: "layers: 8, head_width: 64, tied: true")
        let design = try DesignFile.parse(text, file: "d.yaml")
        #expect(design.model.headDimension == 64 && design.model.isHeadTied)
        #expect(try DesignFile.parse(DesignFile.text(of: design), file: "e.yaml") == design)
        // Half the width of heads, half the parameters of attention; a shared table, one less.
        let usual = try DesignFile.parse(Self.good, file: "d.yaml").model
        let table = 32_000.0 * 8192
        let attention = 2.0 * (64 + 8) * 64 * 8192
        #expect(usual.parameterCount - design.model.parameterCount == 8 * attention + table)
    }

    @Test("A design that is not of the campaign's space is refused with the key that differs")
    func foreignDesigns() throws {
        let folder = NSTemporaryDirectory() + "/ingot-designs-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let problem = try Problems.problem(
            space: "{strategy.zero: 0, strategy.chunks: 2}")
        let base = try problem.trainingDesign(for: try #require(try Problems.candidates(1, of: problem, seed: 3).first))
        func refusal(_ change: (inout TrainingDesign) -> Void) throws -> String {
            var design = base
            change(&design)
            let path = folder + "/d.yaml"
            try DesignFile.text(of: design).write(toFile: path, atomically: true, encoding: .utf8)
            do {
                _ = try problem.candidate(readingDesign: path)
                return ""
            } catch {
                return error.description
            }
        }
        #expect(try refusal { _ in } == "")
        #expect(try refusal { $0.job.globalBatchSequences = 64 }.contains("another model or training job"))
        #expect(try refusal { $0.model.layers = 41 }.contains("another model or training job"))
        #expect(try refusal { $0.strategy.zeroStage = 2 }.contains("strategy.zero of 2"))
        #expect(try refusal { $0.hardware.core.frequencyHertz = 1e9 }.contains("core.frequency_ghz of 1.0"))
        #expect(try refusal { $0.hardware.core.macs = 513 }.contains("outside the campaign's space"))
        #expect(try refusal { $0.strategy.tensor *= 2 }.contains("outside the campaign's space"))
        let chunks = try refusal {
            $0.strategy.schedule = .interleaved
            $0.strategy.chunks = 3
        }
        #expect(chunks.contains("strategy.chunks of 3"))
    }
}

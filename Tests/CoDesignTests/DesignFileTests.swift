import CoDesign
import ConfigurationFile
import Foundation
import LanguageModel
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
                let design = try problem.design(for: candidate)
                let text = DesignFile.text(of: design, comments: ["one", "two\nlines: {of it"])
                #expect(try DesignFile.parse(text, file: "d.yaml") == design, "\(text)")
                let path = folder + "/d.yaml"
                try text.write(toFile: path, atomically: true, encoding: .utf8)
                // A number between two of its unit may come back as its neighbour, which is the same design.
                let again = try problem.candidate(readingDesign: path)
                #expect(try problem.design(for: again) == design)
                if index < 2 { #expect(again == candidate) }
            }
        }
    }

    @Test(
        "Every preset of a machine and of a model can be written and reads back",
        arguments: HardwarePreset.all.map(\.name))
    func presets(hardware: String) throws {
        for model in ModelPreset.all {
            let text = """
                version: 1
                hardware: {preset: \(hardware)}
                model: \(model.name)
                training: {global_batch_sequences: 64}
                strategy: {tensor: 1, pipeline: 1, data: 1, micro_batch_sequences: 1}
                """
            let design = try DesignFile.parse(text, file: "d.yaml")
            #expect(design.hardware == HardwarePreset.named(hardware)?.hardware && design.model == model.shape)
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

    @Test("A degree that is not modelled may be given as 1 only")
    func unmodelledDegrees() throws {
        for degree in ["expert", "context"] {
            let text = Self.good.replacingOccurrences(of: "\(degree): 1", with: "\(degree): 2")
            let error = #expect(throws: ConfigurationError.self) { try DesignFile.parse(text, file: "d.yaml") }
            #expect(error?.key == "strategy.\(degree)" && error?.line == 5)
        }
    }

    @Test("A design that is not of the campaign's space is refused with the key that differs")
    func foreignDesigns() throws {
        let folder = NSTemporaryDirectory() + "/ingot-designs-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let problem = try Problems.problem(
            space: "{strategy.zero: 0, strategy.chunks: 2}")
        let base = try problem.design(for: try #require(try Problems.candidates(1, of: problem, seed: 3).first))
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

import CoDesign
import ConfigurationFile
import LanguageModel
import Testing
import TrainingStrategy
import WaferArchitecture

/// The kind of attention in a design file of inference, read, refused and written.
@Suite struct InferenceDesignFileTests {
    private static func text(_ keys: String, hardware: String = "watos-config3") -> String {
        """
        version: 1
        hardware: \(hardware)
        model: llama3-8b
        inference: {batch: 2, prompt_tokens: 128, output_tokens: 16\(keys)}
        strategy: {tensor: 4}
        """
    }

    private static func design(_ text: String) throws -> InferenceDesign {
        guard case .inference(let design) = try DesignFile.parseAny(text, file: "a.yaml") else {
            throw CancellationError()
        }
        return design
    }

    @Test func kindsAreRead() throws {
        let plain = try Self.design(Self.text(""))
        #expect(plain.job.attention == .flash && plain.job.sparseSelection == nil)
        #expect(try Self.design(Self.text(", attention: flash")) == plain)
        #expect(try Self.design(Self.text(", attention: dense")).job.attention == .dense)
        #expect(try Self.design(Self.text(", attention: star")).job.sparseSelection == SparseSelection())
        let half = try Self.design(Self.text(", attention: star, keep_ratio: 0.5"))
        #expect(half.job.sparseSelection == SparseSelection(keepRatio: 0.5))
    }

    @Test(arguments: [
        (", attention: sparse", "attention"), (", attention: star, keep_ratio: 0", "keep_ratio"),
        (", attention: star, keep_ratio: 1.01", "keep_ratio"), (", attention: star, keep_ratio: nan", "keep_ratio"),
        (", attention: star, keep_ratio: a quarter", "keep_ratio"), (", keep_ratio: 0.25", "attention: star"),
        (", attention: dense, keep_ratio: 0.25", "attention: star"), (", attention: star, keep: 0.25", "keep"),
    ])
    func nonsenseIsRefusedAtItsKey(keys: String, part: String) {
        let error = #expect(throws: ConfigurationError.self) { try Self.design(Self.text(keys)) }
        #expect(error.map { "\($0)" }?.contains(part) == true)
        #expect(error.map { "\($0)" }?.contains("a.yaml") == true)
    }

    @Test func clustersHaveNoSparseAttention() throws {
        let cluster = "{preset: a100-80gb-cluster, devices: 4}"
        #expect(try Self.design(Self.text(", attention: dense", hardware: cluster)).job.attention == .dense)
        let error = #expect(throws: ConfigurationError.self) {
            try Self.design(Self.text(", attention: star", hardware: cluster))
        }
        #expect(error.map { "\($0)" }?.contains("wafers") == true)
    }

    @Test(arguments: [
        "", ", attention: dense", ", attention: star", ", attention: star, keep_ratio: 0.1",
        ", attention: star, keep_ratio: 0.3333333333333333, precision: fp8, kv_precision: bf16",
    ])
    func aTextReadsBack(keys: String) throws {
        let design = try Self.design(Self.text(keys))
        #expect(try Self.design(DesignFile.text(of: design)) == design)
        let cluster = "{preset: a100-80gb-cluster, devices: 4, memory_gb: 40}"
        guard !keys.contains("star") else { return }
        let other = try Self.design(Self.text(keys, hardware: cluster))
        #expect(try Self.design(DesignFile.text(of: other)) == other)
    }
}

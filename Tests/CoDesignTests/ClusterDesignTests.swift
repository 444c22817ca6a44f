import CoDesign
import ConfigurationFile
import Testing
import TrainingStrategy
import WaferArchitecture

/// Design files of clusters.
@Suite struct ClusterDesignTests {
    private static let text = """
        version: 1
        hardware: {preset: a100-80gb-cluster, devices: 8}
        model: {heads: 64, hidden: 6144, layers: 48, sequence_length: 2048, vocabulary: 51200}
        training: {global_batch_sequences: 4, precision: fp16}
        strategy: {tensor: 8, pipeline: 1, data: 1, micro_batch_sequences: 4, schedule: 1f1b, chunks: 1,
                   sequence_parallel: false, recompute: full, zero: 0}
        """

    /// The first row of Korthikanti, Table 5, takes 1.42 s.
    @Test func aPublishedRunComesOutOfAFile() throws {
        let design = try DesignFile.parse(Self.text, file: "a.yaml")
        #expect(design.hardware.deviceCount == 8)
        let result = try WaferFidelity.named("analytical").evaluate(design)
        #expect(abs(result.iterationSeconds / 1.42 - 1) < 0.088)
        #expect(try DesignFile.parse(DesignFile.text(of: design), file: "b.yaml") == design)
        #expect(try !WaferFidelity.named("detailed").evaluates(design))
        #expect(try !WaferFidelity.named("detailed").evaluate(design).isFeasible)
    }

    @Test(arguments: [
        "hardware: a100-80gb-cluster", "hardware: {preset: a100-80gb-cluster}",
        "hardware: {preset: a100-80gb-cluster, devices: 0}",
        "hardware: {preset: a100-80gb-cluster, devices: 8, wafer: {dies_x: 2}}",
    ])
    func badClustersAreRefused(line: String) {
        let text = Self.text.replacing("hardware: {preset: a100-80gb-cluster, devices: 8}", with: line)
        #expect(throws: ConfigurationError.self) { try DesignFile.parse(text, file: "a.yaml") }
    }

    @Test func inferenceIsReadBesideTraining() throws {
        let inference = Self.text.replacing(
            "training: {global_batch_sequences: 4, precision: fp16}",
            with: "inference: {batch: 2, prompt_tokens: 128, output_tokens: 16, precision: fp8}")
        guard case .inference(let design) = try DesignFile.parseAny(inference, file: "a.yaml") else {
            Issue.record("not read as inference")
            return
        }
        #expect(design.job.batch == 2 && design.job.promptTokens == 128 && design.job.precision == .fp8)
        guard case .training = try DesignFile.parseAny(Self.text, file: "a.yaml") else {
            Issue.record("not read as training")
            return
        }
        #expect(throws: ConfigurationError.self) { try DesignFile.parse(inference, file: "a.yaml") }
        let wafer = inference.replacing("{preset: a100-80gb-cluster, devices: 8}", with: "wse-2")
        guard case .inference(let mesh) = try DesignFile.parseAny(wafer, file: "a.yaml") else {
            Issue.record("not read as inference")
            return
        }
        #expect(mesh.hardware.cluster == nil)
    }
}

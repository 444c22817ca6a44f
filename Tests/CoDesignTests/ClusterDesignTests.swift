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

    /// Keys below the preset change the cluster, and come back out of a written file.
    @Test func aClusterMayBeChangedBelowItsPreset() throws {
        let text = Self.text.replacing(
            "devices: 8}", with: "devices: 8, devices_per_node: 4, network_gb_per_s: 12.5, memory_gb: 40.1}")
        let design = try DesignFile.parse(text, file: "a.yaml")
        let cluster = try #require(design.hardware.cluster)
        #expect(cluster.devicesPerNode == 4 && cluster.networkBytesPerSecond == 12.5e9)
        #expect(cluster.device.memoryBytes == 40.1e9)
        #expect(try DesignFile.parse(DesignFile.text(of: design), file: "b.yaml") == design)
        // A tensor group over two nodes is slower than over one.
        let analytical = try WaferFidelity.named("analytical")
        let plain = analytical.evaluate(try DesignFile.parse(Self.text, file: "a.yaml"))
        #expect(analytical.evaluate(design).iterationSeconds > plain.iterationSeconds)
        #expect(analytical.evaluate(design).memoryLimit.allowed == 40.1e9)
    }

    @Test(arguments: GPUClusterPreset.all) func everyPresetReadsBack(preset: GPUClusterPreset) throws {
        let text = Self.text.replacing("a100-80gb-cluster", with: preset.name)
        let design = try DesignFile.parse(text, file: "a.yaml")
        #expect(design.hardware == preset.hardware(devices: 8))
        #expect(try DesignFile.parse(DesignFile.text(of: design), file: "b.yaml") == design)
    }

    @Test func keysAndValuesHaveAFormat() throws {
        func job(_ formats: String) throws -> InferenceJob? {
            let text = Self.text.replacing(
                "training: {global_batch_sequences: 4, precision: fp16}",
                with: "inference: {batch: 2, prompt_tokens: 128, output_tokens: 16, \(formats)}")
            guard case .inference(let design) = try DesignFile.parseAny(text, file: "a.yaml") else { return nil }
            return design.job
        }
        #expect(try job("precision: fp8")?.keyValueBytes == 1)
        #expect(try job("precision: fp8, kv_precision: fp16")?.keyValueBytes == 2)
        #expect(try job("precision: int8")?.keyValueBytes == 2)
        #expect(try job("precision: int8, kv_precision: int8")?.keyValueBytes == 1)
        #expect(try job("precision: int8")?.precision.weightBytes == 1)
        #expect(throws: ConfigurationError.self) { try job("precision: fp8, kv_precision: fp4") }
    }

    @Test(arguments: [
        "hardware: {preset: a100-80gb-cluster, devices: 8, memory_gb: 0}",
        "hardware: {preset: a100-80gb-cluster, devices: 8, network_gb_per_s: fast}",
        "hardware: {preset: a100-80gb-cluster, devices: 8, devices_per_node: 0}",
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

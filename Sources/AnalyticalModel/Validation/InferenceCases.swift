import LanguageModel
import TrainingStrategy
import WaferArchitecture

/// Published latencies of the first token.
///
/// Source: TensorRT-LLM 0.5 (NVIDIA, Apache-2.0), docs/source/performance.md: batch 1, 128 or 2,048 tokens; 8-bit weights
/// on H100 and L40S, 16-bit ones on A100.
enum InferenceCases {
    private struct Row {
        var model: String
        var devices: Int
        var milliseconds: [(tokens: Int, h100: Double?, a100: Double?, l40s: Double?)]
    }

    private static let rows = [
        Row(model: "llama2-7b", devices: 1, milliseconds: [(128, 7, 16, 14), (2048, 36, 133, 73)]),
        Row(model: "llama2-70b", devices: 4, milliseconds: [(128, 26, 47, nil), (2048, 109, 377, nil)]),
        Row(model: "gpt-j-6b", devices: 1, milliseconds: [(128, 7, 12, 12), (2048, 29, 129, 71)]),
        Row(model: "falcon-180b", devices: 8, milliseconds: [(128, 27, 61, nil), (2048, 205, 509, nil)]),
    ]

    /// The first tokens.
    static var firstTokens: ValidationGroup {
        var cases: [ValidationCase] = []
        for row in rows {
            guard let shape = ModelPreset.named(row.model)?.shape else { continue }
            for entry in row.milliseconds {
                let machines: [(String, GPUClusterPreset, InferenceJob.Precision, Double?)] = [
                    ("H100", .h100, .fp8, entry.h100), ("A100", .a100, .fp16, entry.a100),
                    ("L40S", .l40s, .fp8, entry.l40s),
                ]
                for (name, preset, precision, measured) in machines {
                    guard let measured else { continue }
                    let design = InferenceDesign(
                        hardware: preset.hardware(devices: row.devices), model: shape,
                        job: InferenceJob(
                            batch: 1, promptTokens: entry.tokens, outputTokens: 1, precision: precision),
                        strategy: Strategy(
                            tensor: row.devices, sequenceParallel: false, pipeline: 1, data: 1,
                            microBatchSequences: 1, schedule: .oneForwardOneBackward, chunks: 1, recompute: .none))
                    let seconds = InferenceModel().evaluate(design)?.firstTokenSeconds
                    cases.append(
                        ValidationCase(
                            "\(row.model) on \(row.devices) \(name), \(entry.tokens) tokens", unit: "ms",
                            measured: measured, modelled: 1e3 * (seconds ?? .nan)))
                }
            }
        }
        return ValidationGroup(
            name: "inference: first token, batch 1", source: "TensorRT-LLM 0.5", cases: cases, meanBound: 0.12)
    }
}

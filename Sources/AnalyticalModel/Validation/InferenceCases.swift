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
            for entry in row.milliseconds {
                let machines: [(String, GPUClusterPreset, InferenceJob.Precision, Double?)] = [
                    ("H100", .h100, .fp8, entry.h100), ("A100", .a100, .fp16, entry.a100),
                    ("L40S", .l40s, .fp8, entry.l40s),
                ]
                for (name, preset, precision, measured) in machines {
                    guard let measured else { continue }
                    let result = served(
                        preset: preset.name, model: row.model, devices: row.devices,
                        InferenceJob(batch: 1, promptTokens: entry.tokens, outputTokens: 1, precision: precision))
                    cases.append(
                        ValidationCase(
                            "\(row.model) on \(row.devices) \(name), \(entry.tokens) tokens", unit: "ms",
                            measured: measured, modelled: 1e3 * (result?.firstTokenSeconds ?? .nan)))
                }
            }
        }
        return ValidationGroup(
            name: "inference: first token, batch 1", source: "TensorRT-LLM 0.5", cases: cases, meanBound: 0.12)
    }

    /// Serving times, reported only: the library that was measured spends most of a token on its host.
    static var splitwise: ValidationGroup {
        var cases: [ValidationCase] = []
        for machine in SplitwiseMeasurements.machines {
            for (index, job) in SplitwiseMeasurements.jobs.enumerated() {
                let (first, further) = (machine.milliseconds[2 * index], machine.milliseconds[2 * index + 1])
                let result = served(
                    preset: machine.preset, model: machine.model, devices: machine.devices,
                    InferenceJob(batch: job.batch, promptTokens: job.prompt, outputTokens: job.output))
                let name =
                    "\(machine.model) on \(machine.devices) \(machine.preset), batch \(job.batch), "
                    + "\(job.prompt) + \(job.output)"
                if first > 0 {
                    cases.append(
                        ValidationCase(
                            name + ", prompt", unit: "ms", measured: first,
                            modelled: 1e3 * (result?.firstTokenSeconds ?? .nan)))
                }
                if further > 0 {
                    cases.append(
                        ValidationCase(
                            name + ", token", unit: "ms", measured: further,
                            modelled: 1e3 * (result?.tokenSeconds ?? .nan)))
                }
            }
        }
        return ValidationGroup(name: "inference: serving", source: "Splitwise (Patel et al. ISCA 2024)", cases: cases)
    }

    /// SGLang on A100, batch 1, as WaferLLM (He et al., OSDI 2025, Tables 3 and 4) measured it: tokens a second of a
    /// prefill of 4,096 tokens and of decoding after as many.
    static var sglang: ValidationGroup {
        let rows: [(model: String, devices: Int, isPrefill: Bool, rate: Double)] = [
            ("llama3-8b", 8, true, 17361.6), ("llama2-13b", 8, true, 12287.1), ("codellama-34b", 1, true, 5382.5),
            ("codellama-34b", 16, true, 6409.2), ("qwen2-72b", 16, true, 3750.5), ("llama3-8b", 1, false, 78.9),
            ("llama3-8b", 16, false, 164.6), ("llama2-13b", 1, false, 48.7), ("codellama-34b", 8, false, 100.4),
            ("qwen2-72b", 8, false, 51.2),
        ]
        let cases = rows.map { row in
            let result = served(
                preset: "a100-80gb-cluster", model: row.model, devices: row.devices,
                InferenceJob(batch: 1, promptTokens: 4096, outputTokens: row.isPrefill ? 1 : 2))
            let seconds = row.isPrefill ? (result?.firstTokenSeconds ?? .nan) / 4096 : result?.tokenSeconds ?? .nan
            return ValidationCase(
                "\(row.model) on \(row.devices), \(row.isPrefill ? "prefill" : "decode")", unit: "token/s",
                measured: row.rate, modelled: 1 / seconds)
        }
        return ValidationGroup(
            name: "inference: SGLang on A100", source: "WaferLLM (OSDI 2025), Tables 3 and 4", cases: cases)
    }

    /// The figures of a job on one tensor group.
    private static func served(
        preset: String, model: String, devices: Int, _ job: InferenceJob
    ) -> InferenceEvaluation? {
        guard let hardware = GPUClusterPreset.named(preset)?.hardware(devices: devices),
            let shape = ModelPreset.named(model)?.shape
        else { return nil }
        return InferenceModel().evaluate(
            InferenceDesign(
                hardware: hardware, model: shape, job: job,
                strategy: Strategy(
                    tensor: devices, sequenceParallel: false, pipeline: 1, data: 1, microBatchSequences: 1,
                    schedule: .oneForwardOneBackward, chunks: 1, recompute: .none)))
    }

    /// Llama and Qwen shapes on square parts of a WSE-2: tokens a second of a prefill of 4,096 tokens and of decoding after
    /// as many.
    static var waferLLM: ValidationGroup {
        let rows: [(model: String, side: Int, isPrefill: Bool, rate: Double)] = [
            ("llama3-8b", 480, true, 20320.6), ("llama3-8b", 720, true, 27686.5), ("llama2-13b", 480, true, 13685.1),
            ("llama2-13b", 720, true, 17498.3), ("codellama-34b", 600, true, 7540.1), ("qwen2-72b", 600, true, 3775.5),
            ("llama3-8b", 540, false, 2501.5), ("llama2-13b", 540, false, 1899.4),
            ("codellama-34b", 420, false, 1450.8), ("codellama-34b", 660, false, 1359.2),
            ("qwen2-72b", 420, false, 839.7), ("qwen2-72b", 660, false, 787.1),
        ]
        let cases = rows.map { row in
            let seconds = perToken(model: row.model, side: row.side, isPrefill: row.isPrefill)
            return ValidationCase(
                "\(row.model) on \(row.side) x \(row.side) cores, \(row.isPrefill ? "prefill" : "decode")",
                unit: "token/s", measured: row.rate, modelled: 1 / seconds)
        }
        return ValidationGroup(
            name: "inference: WSE-2", source: "WaferLLM (He et al. OSDI 2025), Tables 3 and 4", cases: cases,
            meanBound: 0.2)
    }

    private static func perToken(model: String, side: Int, isPrefill: Bool) -> Double {
        guard var hardware = HardwarePreset.named("wse-2")?.hardware, let shape = ModelPreset.named(model)?.shape
        else { return .nan }
        (hardware.wafer.diesX, hardware.wafer.diesY) = (1, 1)
        (hardware.die.coresX, hardware.die.coresY) = (side, side)
        let result = InferenceModel().evaluate(
            InferenceDesign(
                hardware: hardware, model: shape,
                job: InferenceJob(batch: 1, promptTokens: 4096, outputTokens: isPrefill ? 1 : 2),
                strategy: Strategy(
                    tensor: 1, sequenceParallel: false, pipeline: 1, data: 1, microBatchSequences: 1,
                    schedule: .oneForwardOneBackward, chunks: 1, recompute: .none)))
        return isPrefill ? result.firstTokenSeconds / 4096 : result.tokenSeconds
    }
}

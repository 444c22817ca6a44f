import LanguageModel
import TrainingStrategy
import WaferArchitecture

/// Published figures of services, on graphics processors and on wafers; see ``Measurements/shipped()`` for their
/// sources.
struct InferenceCases {
    var constants = ServingConstants.shipped
    /// With what the row says beside the figures: on a wafer, the mesh.
    private let rows: [(service: ServiceRow, device: String, parallelism: String)]
    /// Rows that are beyond the models, in a few words each.
    let notModelled: [String]

    /// Reads the rows that are not excluded by their file.
    init(_ measurements: Measurements) {
        var (rows, left) = ([(service: ServiceRow, device: String, parallelism: String)](), [String: Int]())
        for row in measurements.rows(.service) + measurements.rows(.waferService) {
            guard row.text("use") != "exclude", row.text("system") != "LLMCompass AE" else { continue }
            if let service = ServiceRow(row) {
                rows.append((service, row.text("device"), row.text("parallelism")))
            } else {
                let words = ["system", "device", "model", "precision", "metric"].map(row.text).filter { !$0.isEmpty }
                left[words.joined(separator: ", "), default: 0] += 1
            }
        }
        self.rows = rows
        notModelled = left.keys.sorted().map { "\($0): \(left[$0] ?? 0)" }
    }

    private func rows(_ isWanted: (ServiceRow) -> Bool) -> [(service: ServiceRow, device: String, parallelism: String)]
    {
        rows.filter { isWanted($0.service) }
    }

    private func model(_ row: ServiceRow) -> InferenceModel {
        InferenceModel(serving: constants.serving, mesh: constants.mesh)
    }

    /// The latencies of the first token at batch 1.
    var firstTokens: ValidationGroup {
        let found = rows { $0.metric == .firstToken && $0.system.hasPrefix("TensorRT") }
        return ValidationGroup(
            name: "inference: first token, batch 1", source: "TensorRT-LLM 0.5",
            cases: found.map { entry in
                ValidationCase(
                    entry.service.name, unit: "ms", measured: entry.service.value,
                    modelled: 1e3 * (served(entry.service)?.firstTokenSeconds ?? .nan))
            }, meanBound: 0.12)
    }

    /// Throughput of a fixed batch: reported, since prompts and tokens of a real service overlap.
    var fixedBatches: ValidationGroup {
        ValidationGroup(
            name: "inference: throughput of a fixed batch", source: "TensorRT-LLM 0.6.1",
            cases: rows { $0.metric == .perDevice }.map { entry in
                ValidationCase(
                    entry.service.name, unit: "token/s", measured: entry.service.value,
                    modelled: rate(served(entry.service)) / Double(entry.service.devices))
            })
    }

    /// Throughput of as many requests as fit: reported.
    var fullMachines: ValidationGroup {
        ValidationGroup(
            name: "inference: throughput of as many requests as fit", source: "TensorRT-LLM 1.0",
            cases: rows { $0.metric == .wholeMachine }.map { entry in
                ValidationCase(
                    entry.service.name, unit: "token/s", measured: entry.service.value,
                    modelled: rate(fullest(entry.service)))
            })
    }

    /// Serving times: reported, as the library that was measured spends most of a token on its host.
    var splitwise: ValidationGroup {
        let found = rows {
            !$0.system.hasPrefix("TensorRT") && ($0.metric == .firstToken || $0.metric == .furtherToken)
        }
        return ValidationGroup(
            name: "inference: serving", source: "Splitwise (Patel et al. ISCA 2024)",
            cases: found.map { entry in
                let result = served(entry.service)
                let isFirst = entry.service.metric == .firstToken
                return ValidationCase(
                    entry.service.name + (isFirst ? ", prompt" : ", token"), unit: "ms", measured: entry.service.value,
                    modelled: 1e3 * ((isFirst ? result?.firstTokenSeconds : result?.tokenSeconds) ?? .nan))
            })
    }

    /// Rates of prefill and decoding on graphics processors: reported.
    var sglang: ValidationGroup {
        let found = rows {
            guard case .cluster = $0.machine else { return false }
            return $0.metric == .prefillRate || $0.metric == .decodeRate
        }
        return ValidationGroup(
            name: "inference: SGLang on A100", source: "WaferLLM (OSDI 2025), Tables 3 and 4",
            cases: found.map { entry in
                var service = entry.service
                let isPrefill = service.metric == .prefillRate
                service.output = isPrefill ? 1 : 2
                let result = served(service)
                let seconds =
                    isPrefill
                    ? (result?.firstTokenSeconds ?? .nan) / Double(service.input) : result?.tokenSeconds ?? .nan
                return ValidationCase(
                    "\(service.modelName) on \(service.devices), \(isPrefill ? "prefill" : "decode")", unit: "token/s",
                    measured: service.value, modelled: 1 / seconds)
            })
    }

    /// The figures of a service; nil where it does not fit.
    private func served(_ row: ServiceRow, batch: Int? = nil) -> InferenceEvaluation? {
        guard case .cluster(let preset) = row.machine else { return nil }
        var hardware = preset.hardware(devices: row.devices)
        constants.apply(to: &hardware, preset: preset)
        let result = model(row).evaluate(
            InferenceDesign(
                hardware: hardware, model: row.model,
                job: InferenceJob(
                    batch: batch ?? row.batch ?? 1, promptTokens: row.input, outputTokens: row.output,
                    precision: row.precision), strategy: Self.strategy(tensor: row.devices)))
        return result.figures.violations.contains { $0.limit != .powerWatts } ? nil : result
    }

    /// The figures of the batch, among powers of two and those half-way, with the highest throughput that fits.
    private func fullest(_ row: ServiceRow) -> InferenceEvaluation? {
        var best: InferenceEvaluation?
        var batch = 1
        while batch <= 1 << 14 {
            for size in [batch, batch + batch / 2] {
                guard let result = served(row, batch: size) else { return best }
                if rate(result) > best.map({ rate($0) }) ?? 0 { best = result }
            }
            batch *= 2
        }
        return best
    }

    private func rate(_ result: InferenceEvaluation?) -> Double { result?.figures.tokensPerSecond ?? .nan }

    static func strategy(tensor: Int, pipeline: Int = 1) -> Strategy {
        Strategy(
            tensor: tensor, sequenceParallel: false, pipeline: pipeline, data: 1, microBatchSequences: 1,
            schedule: .oneForwardOneBackward, chunks: 1, recompute: .none)
    }

    /// Products of a vector and a square matrix: reported.
    ///
    /// A graphics processor times them alone.
    var vectorProducts: ValidationGroup {
        ValidationGroup(
            name: "operators: a vector times a square matrix", source: "WaferLLM (OSDI 2025), Table 6",
            cases: rows { $0.metric == .vectorProduct }.map { entry in
                let row = entry.service
                let seconds: Double
                switch row.machine {
                case .cluster(let preset):
                    let law = GPUOperatorLaw(preset.cluster.device, isSustained: false)
                    seconds = law.product(batch: 1, m: 1, n: max(1, row.input / row.devices), k: row.input).total
                case .wafer(let preset):
                    let parts = mesh(preset, row, cores: nil).product(rows: 1, inner: row.input, columns: row.input)
                    seconds = parts.compute + parts.communication
                }
                return ValidationCase(
                    "\(row.input) on \(row.devices) \(row.device)", unit: "ms", measured: row.value,
                    modelled: 1e3 * seconds)
            })
    }

    /// Llama and Qwen shapes on parts of a WSE-2.
    ///
    /// The largest were measured on as many layers as fit and scaled, so what the whole model needs plays no part.
    var waferLLM: ValidationGroup {
        let found = rows {
            guard case .wafer = $0.machine else { return false }
            return $0.metric == .prefillRate || $0.metric == .decodeRate
        }
        return ValidationGroup(
            name: "inference: WSE-2", source: "WaferLLM (He et al. OSDI 2025), Tables 3 and 4",
            cases: found.map { entry in
                let (row, isPrefill) = (entry.service, entry.service.metric == .prefillRate)
                let cores = ServiceRow.cores(entry.parallelism)
                return ValidationCase(
                    "\(row.modelName) on \(entry.parallelism), \(isPrefill ? "prefill" : "decode")", unit: "token/s",
                    measured: row.value, modelled: 1 / perToken(row, cores: cores, isPrefill: isPrefill))
            }, meanBound: 0.2)
    }

    /// Whole requests on a WSE-2, prefill and decoding on meshes of their own: reported.
    var waferRequests: ValidationGroup {
        ValidationGroup(
            name: "inference: whole requests on a WSE-2", source: "WaferLLM (He et al. OSDI 2025), Table 2",
            cases: rows { $0.metric == .endToEnd }.compactMap { entry in
                guard case .wafer = entry.service.machine else { return nil }
                let row = entry.service
                let first = perToken(row, cores: ServiceRow.cores(entry.device, before: "prefill"), isPrefill: true)
                let further = perToken(row, cores: ServiceRow.cores(entry.device, before: "decode"), isPrefill: false)
                let seconds = Double(row.input) * first + Double(row.output - 1) * further
                return ValidationCase(
                    "\(row.modelName), \(row.input) + \(row.output)", unit: "token/s", measured: row.value,
                    modelled: Double(row.output) / seconds)
            })
    }

    /// Decoding for one user on WSE-3, on as few wafers as hold the model: reported.
    var cerebras: ValidationGroup {
        ValidationGroup(
            name: "inference: one user on WSE-3", source: "Cerebras, 2024",
            cases: rows { $0.metric == .perUser }.compactMap { entry in
                let row = entry.service
                guard case .wafer(let preset) = row.machine else { return nil }
                for wafers in 1...16 {
                    var hardware = preset.hardware
                    hardware.wafer.count = wafers
                    let design = InferenceDesign(
                        hardware: hardware, model: row.model,
                        job: InferenceJob(
                            batch: 1, promptTokens: row.input, outputTokens: max(2, row.output),
                            precision: row.precision),
                        strategy: Self.strategy(
                            tensor: hardware.wafer.diesX * hardware.wafer.diesY, pipeline: wafers))
                    guard MeshInference.held(by: design, figures: WaferFigures(of: hardware)) != nil else { continue }
                    let result = model(row).evaluate(design)
                    return ValidationCase(
                        "\(row.modelName) on \(wafers) \(row.device)", unit: "token/s", measured: row.value,
                        modelled: 1 / result.tokenSeconds)
                }
                return ValidationCase(row.name, unit: "token/s", measured: row.value, modelled: .nan)
            })
    }

    /// A part of a wafer, or all of it.
    private func mesh(_ preset: HardwarePreset, _ row: ServiceRow, cores: (columns: Int, rows: Int)?) -> MeshInference {
        var hardware = preset.hardware
        if let cores {
            (hardware.wafer.diesX, hardware.wafer.diesY) = (1, 1)
            (hardware.die.coresX, hardware.die.coresY) = (cores.columns, cores.rows)
        }
        return MeshInference(
            InferenceDesign(
                hardware: hardware, model: row.model,
                job: InferenceJob(batch: 1, promptTokens: row.input, outputTokens: row.output),
                strategy: Self.strategy(tensor: 1)), efficiency: constants.mesh)
    }

    private func perToken(_ row: ServiceRow, cores: (columns: Int, rows: Int)?, isPrefill: Bool) -> Double {
        guard case .wafer(let preset) = row.machine else { return .nan }
        let mesh = mesh(preset, row, cores: cores)
        return isPrefill
            ? mesh.pass(newTokens: row.input, context: row.input).seconds / Double(row.input)
            : mesh.pass(newTokens: 1, context: row.input + row.output / 2).seconds
    }
}

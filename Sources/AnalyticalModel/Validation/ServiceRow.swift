import LanguageModel
import TrainingStrategy
import WaferArchitecture

/// A measured service: a machine, a model, requests, and one figure of it.
struct ServiceRow: Sendable {
    /// What was measured.
    enum Metric: Sendable {
        case firstToken, furtherToken, perDevice, wholeMachine, prefillRate, decodeRate, endToEnd, perUser,
            vectorProduct
    }

    var system: String
    var device: String
    var machine: Machine
    var devices: Int
    var modelName: String
    var model: ModelShape
    var precision: InferenceJob.Precision
    /// Nil where the library fills the memory.
    var batch: Int?
    var input: Int
    var output: Int
    var metric: Metric
    var value: Double

    /// What it ran on.
    enum Machine: Sendable {
        case cluster(GPUClusterPreset)
        case wafer(HardwarePreset)
    }

    /// Model, requests and machine in a few words.
    var name: String {
        let job = batch.map { "batch \($0)" } ?? "as many as fit"
        return "\(modelName) on \(devices) \(device), \(job), \(input) + \(output)"
    }

    private static let models = [
        "llama-7b": "llama2-7b", "llama-2-7b": "llama2-7b", "llama2-13b": "llama2-13b", "llama-70b": "llama2-70b",
        "llama2-70b": "llama2-70b", "llama-2-70b": "llama2-70b", "gpt-j-6b": "gpt-j-6b", "falcon-180b": "falcon-180b",
        "bloom-176b": "bloom-176b", "llama3-8b": "llama3-8b", "llama-3.1-8b": "llama3-8b",
        "llama-3.1-70b": "llama3-70b", "llama-3.3-70b": "llama3-70b", "llama-3.1-405b": "llama3-405b",
        "codellama-34b": "codellama-34b", "qwen2-72b": "qwen2-72b", "gemv [1,n]x[n,n]": "llama2-7b",
    ]

    private static let metrics: [String: Metric] = [
        "first_token_latency": .firstToken, "prompt_time(TTFT)": .firstToken, "token_time(TPOT)": .furtherToken,
        "output_throughput_per_gpu": .perDevice, "total_output_throughput": .wholeMachine,
        "prefill_throughput": .prefillRate, "decode_throughput_per_request": .decodeRate,
        "e2e_output_tok_per_s_per_request": .endToEnd, "decode_speed_per_user": .perUser,
        "gemv_latency": .vectorProduct,
    ]

    /// Reads a row; nil where the model, the machine, the metric or the requests are beyond the models.
    init?(_ row: MeasurementRow) {
        system = row.text("system")
        modelName = row.text("model")
        guard let metric = Self.metrics[row.text("metric")],
            let model = Self.models[modelName.lowercased()].flatMap(ModelPreset.named)?.shape,
            let machine = Self.machine(row.text("device")), let precision = Self.precision(row.text("precision"))
        else { return nil }
        (self.metric, self.model, self.machine, self.precision) = (metric, model, machine, precision)
        device = row.text("device")
        devices = Self.integer(row.text("n_devices")) ?? 1
        let batch = row.text("batch")
        self.batch = batch.hasPrefix("max") ? nil : Self.integer(batch) ?? 1
        // Latencies without a stated prompt are those of a short one in the middle of a conversation.
        let (input, output) = (Self.integer(row.text("input_len")), Self.integer(row.text("output_len")))
        guard input != nil || metric == .perUser else { return nil }
        self.input = input ?? 2048
        self.output = max(1, output ?? 1)
        value = row.value("value")
        guard devices >= 1, devices <= 1 << 16, (self.batch ?? 1) >= 1, self.input >= 1, self.input <= 1 << 24,
            self.output <= 1 << 24, (self.batch ?? 1) <= 1 << 20, value > 0
        else { return nil }
    }

    private static func machine(_ text: String) -> Machine? {
        let name = text.uppercased()
        let clusters: [(String, GPUClusterPreset)] = [
            ("A100-40", .a100Small), ("A100", .a100), ("H100", .h100), ("H200", .h200), ("V100", .v100),
            ("L40S", .l40s),
        ]
        if name.contains("WSE-2") { return HardwarePreset.named("wse-2").map { .wafer($0) } }
        if name.contains("WSE-3") { return HardwarePreset.named("wse-3").map { .wafer($0) } }
        return clusters.first { name.hasPrefix($0.0) }.map { .cluster($0.1) }
    }

    private static func precision(_ text: String) -> InferenceJob.Precision? {
        if text.contains("speculative") { return nil }
        if text.hasPrefix("FP8") { return .fp8 }
        if text.hasPrefix("INT8") { return .int8 }
        return text.isEmpty || text.hasPrefix("FP16") || text.hasPrefix("BF16") ? .fp16 : nil
    }

    /// The first whole number of a text.
    private static func integer(_ text: String) -> Int? {
        let digits = text.drop { !$0.isASCII || !$0.isNumber }.prefix { $0.isASCII && $0.isNumber }
        return Int(digits)
    }

    /// Columns and rows of cores, written as `480x480`, those before a word where there are several; nil where none
    /// are.
    static func cores(_ text: String, before word: String = "") -> (columns: Int, rows: Int)? {
        let end = word.isEmpty ? text.endIndex : text.ranges(of: word).first?.lowerBound ?? text.startIndex
        let parts = text[..<end].split(whereSeparator: { !($0.isASCII && $0.isNumber) && $0 != "x" })
        for part in parts.reversed() {
            let sides = part.split(separator: "x").compactMap { Int($0) }
            if sides.count == 2, sides.allSatisfy({ $0 >= 1 && $0 <= 4096 }) { return (sides[0], sides[1]) }
        }
        return nil
    }
}

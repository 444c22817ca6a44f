public import ConfigurationFile
import LanguageModel
public import TrainingStrategy
import WaferArchitecture

/// A design file: one wafer, one model, one training job and one strategy, or a planner that makes it.
public enum DesignFile {
    /// Reads a training design; where it names a planner, its plan.
    ///
    /// - Parameter path: The path of the file, which messages repeat as it is.
    /// - Throws: `ConfigurationError` with the file, the line, the key, what was found and what is accepted.
    public static func read(path: String) throws(ConfigurationError) -> TrainingDesign {
        try design(from: ConfigurationFile.read(path: path))
    }

    /// Reads a design of either kind: what the `evaluate` command takes.
    ///
    /// - Throws: As `read(path:)`.
    public static func readAny(path: String) throws(ConfigurationError) -> AnyDesign {
        try anyDesign(from: ConfigurationFile.read(path: path))
    }

    /// Reads a design of either kind from a text.
    ///
    /// - Throws: As `read(path:)`.
    public static func parseAny(_ text: String, file: String) throws(ConfigurationError) -> AnyDesign {
        try anyDesign(from: ConfigurationFile.parse(text, file: file))
    }

    private static func anyDesign(from root: ConfigurationNode) throws(ConfigurationError) -> AnyDesign {
        var mapping = try root.mapping()
        guard let inference = mapping.optional("inference") else { return .training(try design(from: root)) }
        _ = try mapping.required("version").integer(in: 1...1)
        let hardware = try DesignReader.hardware(try mapping.required("hardware"))
        let model = try DesignReader.model(try mapping.required("model"))
        if let training = mapping.optional("training") {
            throw training.error(found: "training beside inference", accepted: "one of the two")
        }
        let job = try DesignReader.inference(inference, on: hardware)
        let strategy = try DesignReader.strategy(try mapping.required("strategy"))
        try mapping.finish()
        return .inference(InferenceDesign(hardware: hardware, model: model, job: job, strategy: strategy))
    }

    /// Reads a training design from a text.
    ///
    /// - Parameters:
    ///   - text: YAML.
    ///   - file: The name that messages give it.
    /// - Throws: As `read(path:)`.
    public static func parse(_ text: String, file: String) throws(ConfigurationError) -> TrainingDesign {
        try design(from: ConfigurationFile.parse(text, file: file))
    }

    /// A design as a file that reads back to the same design, bit for bit.
    ///
    /// - Parameters:
    ///   - design: The design.
    ///   - comments: Lines that stand at the top as comments.
    public static func text(of design: TrainingDesign, comments: [String] = []) -> String {
        var lines = head(of: design, comments: comments)
        lines += [
            "training:", "  global_batch_sequences: \(design.job.globalBatchSequences)",
            "  precision: \(design.job.precision.rawValue)", "  optimizer: \(design.job.optimizer.rawValue)",
        ]
        if design.job.optimizerState != .fp32 {
            lines.append("  optimizer_state: \(design.job.optimizerState.rawValue)")
        }
        if design.job.attention != .unfused { lines.append("  attention: \(design.job.attention.rawValue)") }
        lines.append("strategy:")
        lines += strategyLines(of: design)
        return lines.joined(separator: "\n") + "\n"
    }

    /// A design of inference as a file that reads back to the same design, bit for bit.
    ///
    /// Costs of sparse attention other than its keep ratio have no key: they are those of ``TrainingStrategy/SparseSelection``.
    ///
    /// - Parameters:
    ///   - design: The design.
    ///   - comments: Lines that stand at the top as comments.
    public static func text(of design: InferenceDesign, comments: [String] = []) -> String {
        let job = design.job
        let like = TrainingDesign(
            hardware: design.hardware, model: design.model, job: TrainingJob(globalBatchSequences: job.batch),
            strategy: design.strategy)
        var lines = head(of: like, comments: comments)
        lines += [
            "inference:", "  batch: \(job.batch)", "  prompt_tokens: \(job.promptTokens)",
            "  output_tokens: \(job.outputTokens)", "  precision: \(job.precision.rawValue)",
        ]
        if let format = job.keyValuePrecision { lines.append("  kv_precision: \(format.rawValue)") }
        lines.append("  attention: \(job.attention.rawValue)")
        if let selection = job.sparseSelection { lines.append("  keep_ratio: \(selection.keepRatio)") }
        lines.append("strategy:")
        lines += strategyLines(of: like)
        return lines.joined(separator: "\n") + "\n"
    }

    /// The lines of a file above its job: comments, version, hardware and model.
    private static func head(of design: TrainingDesign, comments: [String]) -> [String] {
        var lines = comments.map { "# " + $0.split(whereSeparator: \.isNewline).joined(separator: " ") }
        lines += ["version: 1", "hardware:"]
        if let cluster = design.hardware.cluster {
            lines += clusterLines(cluster, design.hardware)
        } else {
            lines += hardwareLines(design)
        }
        let model = design.model
        lines += [
            "model:", "  layers: \(model.layers)", "  hidden: \(model.hidden)", "  heads: \(model.heads)",
            "  kv_heads: \(model.keyValueHeads)", "  feed_forward: \(model.feedForward)", "  gated: \(model.isGated)",
            "  vocabulary: \(model.vocabulary)", "  sequence_length: \(model.sequenceLength)",
        ]
        return lines + ModelReader.extraLines(model)
    }

    /// The lines of a design file under `strategy:`.
    ///
    /// - Parameters:
    ///   - design: The design.
    ///   - withPlan: Whether the plan, which may be long, is among them.
    public static func strategyLines(of design: TrainingDesign, withPlan: Bool = true) -> [String] {
        let plan = withPlan ? design.strategy.plan.map(PlanReader.lines) : nil
        return DesignKey.strategy.map { "  \($0.name): \($0.text(design))" } + (plan ?? [])
    }

    /// A cluster as its preset and what is changed below it: clusters come from files by their preset only.
    private static func clusterLines(_ cluster: GPUCluster, _ hardware: Hardware) -> [String] {
        let preset = GPUClusterPreset.all.first { preset in
            var same = preset.hardware(devices: cluster.devices)
            same.cluster?.devicesPerNode = cluster.devicesPerNode
            same.cluster?.networkBytesPerSecond = cluster.networkBytesPerSecond
            same.cluster?.device.memoryBytes = cluster.device.memoryBytes
            return same == hardware
        }
        var lines = ["  preset: \(preset?.name ?? "")", "  devices: \(cluster.devices)"]
        guard let start = preset?.cluster else { return lines }
        if start.devicesPerNode != cluster.devicesPerNode {
            lines.append("  devices_per_node: \(cluster.devicesPerNode)")
        }
        if start.networkBytesPerSecond != cluster.networkBytesPerSecond {
            lines.append("  network_gb_per_s: \(DecimalText.text(cluster.networkBytesPerSecond, overTenTo: 9))")
        }
        if start.device.memoryBytes != cluster.device.memoryBytes {
            lines.append("  memory_gb: \(DecimalText.text(cluster.device.memoryBytes, overTenTo: 9))")
        }
        return lines
    }

    private static func hardwareLines(_ design: TrainingDesign) -> [String] {
        var lines: [String] = []
        for section in ["wafer", "die", "core", "memory", "", "limits"] {
            let keys = DesignKey.hardware.filter { $0.section == section }
            if !section.isEmpty { lines.append("  \(section):") }
            for key in keys {
                lines.append((section.isEmpty ? "  " : "    ") + "\(key.name): \(key.text(design))")
            }
        }
        return lines + FaultReader.lines(design.hardware.faults)
    }

    /// Reads what a planner is given: all of a training design but its strategy, which may be left out and is not used.
    ///
    /// - Throws: As `read(path:)`.
    public static func readTask(path: String) throws(ConfigurationError) -> PlanningTask {
        var mapping = try ConfigurationFile.read(path: path).mapping()
        let task = try task(&mapping)
        _ = mapping.optional("strategy")
        try mapping.finish()
        return task
    }

    static func design(from root: ConfigurationNode) throws(ConfigurationError) -> TrainingDesign {
        var mapping = try root.mapping()
        let task = try task(&mapping)
        let node = try mapping.required("strategy")
        try mapping.finish()
        guard let planner = try PlannerReader.planner(node) else {
            return task.design(try DesignReader.strategy(node))
        }
        do {
            return try planner.plan(task)
        } catch {
            throw node.error(
                found: error.description, accepted: "degrees, or a planner that has a strategy for this design")
        }
    }

    /// Everything but the strategy.
    private static func task(_ mapping: inout ConfigurationMapping) throws(ConfigurationError) -> PlanningTask {
        _ = try mapping.required("version").integer(in: 1...1)
        let hardware = try DesignReader.hardware(try mapping.required("hardware"))
        let model = try DesignReader.model(try mapping.required("model"))
        if let inference = mapping.optional("inference") {
            throw inference.error(
                found: "an inference design", accepted: "a training design: this version evaluates training only")
        }
        let job = try DesignReader.job(try mapping.required("training"))
        return PlanningTask(hardware: hardware, model: model, job: job)
    }
}

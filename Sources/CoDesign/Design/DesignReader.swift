import ConfigurationFile
import LanguageModel
import TrainingStrategy
import WaferArchitecture

/// Reads the parts of a design file: hardware, model, training and strategy.
enum DesignReader {
    /// A system: a preset, a preset with changes, or all of it.
    static func hardware(_ node: ConfigurationNode) throws(ConfigurationError) -> Hardware {
        if !node.isMapping { return try hardwarePreset(node) }
        var mapping = try node.mapping()
        if let cluster = try clusterPreset(mapping) {
            _ = mapping.optional("preset")
            let devices = try mapping.required("devices").integer(in: 1...GPUCluster.largestDeviceCount)
            var hardware = cluster.hardware(devices: devices)
            try change(&hardware, from: &mapping)
            try mapping.finish()
            try check(hardware, at: node)
            return hardware
        }
        let preset: Hardware?
        if let name = mapping.optional("preset") { preset = try hardwarePreset(name) } else { preset = nil }
        // Without a preset every key must be there, so that nothing of this start value is left.
        var design = TrainingDesign.blank
        if let preset { design.hardware = preset }
        for section in ["wafer", "die", "core", "memory", "", "limits"] {
            let keys = DesignKey.hardware.filter { $0.section == section }
            if section.isEmpty {
                try fill(&design, keys, from: &mapping, isComplete: preset == nil)
                continue
            }
            let inner = preset == nil ? try mapping.required(section) : mapping.optional(section)
            guard let inner else { continue }
            var values = try inner.mapping()
            try fill(&design, keys, from: &values, isComplete: preset == nil)
            try values.finish()
        }
        if let faults = mapping.optional("faults") { design.hardware.faults = try FaultReader.faults(faults) }
        try mapping.finish()
        try check(design.hardware, at: node)
        return design.hardware
    }

    /// A model: a preset, a preset with changes, or a shape.
    static func model(_ node: ConfigurationNode) throws(ConfigurationError) -> ModelShape {
        if !node.isMapping { return try ModelReader.preset(node) }
        var mapping = try node.mapping()
        var shape: ModelShape
        let size = 1...ModelShape.largestSize
        if let name = mapping.optional("preset") {
            shape = try ModelReader.preset(name)
            if let node = mapping.optional("layers") { shape.layers = try node.integer(in: size) }
            if let node = mapping.optional("hidden") { shape.hidden = try node.integer(in: size) }
            if let node = mapping.optional("heads") { shape.heads = try node.integer(in: size) }
        } else {
            let heads = try mapping.required("heads").integer(in: size)
            let hidden = try mapping.required("hidden").integer(in: size)
            shape = ModelShape(
                layers: try mapping.required("layers").integer(in: size), hidden: hidden, heads: heads,
                keyValueHeads: heads, feedForward: 4 * hidden, isGated: false, vocabulary: 51_200,
                sequenceLength: 2_048)
        }
        if let node = mapping.optional("kv_heads") { shape.keyValueHeads = try node.integer(in: size) }
        if let node = mapping.optional("feed_forward") { shape.feedForward = try node.integer(in: size) }
        if let node = mapping.optional("gated") { shape.isGated = try node.boolean() }
        if let node = mapping.optional("vocabulary") { shape.vocabulary = try node.integer(in: size) }
        if let node = mapping.optional("sequence_length") { shape.sequenceLength = try node.integer(in: size) }
        try ModelReader.readExtras(&mapping, into: &shape)
        try mapping.finish()
        do {
            try shape.validate()
        } catch {
            throw node.error(found: "a shape that cannot be: \(error)", accepted: "a shape that divides evenly")
        }
        return shape
    }

    /// The batch and the number formats.
    static func job(_ node: ConfigurationNode) throws(ConfigurationError) -> TrainingJob {
        var mapping = try node.mapping()
        var job = TrainingJob(
            globalBatchSequences: try mapping.required("global_batch_sequences").integer(in: 1...131_072))
        if let node = mapping.optional("precision") { job.precision = try node.choice(TrainingJob.Precision.self) }
        if let node = mapping.optional("optimizer") { job.optimizer = try node.choice(TrainingJob.Optimizer.self) }
        if let node = mapping.optional("optimizer_state") {
            job.optimizerState = try node.choice(TrainingJob.OptimizerState.self)
        }
        if let node = mapping.optional("attention") { job.attention = try node.choice(TrainingJob.Attention.self) }
        try mapping.finish()
        return job
    }

    /// The requests, the number formats and the kind of attention, of which clusters have no sparse one.
    static func inference(_ node: ConfigurationNode, on hardware: Hardware) throws(ConfigurationError) -> InferenceJob {
        var mapping = try node.mapping()
        var job = InferenceJob(
            batch: try mapping.required("batch").integer(in: 1...131_072),
            promptTokens: try mapping.required("prompt_tokens").integer(in: 1...ModelShape.largestSize),
            outputTokens: try mapping.required("output_tokens").integer(in: 1...ModelShape.largestSize))
        if let node = mapping.optional("precision") { job.precision = try node.choice(InferenceJob.Precision.self) }
        if let node = mapping.optional("kv_precision") {
            job.keyValuePrecision = try node.choice(InferenceJob.Precision.self)
        }
        if let node = mapping.optional("attention") {
            job.attention = try node.choice(InferenceJob.Attention.self)
            if job.attention == .star, hardware.cluster != nil {
                throw node.error(
                    found: "star on a cluster", accepted: "dense or flash; star is modelled on wafers only")
            }
        }
        if let node = mapping.optional("keep_ratio") {
            guard job.attention == .star else {
                throw node.error(
                    found: "a keep ratio beside attention: \(job.attention.rawValue)", accepted: "attention: star")
            }
            let selection = SparseSelection(keepRatio: try node.double())
            guard selection.isLegal else {
                throw node.error(accepted: "a decimal number above 0 and at most 1")
            }
            job.selection = selection
        }
        try mapping.finish()
        return job
    }

    /// A strategy; what is not given has the value of ``TrainingStrategy/Strategy`` without any parallelism.
    static func strategy(_ node: ConfigurationNode) throws(ConfigurationError) -> Strategy {
        var mapping = try node.mapping()
        var design = TrainingDesign.blank
        // A set of operators is a list; names of policies are read with the other keys.
        var keys = DesignKey.strategy
        var rest = mapping
        if let place = rest.optional("recompute"), place.isSequence {
            design.strategy.recompute = try recompute(place)
            mapping = rest
            keys.removeAll { $0.path == "strategy.recompute" }
        }
        try fill(&design, keys, from: &mapping, isComplete: false)
        if let place = mapping.optional("plan") { design.strategy.plan = try PlanReader.plan(place) }
        try mapping.finish()
        return design.strategy
    }

    /// The operators of a layer that run again.
    static func recompute(_ node: ConfigurationNode) throws(ConfigurationError) -> Recompute {
        var kinds: [LayerOperator.Kind] = []
        for element in try node.list() { kinds.append(try layerOperator(element)) }
        return Recompute(kinds)
    }

    /// The name of an operator of a layer.
    static func layerOperator(_ node: ConfigurationNode) throws(ConfigurationError) -> LayerOperator.Kind {
        let name = try node.string()
        guard let kind = LayerOperator.Kind.ofLayers.first(where: { $0.rawValue == name }) else {
            let names = LayerOperator.Kind.ofLayers.map(\.rawValue)
            throw node.error(
                found: "the operator \(ConfigurationError.quoted(name))",
                accepted: ConfigurationError.oneOf(names, near: name))
        }
        return kind
    }

    /// Refuses a quantity outside the range for which the models are meant, at its place in the file.
    static func check(_ hardware: Hardware, at node: ConfigurationNode) throws(ConfigurationError) {
        do {
            try hardware.validate()
        } catch .outOfRange(let key, let value, let lowest, let highest) {
            let place = node.descendant(key) ?? node
            throw place.error(found: "\(key) of \(value)", accepted: "a value from \(lowest) to \(highest)")
        } catch {
            throw node.error(accepted: "\(error)")
        }
    }

    private static func fill(
        _ design: inout TrainingDesign, _ keys: [DesignKey], from mapping: inout ConfigurationMapping, isComplete: Bool
    ) throws(ConfigurationError) {
        for key in keys {
            let node =
                isComplete && !key.isOptional ? try mapping.required(key.name) : mapping.optional(key.name)
            if let node { try key.read(node, into: &design) }
        }
    }

    /// The keys of a cluster below its preset.
    private static func change(
        _ hardware: inout Hardware, from mapping: inout ConfigurationMapping
    ) throws(ConfigurationError) {
        if let node = mapping.optional("devices_per_node") {
            hardware.cluster?.devicesPerNode = try node.integer(in: 1...1024)
        }
        if let node = mapping.optional("network_gb_per_s") {
            hardware.cluster?.networkBytesPerSecond = try gigabytes(node)
        }
        if let node = mapping.optional("memory_gb") { hardware.cluster?.device.memoryBytes = try gigabytes(node) }
    }

    private static func gigabytes(_ node: ConfigurationNode) throws(ConfigurationError) -> Double {
        guard let number = DecimalText.number(try node.string(), timesTenTo: 9), number > 0 else {
            throw node.error(accepted: "a positive decimal number")
        }
        return number
    }

    /// The cluster preset that a mapping names, if it names one.
    private static func clusterPreset(_ mapping: ConfigurationMapping) throws(ConfigurationError) -> GPUClusterPreset? {
        var copy = mapping
        guard let node = copy.optional("preset") else { return nil }
        return GPUClusterPreset.named(try node.string())
    }

    private static func hardwarePreset(_ node: ConfigurationNode) throws(ConfigurationError) -> Hardware {
        let name = try node.string()
        if GPUClusterPreset.named(name) != nil {
            throw node.error(
                found: "the cluster preset \(ConfigurationError.quoted(name)) without a number of devices",
                accepted: "{preset: \(name), devices: 8}")
        }
        guard let preset = HardwarePreset.named(name) else {
            let names = HardwarePreset.all.map(\.name) + GPUClusterPreset.all.map(\.name)
            throw node.error(
                found: "the hardware preset \(ConfigurationError.quoted(name))",
                accepted: ConfigurationError.oneOf(names, near: name))
        }
        return preset.hardware
    }
}

extension TrainingDesign {
    /// A design to start from before keys are read: the first hardware and model preset, without any parallelism.
    static var blank: TrainingDesign {
        TrainingDesign(
            hardware: HardwarePreset.all[0].hardware, model: ModelPreset.all[0].shape,
            job: TrainingJob(globalBatchSequences: 1),
            strategy: Strategy(
                tensor: 1, sequenceParallel: false, pipeline: 1, data: 1, microBatchSequences: 1,
                schedule: .oneForwardOneBackward, chunks: 1, recompute: .none))
    }
}

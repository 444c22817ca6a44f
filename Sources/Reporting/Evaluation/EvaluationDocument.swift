public import AnalyticalModel
import LanguageModel
public import TrainingStrategy
public import WaferSimulator

/// An evaluation as the JSON object that `ingot evaluate --json` prints.
public struct EvaluationDocument: Encodable, Sendable {
    private let evaluation: TrainingEvaluation
    private let fidelity: String
    private let version: String
    private let cpuSeconds: Double
    private let inference: InferenceEvaluation?
    private let job: InferenceJob?
    private let roofs: RooflineLimits?
    private let operators: [RooflinePoint]
    private let brokenRules: [StrategyViolation]
    private let stages: [StageMemory]
    private let communication: [CollectiveCost]
    private let record: IterationRecord?

    /// Wraps an evaluation of inference with its provenance.
    ///
    /// - Parameters:
    ///   - inference: The figures.
    ///   - job: What is served: its kind of attention, and its output tokens, one with the prefill and each other with a
    ///     decode step.
    ///   - fidelity: The fidelity that was asked.
    ///   - version: The version of its evaluator.
    ///   - cpuSeconds: What one evaluation took.
    ///   - operators: The operators of a prefill and of a decode step, for a roofline.
    ///   - roofs: The roofs of a device.
    ///   - brokenRules: The rules of shape that the design breaks, whose words go with the violations.
    public init(
        inference: InferenceEvaluation, job: InferenceJob, fidelity: String, version: String, cpuSeconds: Double,
        operators: [RooflinePoint] = [], roofs: RooflineLimits? = nil, brokenRules: [StrategyViolation] = []
    ) {
        evaluation = inference.figures
        self.fidelity = fidelity
        self.version = version
        self.cpuSeconds = cpuSeconds
        self.inference = inference
        self.job = job
        self.operators = operators
        self.roofs = roofs
        (stages, communication, record) = ([], [], nil)
        self.brokenRules = brokenRules
    }

    /// Wraps an evaluation with its provenance.
    ///
    /// - Parameters:
    ///   - evaluation: The figures.
    ///   - fidelity: The fidelity that was asked.
    ///   - version: The version of its evaluator.
    ///   - cpuSeconds: What one evaluation took.
    ///   - operators: The operators of an iteration, for a roofline.
    ///   - roofs: The roofs of a device.
    ///   - brokenRules: The rules of shape that the design breaks, whose words go with the violations.
    ///   - stages: What the devices of each stage hold.
    ///   - communication: What the devices of each stage send.
    ///   - record: What was seen in the iteration, where it was played.
    public init(
        evaluation: TrainingEvaluation, fidelity: String, version: String, cpuSeconds: Double,
        operators: [RooflinePoint] = [], roofs: RooflineLimits? = nil, brokenRules: [StrategyViolation] = [],
        stages: [StageMemory] = [], communication: [CollectiveCost] = [], record: IterationRecord? = nil
    ) {
        self.evaluation = evaluation
        self.fidelity = fidelity
        self.version = version
        self.cpuSeconds = cpuSeconds
        (inference, job) = (nil, nil)
        self.operators = operators
        self.roofs = roofs
        self.brokenRules = brokenRules
        self.stages = stages
        self.communication = communication
        self.record = record
    }

    private enum Key: String, CodingKey {
        case iterationSeconds = "iteration_s"
        case firstTokenSeconds = "ttft_s"
        case tokenSeconds = "tpot_s"
        case cacheBytes = "kv_cache_bytes"
        case attention
        case keepRatio = "keep_ratio"
        case tokensPerSecond = "tokens_per_s"
        case teraflopsPerDevice = "tflops_per_device"
        case hardwareUtilisation = "hfu"
        case modelUtilisation = "mfu"
        case powerWatts = "power_w"
        case energyJoules = "energy_j"
        case energyBreakdown = "energy_breakdown_j"
        case memoryBytes = "memory_bytes_per_device"
        case timeBreakdown = "time_breakdown_s"
        case waferArea = "wafer_area_mm2"
        case yield
        case costUSDollars = "cost_usd"
        case isFeasible = "feasible"
        case violations
        case fidelity
        case evaluatorVersion = "evaluator_version"
        case cpuSeconds = "cpu_seconds"
        case operators
        case roofs
        case phases
        case memoryByStage = "memory_bytes_by_stage"
        case communication
        case stalls
        case flitsSimulated = "flits_simulated"
        case patterns = "flow_patterns"
        case patternsNotMeasured = "flow_patterns_not_measured"
    }

    private struct Violation: Encodable {
        let limit: String
        let value: Double
        let allowed: Double
        let message: String?
    }

    private struct Stage: Encodable {
        let stage: Int
        let layers: Int
        let weights: Double
        let gradients: Double
        let optimizer: Double
        let activations: Double
        let total: Double
        let layerMatrixState: Double
        let layerActivations: Double

        init(_ stage: StageMemory) {
            self.stage = stage.stage
            layers = stage.layers
            weights = stage.memory.weights
            gradients = stage.memory.gradients
            optimizer = stage.memory.optimizer
            activations = stage.memory.activations
            total = stage.memory.total
            layerMatrixState = stage.layerMatrixStateBytes
            layerActivations = stage.layerActivationBytes
        }

        enum CodingKeys: String, CodingKey {
            case stage, layers, weights, gradients, optimizer, activations, total
            case layerMatrixState = "layer_matrix_state"
            case layerActivations = "layer_activations"
        }
    }

    private struct Communication: Encodable {
        let firstStage: Int
        let lastStage: Int
        let collective: String
        let group: String
        let size: Int
        let count: Double
        let bytes: Double
        let seconds: Double
        let columns: Int
        let rows: Int
        let wafers: Int
        let hops: Double

        enum CodingKeys: String, CodingKey {
            case collective, group, size, count, bytes, seconds, columns, rows, wafers, hops
            case firstStage = "first_stage"
            case lastStage = "last_stage"
        }
    }

    /// Writes the object.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        if let inference {
            try container.encode(inference.firstTokenSeconds, forKey: .firstTokenSeconds)
            try container.encode(inference.tokenSeconds, forKey: .tokenSeconds)
            try container.encode(inference.cacheBytes, forKey: .cacheBytes)
            try container.encodeIfPresent(job?.attention.rawValue, forKey: .attention)
            try container.encodeIfPresent(job?.sparseSelection?.keepRatio, forKey: .keepRatio)
        } else {
            try container.encode(evaluation.iterationSeconds, forKey: .iterationSeconds)
        }
        try container.encode(evaluation.tokensPerSecond, forKey: .tokensPerSecond)
        try container.encode(evaluation.flopsPerSecondPerDevice / 1e12, forKey: .teraflopsPerDevice)
        try container.encode(evaluation.hardwareUtilisation, forKey: .hardwareUtilisation)
        try container.encode(evaluation.modelUtilisation, forKey: .modelUtilisation)
        try container.encode(evaluation.powerWatts, forKey: .powerWatts)
        try container.encode(evaluation.energyJoules, forKey: .energyJoules)
        try container.encode(Self.dictionary(evaluation.energy.parts), forKey: .energyBreakdown)
        var memory = Self.dictionary(evaluation.memory.parts)
        memory["total"] = evaluation.memory.total
        try container.encode(memory, forKey: .memoryBytes)
        try container.encode(Self.dictionary(evaluation.time.parts), forKey: .timeBreakdown)
        try container.encode(evaluation.waferAreaSquareMillimetres, forKey: .waferArea)
        try container.encode(evaluation.yield, forKey: .yield)
        try container.encode(evaluation.costUSDollars, forKey: .costUSDollars)
        try container.encode(evaluation.isFeasible, forKey: .isFeasible)
        // Several rules may have the same figures: each is told once, in their order.
        var untold = brokenRules
        let violations = evaluation.violations.map { check in
            let place = untold.firstIndex { $0.limitCheck == check }
            return Violation(
                limit: check.limit.rawValue, value: check.value, allowed: check.allowed,
                message: place.map { untold.remove(at: $0).description })
        }
        try container.encode(violations, forKey: .violations)
        try container.encode(fidelity, forKey: .fidelity)
        try container.encode(version, forKey: .evaluatorVersion)
        try container.encode(cpuSeconds, forKey: .cpuSeconds)
        if !operators.isEmpty {
            try container.encode(operators.map(RooflineOperator.init), forKey: .operators)
        }
        if let roofs { try container.encode(RooflineRoofs(roofs), forKey: .roofs) }
        if let inference {
            var phases = ["prefill": InferencePhaseDocument(inference.prefill, steps: 1)]
            if let job, job.outputTokens > 1 {
                phases["decode"] = InferencePhaseDocument(inference.decode, steps: job.outputTokens - 1)
            }
            try container.encode(phases, forKey: .phases)
        }
        if !stages.isEmpty { try container.encode(stages.map(Stage.init), forKey: .memoryByStage) }
        if inference == nil {
            let list = communication.map {
                Communication(
                    firstStage: $0.firstStage, lastStage: $0.lastStage, collective: $0.kind.rawValue,
                    group: $0.group.rawValue, size: $0.size, count: $0.count, bytes: $0.bytes, seconds: $0.seconds,
                    columns: $0.place.columns, rows: $0.place.rows, wafers: $0.place.wafers, hops: $0.place.hops)
            }
            try container.encode(list, forKey: .communication)
        }
        if let record {
            try container.encode(record.stalls.map(StageStalls.init), forKey: .stalls)
            try container.encodeIfPresent(record.flitsSimulated, forKey: .flitsSimulated)
            if let patterns = record.patterns {
                try container.encode(patterns, forKey: .patterns)
                try container.encode(record.patternsNotMeasured, forKey: .patternsNotMeasured)
            }
        }
    }

    static func dictionary(_ parts: [(name: String, value: Double)]) -> [String: Double] {
        Dictionary(uniqueKeysWithValues: parts.map { ($0.name, $0.value) })
    }
}

extension TrainingEvaluation.Time {
    /// The parts by the names of the JSON output, largest concerns first.
    public var parts: [(name: String, value: Double)] {
        [
            ("compute", compute), ("memory", memory), ("communication", communication), ("bubble", bubble),
            ("recompute", recompute), ("optimizer", optimizer),
        ]
    }
}

extension TrainingEvaluation.Memory {
    /// The parts by the names of the JSON output.
    public var parts: [(name: String, value: Double)] {
        [("weights", weights), ("gradients", gradients), ("optimizer", optimizer), ("activations", activations)]
    }
}

extension TrainingEvaluation.Energy {
    /// The parts by the names of the JSON output.
    public var parts: [(name: String, value: Double)] {
        [("compute", compute), ("sram", sram), ("noc", noc), ("d2d", dieToDie), ("dram", dram), ("idle", idle)]
    }
}

public import TrainingStrategy

/// What an evaluator says of a candidate, by the names that campaign files use.
public struct WaferAnswer: Sendable {
    /// All figures; of inference those of a whole batch.
    public let evaluation: TrainingEvaluation
    /// What there is of inference beside; nil for training.
    public let inference: InferenceEvaluation?

    /// Wraps an evaluation.
    public init(evaluation: TrainingEvaluation) {
        self.evaluation = evaluation
        inference = nil
    }

    /// Wraps an evaluation of inference.
    public init(inference: InferenceEvaluation) {
        evaluation = inference.figures
        self.inference = inference
    }

    /// Whether no limit is broken.
    public var isFeasible: Bool { evaluation.isFeasible }

    /// Each broken limit in words: its name, the value, what is allowed.
    public var reasons: [String] {
        evaluation.violations.map { "\($0.limit.rawValue) \($0.value) above \($0.allowed)" }
    }

    /// The limits that are broken, as often as they are.
    public var brokenLimits: [TrainingEvaluation.Limit] { evaluation.violations.map(\.limit) }

    /// Whether every broken limit has a figure beside it by which one sees how near a design is, so that its other
    /// figures are worth keeping: memory and power are evaluated, all other limits are refusals.
    public var breaksFiguresOnly: Bool {
        brokenLimits.allSatisfy { [.memoryBytesPerDevice, .powerWatts, .powerDensity].contains($0) }
    }

    /// The figure of a name in ``WaferMetric/all(of:)``, or `nil` where there is none of that name.
    public func value(of metric: String) -> Double? {
        WaferMetric.all(of: inference == nil ? .training : .inference).first { $0.name == metric }?.value(self)
    }
}

/// One figure of an evaluation that may be an objective or a constraint.
public struct WaferMetric: Sendable {
    /// The name in files.
    public let name: String
    /// The unit, empty for a ratio.
    public let unit: String
    /// Reads it from an answer; 0 where the answer has none.
    public let value: @Sendable (WaferAnswer) -> Double

    private init(_ name: String, _ unit: String, _ value: @escaping @Sendable (WaferAnswer) -> Double) {
        self.name = name
        self.unit = unit
        self.value = value
    }

    /// Every figure that a campaign may optimise or bound.
    public static func all(of work: WaferProblem.Work) -> [WaferMetric] {
        switch work {
        case .training: [WaferMetric("iteration_s", "s") { $0.evaluation.iterationSeconds }] + common
        case .inference:
            [
                WaferMetric("ttft_s", "s") { $0.inference?.firstTokenSeconds ?? 0 },
                WaferMetric("tpot_s", "s") { $0.inference?.tokenSeconds ?? 0 },
                WaferMetric("kv_cache_bytes", "B") { $0.inference?.cacheBytes ?? 0 },
            ] + common
        }
    }

    private static let common: [WaferMetric] = [
        WaferMetric("tokens_per_s", "token/s") { $0.evaluation.tokensPerSecond },
        WaferMetric("tflops_per_device", "TFLOP/s") { $0.evaluation.flopsPerSecondPerDevice / 1e12 },
        WaferMetric("hfu", "") { $0.evaluation.hardwareUtilisation },
        WaferMetric("mfu", "") { $0.evaluation.modelUtilisation },
        WaferMetric("power_w", "W") { $0.evaluation.powerWatts },
        WaferMetric("energy_j", "J") { $0.evaluation.energyJoules },
        WaferMetric("memory_bytes_per_device", "B") { $0.evaluation.memory.total },
        WaferMetric("wafer_area_mm2", "mm2") { $0.evaluation.waferAreaSquareMillimetres },
        WaferMetric("yield", "") { $0.evaluation.yield },
        WaferMetric("cost_usd", "USD") { $0.evaluation.costUSDollars },
        WaferMetric("memory_use", "") { use($0.evaluation.memoryLimit) },
        WaferMetric("power_use", "") { max(use($0.evaluation.powerLimit), use($0.evaluation.powerDensityLimit)) },
    ]

    private static func use(_ check: TrainingEvaluation.LimitCheck) -> Double {
        check.allowed > 0 ? check.value / check.allowed : 0
    }
}

extension WaferProblem {
    /// The names that objectives and constraints may use; the limits hold in any case.
    public var metricNames: [String] { WaferMetric.all(of: work).map(\.name).filter { !Self.limitNames.contains($0) } }

    /// Figures that must be at most 1 in every design: the shares of memory and of power that are used, of power the
    /// larger of a wafer's and of a square millimetre's.
    public static let limitNames = ["memory_use", "power_use"]
}

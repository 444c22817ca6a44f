public import TrainingStrategy

/// What an evaluator says of a candidate, by the names that campaign files use.
public struct WaferAnswer: Sendable {
    /// All figures.
    public let evaluation: TrainingEvaluation

    /// Wraps an evaluation.
    public init(evaluation: TrainingEvaluation) {
        self.evaluation = evaluation
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

    /// The figure of a name in ``WaferMetric/all``, or `nil` where there is none of that name.
    public func value(of metric: String) -> Double? {
        WaferMetric.all.first { $0.name == metric }?.value(evaluation)
    }
}

/// One figure of an evaluation that may be an objective or a constraint.
public struct WaferMetric: Sendable {
    /// The name in files.
    public let name: String
    /// The unit, empty for a ratio.
    public let unit: String
    /// Reads it from an evaluation.
    public let value: @Sendable (TrainingEvaluation) -> Double

    /// Every figure that a campaign may optimise or bound.
    public static let all: [WaferMetric] = [
        WaferMetric(name: "iteration_s", unit: "s") { $0.iterationSeconds },
        WaferMetric(name: "tokens_per_s", unit: "token/s") { $0.tokensPerSecond },
        WaferMetric(name: "tflops_per_device", unit: "TFLOP/s") { $0.flopsPerSecondPerDevice / 1e12 },
        WaferMetric(name: "hfu", unit: "") { $0.hardwareUtilisation },
        WaferMetric(name: "mfu", unit: "") { $0.modelUtilisation },
        WaferMetric(name: "power_w", unit: "W") { $0.powerWatts },
        WaferMetric(name: "energy_j", unit: "J") { $0.energyJoules },
        WaferMetric(name: "memory_bytes_per_device", unit: "B") { $0.memory.total },
        WaferMetric(name: "wafer_area_mm2", unit: "mm2") { $0.waferAreaSquareMillimetres },
        WaferMetric(name: "yield", unit: "") { $0.yield },
        WaferMetric(name: "cost_usd", unit: "USD") { $0.costUSDollars },
        WaferMetric(name: "memory_use", unit: "") { use($0.memoryLimit) },
        WaferMetric(name: "power_use", unit: "") { max(use($0.powerLimit), use($0.powerDensityLimit)) },
    ]

    private static func use(_ check: TrainingEvaluation.LimitCheck) -> Double {
        check.allowed > 0 ? check.value / check.allowed : 0
    }
}

extension WaferProblem {
    /// The names that objectives and constraints may use; the limits hold in any case.
    public static var metricNames: [String] { WaferMetric.all.map(\.name).filter { !limitNames.contains($0) } }

    /// Figures that must be at most 1 in every design: the shares of memory and of power that are used, of power the
    /// larger of a wafer's and of a square millimetre's.
    public static let limitNames = ["memory_use", "power_use"]
}

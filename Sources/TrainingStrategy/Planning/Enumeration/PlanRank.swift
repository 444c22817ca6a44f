/// How good a design is to a planner: inside its limits first, then fast, then small.
///
/// The greater rank is the better one. Limits of geometry do not count, as no strategy can mend them.
struct PlanRank: Comparable, Sendable {
    /// By how much memory, power and power density are above what is allowed, as shares of it, added up.
    let excess: Double
    /// Tokens a second.
    let tokensPerSecond: Double
    /// Bytes on the fullest device.
    let memoryBytes: Double

    /// The rank of an evaluated design; nil for a shape that cannot run.
    init?(_ evaluation: TrainingEvaluation) {
        var excess = 0.0
        for violation in evaluation.violations {
            switch violation.limit {
            case .memoryBytesPerDevice, .powerWatts, .powerDensity:
                excess += PlanRank.excess(violation.value, allowed: violation.allowed)
            case .devices, .strategyShape: return nil
            default: continue
            }
        }
        self.excess = excess
        tokensPerSecond = evaluation.tokensPerSecond
        memoryBytes = evaluation.memory.total
    }

    /// Whether no limit is broken that a strategy may break.
    var fits: Bool { excess == 0 }

    /// By how much a value is above what is allowed, as a share of it.
    static func excess(_ value: Double, allowed: Double) -> Double {
        max(0, value - allowed) / max(allowed, 1)
    }

    static func < (first: PlanRank, second: PlanRank) -> Bool {
        if first.excess != second.excess { return first.excess > second.excess }
        if first.tokensPerSecond != second.tokensPerSecond { return first.tokensPerSecond < second.tokensPerSecond }
        return first.memoryBytes > second.memoryBytes
    }
}

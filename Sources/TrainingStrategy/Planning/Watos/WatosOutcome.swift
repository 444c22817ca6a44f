/// A design with what it costs.
struct WatosOutcome {
    /// It.
    var design: TrainingDesign
    /// By how much memory, power and power density are above what is allowed, as shares of it, added up.
    var excess: Double
    /// Seconds of an iteration.
    var seconds: Double

    /// Evaluates a design, or nil where its shape cannot run.
    init?(_ design: TrainingDesign, costs: any TrainingCostModel) {
        let evaluation = costs.evaluate(design)
        var excess = 0.0
        for violation in evaluation.violations {
            switch violation.limit {
            case .memoryBytesPerDevice, .powerWatts, .powerDensity:
                excess += max(0, violation.value - violation.allowed) / max(violation.allowed, 1)
            case .devices, .strategyShape: return nil
            default: continue
            }
        }
        self.design = design
        self.excess = excess
        seconds = evaluation.iterationSeconds
    }

    /// Whether it is better than another one: nearer to its limits first, then faster.
    func isBetter(than other: WatosOutcome?) -> Bool {
        guard let other else { return true }
        return excess != other.excess ? excess < other.excess : seconds < other.seconds
    }
}

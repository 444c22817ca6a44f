public import TrainingStrategy

/// An evaluation as a table for people.
public enum EvaluationTable {
    /// The lines of the table.
    ///
    /// - Parameters:
    ///   - evaluation: The figures.
    ///   - fidelity: The fidelity that was asked.
    ///   - version: The version of its evaluator.
    ///   - brokenRules: What is wrong with the strategy's shape, in words; they stand in for the bare figures.
    public static func text(
        _ evaluation: TrainingEvaluation, fidelity: String, version: String, brokenRules: [String] = []
    ) -> String {
        var lines: [String] = []
        func row(_ name: String, _ value: String) {
            lines.append("  " + TextTable.pad(name, to: 26) + value)
        }
        lines.append("fidelity \(fidelity), evaluator version \(version)")
        row("iteration", Quantity.text(evaluation.iterationSeconds, unit: "s"))
        row("throughput", Quantity.text(evaluation.tokensPerSecond, unit: "token/s"))
        row("executed per device", Quantity.text(evaluation.flopsPerSecondPerDevice, unit: "FLOP/s"))
        row("HFU / MFU", Quantity.percent(evaluation.hardwareUtilisation, evaluation.modelUtilisation))
        row("power of one wafer", Quantity.text(evaluation.powerWatts, unit: "W"))
        row("energy of one iteration", Quantity.text(evaluation.energyJoules, unit: "J"))
        row("silicon of one wafer", Quantity.fixed(evaluation.waferAreaSquareMillimetres, digits: 0) + " mm2")
        row("yield", Quantity.percent(evaluation.yield))
        row("cost of the system", Quantity.fixed(evaluation.costUSDollars, digits: 0) + " USD")
        part(&lines, "time", evaluation.time.parts, evaluation.time.total, "s")
        part(&lines, "energy", evaluation.energy.parts, evaluation.energy.total, "J")
        part(&lines, "memory of the fullest device", evaluation.memory.parts, evaluation.memory.total, "B")
        if evaluation.isFeasible {
            lines.append("feasible: no limit is broken")
        } else {
            lines.append("infeasible:")
            for check in evaluation.violations where check.limit != .strategyShape || brokenRules.isEmpty {
                let over = check.allowed > 0 ? " (\(Quantity.percent(check.value / check.allowed - 1)) over)" : ""
                lines.append("  \(check.limit.rawValue): \(check.value), allowed \(check.allowed)\(over)")
            }
            let shape = TrainingEvaluation.Limit.strategyShape.rawValue
            lines += brokenRules.map { "  \(shape): \($0)" }
        }
        return lines.joined(separator: "\n")
    }

    private static func part(
        _ lines: inout [String], _ title: String, _ parts: [(name: String, value: Double)], _ total: Double,
        _ unit: String
    ) {
        lines.append("\(title): \(Quantity.text(total, unit: unit))")
        for (name, value) in parts {
            let share = total > 0 ? Quantity.percent(value / total) : "-"
            lines.append(
                "  " + TextTable.pad(name, to: 16) + TextTable.pad(Quantity.text(value, unit: unit), to: 14) + share)
        }
    }
}

public import TrainingStrategy
public import WaferSimulator

/// An evaluation as a table for people.
public enum EvaluationTable {
    /// The lines of the table.
    ///
    /// - Parameters:
    ///   - evaluation: The figures.
    ///   - fidelity: The fidelity that was asked.
    ///   - version: The version of its evaluator.
    ///   - brokenRules: What is wrong with the strategy's shape, in words; they stand in for the bare figures.
    ///   - unit: What power and silicon are given for: a wafer, or a device of a cluster.
    ///   - record: What was seen in the iteration, where it was played.
    public static func text(
        _ evaluation: TrainingEvaluation, fidelity: String, version: String, brokenRules: [String] = [],
        unit: String = "wafer", record: IterationRecord? = nil
    ) -> String {
        var lines = ["fidelity \(fidelity), evaluator version \(version)"]
        row(&lines, "iteration", Quantity.text(evaluation.iterationSeconds, unit: "s"))
        common(&lines, evaluation, unit: unit, energyName: "energy of one iteration")
        part(&lines, "time", evaluation.time.parts, evaluation.time.total, "s")
        if let record, !record.stalls.isEmpty { lines.append(StallTable.text(record)) }
        ending(&lines, evaluation, brokenRules)
        return lines.joined(separator: "\n")
    }

    /// The lines of the table of a design that serves requests.
    ///
    /// - Parameters:
    ///   - inference: The figures.
    ///   - job: What is served; its kind of attention is told.
    ///   - fidelity: The fidelity that was asked.
    ///   - version: The version of its evaluator.
    ///   - brokenRules: What is wrong with the strategy's shape, in words; they stand in for the bare figures.
    ///   - unit: What power and silicon are given for: a wafer, or a device of a cluster.
    public static func text(
        _ inference: InferenceEvaluation, job: InferenceJob, fidelity: String, version: String,
        brokenRules: [String] = [],
        unit: String = "wafer"
    ) -> String {
        let figures = inference.figures
        var lines = ["fidelity \(fidelity), evaluator version \(version)"]
        row(&lines, "first token", Quantity.text(inference.firstTokenSeconds, unit: "s"))
        row(&lines, "each further token", Quantity.text(inference.tokenSeconds, unit: "s"))
        row(&lines, "the whole batch", Quantity.text(figures.iterationSeconds, unit: "s"))
        row(&lines, "keys and values", Quantity.text(inference.cacheBytes, unit: "B"))
        let kept = job.sparseSelection.map { ", \(Quantity.percent($0.keepRatio)) of the keys kept" } ?? ""
        row(&lines, "attention", job.attention.rawValue + kept)
        common(&lines, figures, unit: unit, energyName: "energy of the batch")
        for (name, step) in [("prefill", inference.prefill), ("decode step", inference.decode)] {
            let parts = step.time.parts.filter { !["recompute", "optimizer"].contains($0.name) }
            part(&lines, name, parts, step.seconds, "s")
        }
        ending(&lines, figures, brokenRules)
        return lines.joined(separator: "\n")
    }

    private static func row(_ lines: inout [String], _ name: String, _ value: String) {
        lines.append("  " + TextTable.pad(name, to: 26) + value)
    }

    private static func common(
        _ lines: inout [String], _ evaluation: TrainingEvaluation, unit: String, energyName: String
    ) {
        row(&lines, "throughput", Quantity.text(evaluation.tokensPerSecond, unit: "token/s"))
        row(&lines, "executed per device", Quantity.text(evaluation.flopsPerSecondPerDevice, unit: "FLOP/s"))
        row(&lines, "HFU / MFU", Quantity.percent(evaluation.hardwareUtilisation, evaluation.modelUtilisation))
        row(&lines, "power of one \(unit)", Quantity.text(evaluation.powerWatts, unit: "W"))
        row(&lines, energyName, Quantity.text(evaluation.energyJoules, unit: "J"))
        row(&lines, "silicon of one \(unit)", Quantity.fixed(evaluation.waferAreaSquareMillimetres, digits: 0) + " mm2")
        row(&lines, "yield", Quantity.percent(evaluation.yield))
        row(&lines, "cost of the system", Quantity.fixed(evaluation.costUSDollars, digits: 0) + " USD")
    }

    private static func ending(
        _ lines: inout [String], _ evaluation: TrainingEvaluation, _ brokenRules: [String]
    ) {
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

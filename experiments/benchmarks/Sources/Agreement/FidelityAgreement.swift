import AnalyticalModel
import Foundation
import GaussianProcess
import TrainingStrategy
import WaferSimulator

/// How alike the fidelities rank random feasible designs, and what each costs.
enum FidelityAgreement {
    /// What the three models say of a design.
    private struct Answer {
        var entry: DesignSample.Entry
        var analytical: TrainingEvaluation
        var routed: TrainingEvaluation
        var detailed: TrainingEvaluation
        /// CPU seconds of each.
        var seconds: [Double]
        var patterns: Int
        var flits: Int
        var notMeasured: Int
    }

    static func run(_ arguments: Arguments, into report: inout Report) throws {
        let answers = try answers(arguments)
        try write(answers, to: arguments.agreementCSV)
        addRanks(answers, into: &report)
        addRatios(answers, into: &report)
        addCosts(answers, into: &report)
        addWorst(answers, into: &report)
        try WholeIterations.run(into: &report)
    }

    private static func answers(_ arguments: Arguments) throws -> [Answer] {
        let detailed = DetailedModel()
        var answers: [Answer] = []
        for entry in try DesignSample.draw(300, seed: arguments.seeds(orFirst: 1)[0]) {
            var seconds: [Double] = []
            func timed<Result>(_ work: () -> Result) -> Result {
                let start = CPUClock.seconds
                let result = work()
                seconds.append(CPUClock.seconds - start)
                return result
            }
            let start = CPUClock.seconds
            for _ in 0..<100 { _ = AnalyticalModel().evaluate(entry.design) }
            seconds.append((CPUClock.seconds - start) / 100)
            let analytical = AnalyticalModel().evaluate(entry.design)
            let routed = timed { RoutedModel().evaluate(entry.design) }
            // As in a campaign: patterns that other designs had are known.
            let (evaluation, record) = timed { detailed.record(of: entry.design, spans: false) }
            answers.append(
                Answer(
                    entry: entry, analytical: analytical, routed: routed, detailed: evaluation, seconds: seconds,
                    patterns: record?.patterns ?? 0, flits: record?.flitsSimulated ?? 0,
                    notMeasured: record?.patternsNotMeasured ?? 0))
        }
        return answers
    }

    private static func addRanks(_ answers: [Answer], into report: inout Report) {
        func add(_ name: String, _ target: Double, _ model: (Answer) -> TrainingEvaluation) {
            func rank(_ some: [Answer], _ figure: (TrainingEvaluation) -> Double) -> Double {
                RankCorrelation.spearman(some.map { figure(model($0)) }, some.map { figure($0.detailed) }) ?? .nan
            }
            let byModel = DesignSample.models.map { model in
                "\(model) \(Row.text(rank(answers.filter { $0.entry.model == model }) { $0.tokensPerSecond }))"
            }
            report.add(
                Row(
                    figure: "Spearman of \(name) and detailed, tokens/s", ours: rank(answers) { $0.tokensPerSecond },
                    peer: nil, target: .atLeast(target),
                    method: "\(answers.count) random feasible designs; " + byModel.joined(separator: ", ")))
            report.add(
                Row(
                    figure: "Spearman of \(name) and detailed, power", ours: rank(answers) { $0.powerWatts }, peer: nil,
                    target: .atLeast(target), method: "the same designs"))
        }
        add("analytical", 0.9) { $0.analytical }
        add("routed", 0.97) { $0.routed }
    }

    private static func addRatios(_ answers: [Answer], into report: inout Report) {
        func add(_ name: String, _ model: (Answer) -> TrainingEvaluation) {
            let ratios = answers.map { $0.detailed.iterationSeconds / model($0).iterationSeconds }.sorted()
            let part = { (share: Double) in Row.text(ratios[Int(share * Double(ratios.count - 1))]) }
            report.add(
                Row(
                    figure: "iteration, detailed / \(name), median", ours: ratios[ratios.count / 2], peer: nil,
                    target: nil,
                    method: "least \(part(0)), 5 % \(part(0.05)), 95 % \(part(0.95)), most \(part(1))"))
        }
        add("analytical") { $0.analytical }
        add("routed") { $0.routed }
    }

    private static func addCosts(_ answers: [Answer], into report: inout Report) {
        for (index, name) in ["analytical", "routed", "detailed"].enumerated() {
            let seconds = answers.map { $0.seconds[index] }.sorted()
            report.add(
                Row(
                    figure: "\(name), CPU seconds a design, mean",
                    ours: seconds.reduce(0, +) / Double(seconds.count), peer: nil, target: nil,
                    method: "median \(Row.text(seconds[seconds.count / 2])), most \(Row.text(seconds.last ?? .nan))"
                        + (index == 2
                            ? "; \(answers.reduce(0) { $0 + $1.patterns }) patterns, "
                                + "\(answers.reduce(0) { $0 + $1.flits }) flits; \(answers.count { $0.notMeasured > 0 }) designs "
                                + "spent their budget of flits" : "")))
        }
    }

    /// Where the closed form is furthest off, and in what.
    private static func addWorst(_ answers: [Answer], into report: inout Report) {
        let off = answers.sorted {
            abs(log($0.detailed.iterationSeconds / $0.analytical.iterationSeconds))
                > abs(log($1.detailed.iterationSeconds / $1.analytical.iterationSeconds))
        }
        for answer in off.prefix(10) {
            let (one, other) = (answer.analytical.time, answer.detailed.time)
            let parts = [
                ("compute", other.compute - one.compute), ("memory", other.memory - one.memory),
                ("communication", other.communication - one.communication), ("bubble", other.bubble - one.bubble),
                ("recompute", other.recompute - one.recompute), ("optimizer", other.optimizer - one.optimizer),
            ].sorted { abs($0.1) > abs($1.1) }
            let strategy = answer.entry.design.strategy
            report.add(
                Row(
                    figure: "furthest off: \(answer.entry.model), tensor \(strategy.tensor), pipeline "
                        + "\(strategy.pipeline), data \(strategy.data), context \(strategy.context), expert "
                        + "\(strategy.expert), ZeRO \(strategy.zeroStage), \(strategy.schedule.rawValue)",
                    ours: answer.detailed.iterationSeconds / answer.analytical.iterationSeconds, peer: nil, target: nil,
                    method: "detailed / analytical; of the difference "
                        + parts.prefix(2).map {
                            "\($0.0) \(Row.text(100 * $0.1 / answer.analytical.iterationSeconds)) %"
                        }.joined(separator: ", ")))
        }
    }

    private static func write(_ answers: [Answer], to path: String) throws {
        var text =
            "model,tensor,pipeline,data,context,expert,zero,schedule,chunks,analytical_s,routed_s,detailed_s,"
            + "analytical_w,routed_w,detailed_w,routed_cpu_s,detailed_cpu_s,flow_patterns,flits\r\n"
        for answer in answers {
            let strategy = answer.entry.design.strategy
            let cells: [String] = [
                answer.entry.model, "\(strategy.tensor)", "\(strategy.pipeline)", "\(strategy.data)",
                "\(strategy.context)", "\(strategy.expert)", "\(strategy.zeroStage)", strategy.schedule.rawValue,
                "\(strategy.chunks)", "\(answer.analytical.iterationSeconds)", "\(answer.routed.iterationSeconds)",
                "\(answer.detailed.iterationSeconds)", "\(answer.analytical.powerWatts)",
                "\(answer.routed.powerWatts)", "\(answer.detailed.powerWatts)", "\(answer.seconds[1])",
                "\(answer.seconds[2])", "\(answer.patterns)", "\(answer.flits)",
            ]
            text += cells.joined(separator: ",") + "\r\n"
        }
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }
}

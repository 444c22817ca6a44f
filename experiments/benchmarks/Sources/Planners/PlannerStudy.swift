import Foundation

/// Planners side by side over batches and lengths of sequences, and the ratios that were published for them.
struct PlannerStudy {
    /// A published mean ratio of one planner to another.
    struct Ratio {
        let planner: String
        let baseline: String
        let published: Double
        /// Of memory instead of throughput: the baseline's over the planner's.
        var isMemory = false
    }

    static let models = ["llama2-30b", "llama3-70b", "gshard-137b", "gpt3-175b"]
    static let batches = [64, 128, 256, 512, 1024, 2048]
    static let sequences = [2048, 4096]

    let name: String
    let hardware: String
    let planners: [String]
    let ratios: [Ratio]

    static let watos = PlannerStudy(
        name: "watos", hardware: "watos-config3",
        planners: ["megatron", "megatron-best", "weight-streaming", "watos", "watos" + PlannerCell.coreDataflow],
        ratios: [
            Ratio(planner: "watos", baseline: "megatron", published: 2.74),
            Ratio(planner: "watos", baseline: "weight-streaming", published: 1.53),
            Ratio(planner: "watos", baseline: "megatron-best", published: .nan),
            Ratio(planner: "watos" + PlannerCell.coreDataflow, baseline: "megatron", published: .nan),
            Ratio(planner: "watos" + PlannerCell.coreDataflow, baseline: "weight-streaming", published: .nan),
        ])
    static let tmac = PlannerStudy(
        name: "tmac", hardware: "watos-config3",
        planners: ["accpar", "deepspeed", "megatron", "tmac", "accpar-unlimited", "deepspeed-unlimited"],
        ratios: [
            Ratio(planner: "tmac", baseline: "accpar", published: 3.1),
            Ratio(planner: "tmac", baseline: "deepspeed", published: 2.9),
            Ratio(planner: "tmac", baseline: "megatron", published: 1.6),
            Ratio(planner: "tmac", baseline: "accpar", published: 3.6, isMemory: true),
            Ratio(planner: "tmac", baseline: "deepspeed", published: 3.1, isMemory: true),
            Ratio(planner: "tmac", baseline: "accpar-unlimited", published: 3.6, isMemory: true),
            Ratio(planner: "tmac", baseline: "deepspeed-unlimited", published: 3.1, isMemory: true),
        ])

    /// Runs all tasks, or those of one batch and length, and writes them to a CSV as they end.
    func run(_ arguments: Arguments, into report: inout Report) throws {
        let path = ".build/\(name).csv"
        guard FileManager.default.createFile(atPath: path, contents: Data(PlannerCell.header.utf8)),
            let file = FileHandle(forWritingAtPath: path)
        else {
            throw Arguments.Mistake(description: "\(path) cannot be written")
        }
        try file.seekToEnd()
        var cells: [PlannerCell] = []
        for model in arguments.problems ?? Self.models {
            for sequence in Self.sequences {
                for batch in Self.batches {
                    for planner in planners {
                        let cell = try PlannerCell(
                            hardware: hardware, model: model, batch: batch, sequence: sequence, planner: planner)
                        try file.write(contentsOf: Data(cell.line.utf8))
                        cells.append(cell)
                    }
                }
            }
        }
        try file.close()
        addRatios(cells, into: &report)
        addPlanning(cells, into: &report)
    }

    /// Least, median and most of every ratio, by model and over all.
    private func addRatios(_ cells: [PlannerCell], into report: inout Report) {
        for ratio in ratios {
            var medians: [Double] = []
            for model in Self.models {
                let (values, left) = values(of: ratio, cells.filter { $0.model == model })
                guard !values.isEmpty else { continue }
                medians.append(values[values.count / 2])
                report.add(row(ratio, "\(model)", values, left: left))
            }
            let (values, left) = values(of: ratio, cells)
            guard !values.isEmpty else { continue }
            report.add(row(ratio, "all models", values, left: left))
            report.add(
                Row(
                    figure: "\(title(ratio)), mean of the models' medians",
                    ours: medians.reduce(0, +) / Double(medians.count), peer: ratio.published,
                    target: ratio.published.isNaN ? nil : .atLeast(ratio.published), method: "published: the mean"))
        }
    }

    private func title(_ ratio: Ratio) -> String {
        ratio.isMemory
            ? "memory of \(ratio.baseline) / \(ratio.planner)" : "tokens/s of \(ratio.planner) / \(ratio.baseline)"
    }

    private func row(_ ratio: Ratio, _ which: String, _ values: [Double], left: Int) -> Row {
        Row(
            figure: "\(title(ratio)), \(which), median", ours: values[values.count / 2], peer: nil, target: nil,
            method: "least \(Row.text(values[0])), most \(Row.text(values[values.count - 1])) of \(values.count) tasks"
                + (left > 0 ? "; \(left) where one of the two fits nothing" : ""))
    }

    /// The ratios of all tasks that both planners have a feasible plan for, in ascending order, and how many are left out.
    private func values(of ratio: Ratio, _ cells: [PlannerCell]) -> (values: [Double], left: Int) {
        var (values, left): ([Double], Int) = ([], 0)
        for cell in cells where cell.planner == ratio.planner {
            let other = cells.first {
                $0.planner == ratio.baseline && $0.model == cell.model && $0.batch == cell.batch
                    && $0.sequence == cell.sequence
            }
            // What does not know the memory's limit need not keep it.
            let isComparable = other?.isFeasible == true || ratio.baseline.hasSuffix(PlannerCell.unlimited)
            guard let other, cell.isFeasible, isComparable, other.memoryBytes > 0 else {
                left += 1
                continue
            }
            values.append(
                ratio.isMemory
                    ? other.memoryBytes / cell.memoryBytes : cell.tokensPerSecond / other.tokensPerSecond)
        }
        return (values.sorted(), left)
    }

    /// How long planning took.
    private func addPlanning(_ cells: [PlannerCell], into report: inout Report) {
        for planner in planners {
            let seconds = cells.filter { $0.planner == planner }.map(\.planningSeconds).sorted()
            guard let most = seconds.last else { continue }
            let target: Double? = planner == "watos" ? 1 : planner == "tmac" ? 10 : nil
            report.add(
                Row(
                    figure: "\(planner), CPU seconds of planning, most", ours: most, peer: nil,
                    target: target.map { .atMost($0) }, method: "median \(Row.text(seconds[seconds.count / 2]))"))
        }
    }
}

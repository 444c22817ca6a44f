import SearchSpace
import SparseAttention

/// What sparse attention of one head takes, phase by phase, and how fast the accelerator's closed form is.
enum AttentionSpeed {
    static func run(into report: inout Report) throws {
        let head = try head(tokens: 4096, hidden: 512, width: 64)
        let options = StarOptions(keep: 0.25, segments: 4, radius: nil)
        let names = ["key prediction", "score prediction", "sorting", "attention over the kept keys"]
        var samples = [[Double]](repeating: [], count: names.count)
        for _ in 0..<7 {
            let times = try times(head, options: options)
            for (phase, seconds) in times.enumerated() { samples[phase].append(seconds) }
        }
        for (name, times) in zip(names, samples) {
            report.add(
                Row(
                    figure: "one head, \(name) (ms)", ours: 1e3 * Sample(times).median, peer: nil, target: nil,
                    method: method(times)))
        }
        let all = samples[0].indices.map { run in samples.reduce(0) { $0 + $1[run] } }
        report.add(
            Row(
                figure: "one head of 4096 tokens, 64 elements, 25 % kept (ms)", ours: 1e3 * Sample(all).median,
                peer: nil,
                target: .atMost(400), method: method(all) + "; no radius, 4 segments, keys from 512 elements a token"))
        try addEstimates(into: &report)
        try addEvents(into: &report)
    }

    /// The closed form of the accelerator, on tasks of many lengths.
    private static func addEstimates(into report: inout Report) throws {
        let tasks = (1...256).map { AttentionTask(queries: 128 * $0, keys: 128 * $0, heads: 32, tiles: 8 * $0) }
        _ = try tasks.map { try AcceleratorEstimate($0) }
        var cycles = 0.0
        let seconds = CPUClock.secondsPerCall {
            // Every one was estimated above, so that none is left out here.
            for task in tasks { cycles += (try? AcceleratorEstimate(task))?.cycles ?? .nan }
        }
        report.add(
            Row(
                figure: "cycle model of the accelerator (evaluations/s)",
                ours: cycles.isNaN ? .nan : Double(tasks.count) / seconds, peer: nil, target: .atLeast(100_000),
                method: "closed form with energy, 256 tasks of 128 to 32768 tokens; median of batches"))
    }

    /// The events of the pipeline, on one task.
    private static func addEvents(into report: inout Report) throws {
        let task = AttentionTask(queries: 2048, keys: 2048, heads: 8, keep: 0.1, tiles: 128)
        let events = try PipelineSimulation(task).events
        var cycles = 0.0
        let seconds = CPUClock.secondsPerCall {
            // It was played above, so that none is left out here.
            cycles += (try? PipelineSimulation(task))?.cycles ?? .nan
        }
        report.add(
            Row(
                figure: "pipeline of the accelerator (events/s)",
                ours: cycles.isNaN ? .nan : Double(events) / seconds, peer: nil,
                target: nil, method: "\(events) events, 8 heads of 2048 tokens; median of batches"))
    }

    /// The phases of one computation, in seconds.
    private static func times(_ head: AttentionHead, options: StarOptions) throws -> [Double] {
        var times = [0.0, 0, 0, 0]
        let begin = CPUClock.seconds
        let star = try StarHead(head, options: options)
        times[0] = CPUClock.seconds - begin
        var block = star.makeBlock()
        for rows in star.blocks {
            times[1] += CPUClock.seconds { star.predict(rows, in: &block) }
            times[2] += CPUClock.seconds { star.choose(in: &block) }
            times[3] += CPUClock.seconds { star.attend(in: &block) }
        }
        return times
    }

    /// Normal tokens, weights and queries; logits of standard deviation 1.
    private static func head(tokens: Int, hidden: Int, width: Int) throws -> AttentionHead {
        var generator = RandomGenerator(seed: 11)
        func matrix(_ rows: Int, _ columns: Int, scale: Double = 1) throws -> TokenMatrix {
            try TokenMatrix(
                rows: rows, columns: columns,
                elements: (0..<rows * columns).map { _ in Float(scale * generator.normal()) })
        }
        let source = try KeySource(
            tokens: try matrix(tokens, hidden),
            weights: try matrix(hidden, width, scale: 1 / Double(hidden).squareRoot()))
        return try AttentionHead(
            queries: try matrix(tokens, width), keys: try source.project(Array(0..<tokens)),
            values: try matrix(tokens, width), source: source)
    }

    private static func method(_ times: [Double]) -> String {
        "median of \(times.count), least \(Row.text(1e3 * (times.min() ?? .nan))) ms"
    }
}

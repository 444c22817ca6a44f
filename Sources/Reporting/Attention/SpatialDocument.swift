public import SparseAttention

/// What `ingot attention spatial` prints: the ladder of one machine.
public struct SpatialDocument: Sendable, Encodable {
    private let ladder: SpatialLadder
    /// By dataflow, what the last rung's design takes with it.
    private let dataflows: [(dataflow: SpatialDataflow, estimate: SpatialEstimate)]
    private let cpuSeconds: Double

    /// Climbs the ladder of attention over many cores.
    ///
    /// - Throws: `SparseAttentionError.option` for numbers outside their range.
    public init(task: SpatialTask, machine: SpatialMachine) throws(SparseAttentionError) {
        let begin = ThreadClock.now
        ladder = try SpatialLadder(task, on: machine)
        var dataflows: [(dataflow: SpatialDataflow, estimate: SpatialEstimate)] = []
        for dataflow in SpatialDataflow.allCases {
            var design = ladder.rungs[ladder.rungs.count - 1].design
            design.dataflow = dataflow
            dataflows.append((dataflow, try SpatialEstimate(task, on: machine, design: design)))
        }
        self.dataflows = dataflows
        cpuSeconds = ThreadClock.now - begin
    }

    private enum CodingKeys: String, CodingKey {
        case rungs, dataflows, published
        case cpuSeconds = "cpu_seconds"
    }

    private struct Rung: Encodable {
        let name: String
        let gain: Double
        let seconds: Double
        let work: Double
        let transfer: Double
        let memory: Double
        let outside: Double
        let limit: String

        init(_ name: String, _ estimate: SpatialEstimate, over first: SpatialEstimate) {
            self.name = name
            gain = first.seconds / estimate.seconds
            seconds = estimate.seconds
            work = estimate.workSeconds
            transfer = estimate.transferSeconds
            memory = estimate.memorySeconds
            outside = estimate.extraSeconds
            limit = estimate.limit.rawValue
        }

        var cells: [String] {
            [name, Quantity.significant(gain)]
                + [seconds, work, transfer, memory, outside].map { Quantity.text($0, unit: "s") } + [limit]
        }

        enum CodingKeys: String, CodingKey {
            case name, gain, limit
            case seconds = "time_s"
            case work = "step_work_s"
            case transfer = "step_transfer_s"
            case memory = "step_memory_s"
            case outside = "outside_steps_s"
        }
    }

    /// Encodes the figures.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(rungs, forKey: .rungs)
        try container.encode(dataflowRungs, forKey: .dataflows)
        try container.encode(PublishedGains.spatialThroughput, forKey: .published)
        try container.encode(cpuSeconds, forKey: .cpuSeconds)
    }

    private var rungs: [Rung] {
        ladder.rungs.map { Rung($0.name, $0.estimate, over: ladder.rungs[0].estimate) }
    }

    private var dataflowRungs: [Rung] {
        dataflows.map { Rung($0.dataflow.rawValue, $0.estimate, over: ladder.rungs[0].estimate) }
    }

    /// The same for people.
    public var table: String {
        let columns = ["gain", "time", "work", "transfer", "memory", "besides", "a step waits for"]
        let published = ["published (Spatial-STAR)", Quantity.significant(PublishedGains.spatialThroughput)]
        return TextTable.text(header: ["design"] + columns, rows: rungs.map(\.cells) + [published])
            + "\n\nthe last design with each dataflow; work, transfer and memory of a step, besides it what loads, gathers "
            + "and merges\n" + TextTable.text(header: ["dataflow"] + columns, rows: dataflowRungs.map(\.cells))
    }
}

public import SparseAttention

/// What `ingot attention spatial` prints: the ladder of one machine.
public struct SpatialDocument: Sendable, Encodable {
    private let ladder: SpatialLadder
    private let cpuSeconds: Double

    /// Climbs the ladder of attention over many cores.
    ///
    /// - Throws: `SparseAttentionError.option` for numbers outside their range.
    public init(task: SpatialTask, machine: SpatialMachine) throws(SparseAttentionError) {
        let begin = ThreadClock.now
        ladder = try SpatialLadder(task, on: machine)
        cpuSeconds = ThreadClock.now - begin
    }

    private enum CodingKeys: String, CodingKey {
        case rungs, published
        case cpuSeconds = "cpu_seconds"
    }

    private struct Rung: Encodable {
        let name: String
        let gain: Double
        let seconds: Double
        let work: Double
        let transfer: Double
        let memory: Double
        let limit: String

        enum CodingKeys: String, CodingKey {
            case name, gain, limit
            case seconds = "time_s"
            case work = "step_work_s"
            case transfer = "step_transfer_s"
            case memory = "step_memory_s"
        }
    }

    /// Encodes the figures.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(
            ladder.rungs.enumerated().map { index, rung in
                Rung(
                    name: rung.name, gain: ladder.gain(index), seconds: rung.estimate.seconds,
                    work: rung.estimate.workSeconds, transfer: rung.estimate.transferSeconds,
                    memory: rung.estimate.memorySeconds, limit: rung.estimate.limit.rawValue)
            }, forKey: .rungs)
        try container.encode(PublishedGains.spatialThroughput, forKey: .published)
        try container.encode(cpuSeconds, forKey: .cpuSeconds)
    }

    /// The same for people.
    public var table: String {
        let rows = ladder.rungs.enumerated().map { index, rung in
            [
                rung.name, Quantity.significant(ladder.gain(index)), Quantity.text(rung.estimate.seconds, unit: "s"),
                Quantity.text(rung.estimate.workSeconds, unit: "s"),
                Quantity.text(rung.estimate.transferSeconds, unit: "s"),
                Quantity.text(rung.estimate.memorySeconds, unit: "s"), rung.estimate.limit.rawValue,
            ]
        }
        return TextTable.text(
            header: ["design", "gain", "time", "work", "transfer", "memory", "a step waits for"],
            rows: rows + [["published (Spatial-STAR)", Quantity.significant(PublishedGains.spatialThroughput)]])
    }
}

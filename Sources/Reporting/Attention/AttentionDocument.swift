public import SparseAttention

/// What `ingot attention --json` prints.
public struct AttentionDocument: Sendable, Encodable {
    /// The outputs of STAR, one a query head in the order of the folder, [query tokens x value dimension].
    public let outputs: [[Double]]
    private let rows: Int
    private let comparison: HeadComparison
    private let phaseSeconds: [StarPhase: Double]
    private let cpuSeconds: Double

    /// Computes every head of a folder in all three ways and times the phases.
    ///
    /// - Throws: `SparseAttentionError` for a folder or files that cannot be used, and for options outside their range.
    public init(folder: String, options: StarOptions) throws(SparseAttentionError) {
        let begin = ThreadClock.now
        let groups = try AttentionFolder(path: folder).groups
        // All heads of a folder are of one shape, being of one tensor.
        var comparison = HeadComparison()
        var outputs: [[Double]] = []
        var timer = PhaseTimer()
        for group in groups {
            outputs += try comparison.add(group, options: options) { timer.enter($0) }
            timer.stop()
        }
        self.comparison = comparison
        self.outputs = outputs
        rows = groups.first?.first?.queries.rows ?? 1
        phaseSeconds = timer.seconds
        cpuSeconds = ThreadClock.now - begin
    }

    /// Writes the outputs as a NumPy file of float32, [heads, tokens, value dimension].
    ///
    /// - Throws: `FileOutput.Failure` when the path is a folder or cannot be written.
    public func writeOutput(to path: String) throws(FileOutput.Failure) {
        let shape = [outputs.count, rows, (outputs.first?.count ?? 0) / rows]
        let bytes = NPYFile.encode(outputs.flatMap { $0.map(Float.init) }, shape: shape)
        try FileOutput.write(to: path) { $0.append(bytes) }
    }

    /// Adds up the processor time between calls.
    private struct PhaseTimer {
        var seconds: [StarPhase: Double] = [:]
        private var current: StarPhase?
        private var start = 0.0

        mutating func enter(_ phase: StarPhase) {
            let now = ThreadClock.now
            if let current { seconds[current, default: 0] += now - start }
            current = phase
            start = now
        }

        mutating func stop() {
            guard let current else { return }
            seconds[current, default: 0] += ThreadClock.now - start
            self.current = nil
        }
    }

    private enum CodingKeys: String, CodingKey {
        case recall, operations, loads, heads
        case softmaxMassKept = "softmax_mass_kept"
        case outputRelativeError = "output_relative_error"
        case cpuSeconds = "cpu_seconds"
        case keptShare = "kept_share"
        case bytesMoved = "bytes_moved"
        case unionRatio = "union_ratio"
        case headUnionRatio = "head_union_ratio"
        case clippedKeys = "clipped_keys"
        case saturatedElements = "saturated_elements"
        case mispredictedTiles = "mispredicted_tiles"
        case tiles
        case rescues
        case phaseSeconds = "phase_seconds"
    }

    /// Encodes the figures, without the outputs.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(comparison.heads, forKey: .heads)
        try container.encode(comparison.quality.recall, forKey: .recall)
        try container.encode(comparison.quality.softmaxMassKept, forKey: .softmaxMassKept)
        try container.encode(comparison.quality.outputRelativeError, forKey: .outputRelativeError)
        try container.encode(comparison.quality.keptShare, forKey: .keptShare)
        try container.encode(
            Dictionary(uniqueKeysWithValues: ways.map { ($0.name, OperationsObject(counts: $0.counts.total)) }),
            forKey: .operations)
        try container.encode(
            Dictionary(uniqueKeysWithValues: ways.map { ($0.name, $0.counts.bytesMoved) }), forKey: .bytesMoved)
        try container.encode(comparison.reuse.unionRatio, forKey: .unionRatio)
        try container.encode(comparison.reuse.headUnionRatio, forKey: .headUnionRatio)
        try container.encode(
            [
                "scheduled": comparison.reuse.scheduledLoads, "naive_exact": comparison.reuse.exactLoads,
                "naive_range": comparison.reuse.rangeLoads,
            ], forKey: .loads)
        try container.encode(comparison.clippedKeys, forKey: .clippedKeys)
        try container.encode(comparison.saturatedElements, forKey: .saturatedElements)
        try container.encode(comparison.updates.tiles, forKey: .tiles)
        try container.encode(comparison.updates.mispredictedTiles, forKey: .mispredictedTiles)
        try container.encode(comparison.updates.overflows, forKey: .rescues)
        try container.encode(
            Dictionary(uniqueKeysWithValues: StarPhase.allCases.map { ($0.rawValue, phaseSeconds[$0] ?? 0) }),
            forKey: .phaseSeconds)
        try container.encode(cpuSeconds, forKey: .cpuSeconds)
    }

    private var ways: [(name: String, counts: AttentionCounts)] {
        [("dense", comparison.dense), ("flash", comparison.flash), ("star", comparison.star)]
    }

    /// The same for people.
    public var table: String {
        let quality = comparison.quality
        let reuse = comparison.reuse
        let share = { (value: Double) in Quantity.percent(value) }
        var rows = [
            ["heads", "\(comparison.heads)"], ["keys kept", share(quality.keptShare)],
            ["recall", share(quality.recall)], ["softmax mass kept", share(quality.softmaxMassKept)],
            ["relative error of the output", Quantity.significant(quality.outputRelativeError)],
            ["keys in the union of a row group", share(reuse.unionRatio)],
            ["loads, reuse-aware", "\(reuse.scheduledLoads)"], ["loads, naive exact", "\(reuse.exactLoads)"],
            ["loads, naive range", "\(reuse.rangeLoads)"],
            ["keys clipped by the radius", "\(comparison.clippedKeys)"],
            ["elements of keys saturated", "\(comparison.saturatedElements)"],
            [
                "tiles with a mispredicted maximum",
                "\(comparison.updates.mispredictedTiles) of \(comparison.updates.tiles)",
            ],
            ["scores rescued", "\(comparison.updates.overflows)"],
        ]
        rows += StarPhase.allCases.map {
            [
                $0.rawValue.split(separator: "_").joined(separator: " "),
                Quantity.text(phaseSeconds[$0] ?? 0, unit: "s"),
            ]
        }
        rows.append(["processor, all", Quantity.text(cpuSeconds, unit: "s")])
        return TextTable.text(header: ["figure", "value"], rows: rows) + "\n\n" + operationsTable
    }

    private var operationsTable: String {
        let kinds: [(name: String, count: (AttentionCounts) -> Int)] = [
            ("compare", { $0.total.compare }), ("add", { $0.total.add }), ("shift", { $0.total.shift }),
            ("exponential", { $0.total.exponential }), ("multiply", { $0.total.multiply }),
            ("divide", { $0.total.divide }), ("bytes moved", { $0.bytesMoved }),
        ]
        return TextTable.text(
            header: ["operations"] + ways.map(\.name),
            rows: kinds.map { kind in [kind.name] + ways.map { "\(kind.count($0.counts))" } })
    }
}

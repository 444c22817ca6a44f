import LanguageModel
public import SparseAttention

/// What `ingot attention accelerator` prints: the core, a task on it, and the task on a graphics processor.
public struct AcceleratorDocument: Sendable, Encodable {
    private let estimate: AcceleratorEstimate
    private let head: AcceleratorEstimate
    private let played: PipelineSimulation
    /// The query heads that share keys and values in the model.
    private let group: Int
    private let ladders: [(name: String, ladder: AcceleratorLadder)]
    private let cpuSeconds: Double

    /// Estimates and plays the attention of a model over one sequence.
    ///
    /// - Parameters:
    ///   - model: The name of a preset; all its layers and heads, without a mask.
    ///   - layers: Layers instead of the model's.
    ///   - heads: Heads of a layer instead of the model's, each with keys and values of its own.
    ///   - width: Elements of a head instead of the model's; a token then has those of all heads of a layer.
    ///   - tokens: The tokens of the sequence.
    ///   - keep: The fraction of keys that a row keeps.
    ///   - tileKeys: The keys of a tile.
    ///   - unionRatio: The share of keys that at least one row of a group chooses.
    ///   - supply: Where keys and values come from, by name.
    ///   - bytesPerSecond: The bandwidth of the core's memory outside.
    /// - Throws: `SparseAttentionError.option` for numbers outside their range and unknown names.
    public init(
        model: String, layers: Int? = nil, heads: Int? = nil, width: Int? = nil, tokens: Int, keep: Double,
        tileKeys: Int, unionRatio: Double, supply: String, bytesPerSecond: Double
    ) throws(SparseAttentionError) {
        let begin = ThreadClock.now
        guard let supply = AttentionTask.Supply(rawValue: supply) else {
            throw .option(
                name: "--supply", found: "'\(supply)'",
                accepted: AttentionTask.Supply.allCases.map(\.rawValue).joined(separator: ", "))
        }
        guard var shape = ModelPreset.named(model)?.shape else {
            throw .option(
                name: "--model", found: "'\(model)'",
                accepted: ModelPreset.all.map(\.name).joined(separator: ", "))
        }
        guard tokens >= 1, tokens <= 1 << 20 else {
            throw .option(name: "--tokens", found: "\(tokens)", accepted: "1 to 2^20")
        }
        guard (1...tokens).contains(tileKeys) else {
            throw .option(name: "--tile", found: "\(tileKeys)", accepted: "1 to \(tokens), the tokens")
        }
        for (name, count) in [("--layers", layers), ("--heads", heads), ("--width", width)] {
            guard let count, !(1...4096).contains(count) else { continue }
            throw .option(name: name, found: "\(count)", accepted: "1 to 4096")
        }
        if let layers { shape.layers = layers }
        if heads != nil || width != nil {
            shape.headWidth = width ?? shape.headWidth ?? shape.hidden / max(1, shape.heads)
            shape.heads = heads ?? shape.heads
            shape.hidden = shape.heads * (shape.headWidth ?? 1)
        }
        group = heads == nil ? max(1, shape.heads / max(1, shape.keyValueHeads)) : 1
        var task = AttentionTask(shape, tokens: tokens, supply: supply, keep: keep, tileKeys: tileKeys)
        task.unionRatio = unionRatio
        let size = AcceleratorSize(memoryBytesPerSecond: bytesPerSecond)
        estimate = try AcceleratorEstimate(task, on: size)
        // One head is played, and estimated alone beside it; the others follow it without a gap.
        var lone = task
        lone.heads = 1
        head = try AcceleratorEstimate(lone, on: size)
        played = try PipelineSimulation(lone, on: size)
        var ladders: [(name: String, ladder: AcceleratorLadder)] = []
        for baseline in [GraphicsBaseline.a100, .a100Measured, .model(task)] {
            for method in GraphicsBaseline.Method.allCases {
                let ladder = try AcceleratorLadder(task, on: size, against: baseline, method: method)
                ladders.append(("\(baseline.name), \(method.rawValue)", ladder))
            }
        }
        self.ladders = ladders
        cpuSeconds = ThreadClock.now - begin
    }

    private enum CodingKeys: String, CodingKey {
        case seconds = "time_s"
        case playedCycles = "played_cycles_of_a_head"
        case closedCycles = "cycles_of_a_head"
        case limit
        case executed = "executed_ops_per_s"
        case denseEquivalent = "dense_equivalent_ops_per_s"
        case executedPerJoule = "executed_ops_per_j"
        case denseEquivalentPerJoule = "dense_equivalent_ops_per_j"
        case bytes = "bytes_moved"
        case energy = "energy_breakdown_j"
        case area = "area_mm2"
        case ladders = "against"
        case heads
        case group = "query_heads_per_key_head"
        case designs = "published_designs"
        case cpuSeconds = "cpu_seconds"
    }

    private struct Against: Encodable {
        let name: String
        let published: [String: Double]
        let rungs: [Rung]

        struct Rung: Encodable {
            let name: String
            let speed: [String: Double]
            let efficiency: Double

            enum CodingKeys: String, CodingKey {
                case name, speed
                case efficiency = "energy_efficiency"
            }
        }
    }

    /// Encodes the figures.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(estimate.seconds, forKey: .seconds)
        try container.encode(played.cycles, forKey: .playedCycles)
        try container.encode(head.cycles, forKey: .closedCycles)
        try container.encode(estimate.task.heads, forKey: .heads)
        try container.encode(group, forKey: .group)
        try container.encode(PublishedAccelerator.table.map(Design.init), forKey: .designs)
        try container.encode(estimate.limit.rawValue, forKey: .limit)
        try container.encode(estimate.executedOperationsPerSecond, forKey: .executed)
        try container.encode(estimate.denseEquivalentOperationsPerSecond, forKey: .denseEquivalent)
        try container.encode(estimate.executedOperationsPerJoule, forKey: .executedPerJoule)
        try container.encode(estimate.denseEquivalentOperationsPerJoule, forKey: .denseEquivalentPerJoule)
        try container.encode(estimate.bytes, forKey: .bytes)
        try container.encode(
            Dictionary(uniqueKeysWithValues: estimate.joules.parts.map { ($0.name, $0.joules) }), forKey: .energy)
        try container.encode(estimate.size.squareMillimetres, forKey: .area)
        try container.encode(
            ladders.map { name, ladder in
                Against(
                    name: name,
                    published: ["speed": PublishedGains.starSpeed, "energy_efficiency": PublishedGains.starEnergy],
                    rungs: ladder.rungs.map { rung in
                        Against.Rung(
                            name: rung.name,
                            speed: Dictionary(
                                uniqueKeysWithValues: AcceleratorLadder.Norm.allCases.map {
                                    ($0.rawValue, ladder.speed(rung, norm: $0))
                                }), efficiency: ladder.efficiency(rung))
                    })
            }, forKey: .ladders)
        try container.encode(cpuSeconds, forKey: .cpuSeconds)
    }

    /// The same for people.
    public var table: String {
        [blocks, figures, ladderTable, AcceleratorDocument.published].joined(separator: "\n\n")
    }

    private var blocks: String {
        TextTable.text(
            header: ["block", "mm2", "mW at full work"],
            rows: AcceleratorBlock.allCases.map {
                [
                    $0.rawValue, Quantity.significant(estimate.size.squareMillimetres(of: $0)),
                    Quantity.significant(estimate.size.watts(of: $0) * 1e3),
                ]
            })
    }

    private var figures: String {
        var rows = [
            ["time of one core", Quantity.text(estimate.seconds, unit: "s")],
            ["limited by", estimate.limit.rawValue],
            ["cycles of one head alone, closed form", "\(Int(head.cycles))"],
            ["cycles of one head alone, played", "\(Int(played.cycles))"],
            [
                "heads",
                "\(estimate.task.heads), each with keys and values of its own"
                    + (group > 1 ? ", which \(group) share in the model" : ""),
            ],
            ["rate, executed", Quantity.text(estimate.executedOperationsPerSecond, unit: "OP/s")],
            ["rate, dense-equivalent", Quantity.text(estimate.denseEquivalentOperationsPerSecond, unit: "OP/s")],
            ["a joule, executed", Quantity.text(estimate.executedOperationsPerJoule, unit: "OP/J")],
            ["a joule, dense-equivalent", Quantity.text(estimate.denseEquivalentOperationsPerJoule, unit: "OP/J")],
            ["bytes moved", Quantity.text(estimate.bytes, unit: "B")],
        ]
        rows += estimate.joules.parts.map { ["energy, \($0.name)", Quantity.text($0.joules, unit: "J")] }
        return TextTable.text(header: ["figure", "value"], rows: rows)
    }

    private var ladderTable: String {
        let norms = AcceleratorLadder.Norm.allCases
        var rows: [[String]] = []
        for (name, ladder) in ladders {
            for rung in ladder.rungs {
                rows.append(
                    [name, rung.name] + norms.map { Quantity.significant(ladder.speed(rung, norm: $0)) }
                        + [Quantity.significant(ladder.efficiency(rung))])
            }
        }
        rows.append(
            ["published (STAR)", ""] + norms.map { _ in "-" } + [Quantity.significant(PublishedGains.starEnergy)])
        return "speed over the processor (published: \(PublishedGains.starSpeed), norm not named), and OP/J\n"
            + TextTable.text(header: ["processor", "core"] + norms.map(\.rawValue) + ["OP/J"], rows: rows)
    }

    /// The comparison of published designs in 28 nm at 1 V.
    private static var published: String {
        "published designs, normalised to 28 nm and 1 V, dense-equivalent; latency of 137 GOP with 128 multipliers at "
            + "1 GHz\n"
            + TextTable.text(
                header: ["design", "saved %", "GOPS/W core", "GOPS/W device", "GOPS/mm2", "ms"],
                rows: PublishedAccelerator.table.map(Design.init).map {
                    [
                        $0.name, Quantity.significant($0.saved), Quantity.significant($0.perCoreWatt),
                        $0.perDeviceWatt.map { Quantity.significant($0) } ?? "-",
                        Quantity.significant($0.perSquareMillimetre), Quantity.significant($0.milliseconds),
                    ]
                })
    }

    /// A row of it.
    private struct Design: Encodable {
        let name: String
        let saved: Double
        let perCoreWatt: Double
        let perDeviceWatt: Double?
        let perSquareMillimetre: Double
        let milliseconds: Double

        init(_ design: PublishedAccelerator) {
            name = design.name
            saved = design.savedPercent
            perCoreWatt = design.coreOperationsPerJoule / 1e9
            perDeviceWatt = design.deviceOperationsPerJoule.map { $0 / 1e9 }
            perSquareMillimetre = design.operationsPerSecondPerSquareMillimetre / 1e9
            milliseconds = 1e3 * design.seconds(operations: PublishedAccelerator.comparedOperations)
        }

        enum CodingKeys: String, CodingKey {
            case name
            case saved = "saved_percent"
            case perCoreWatt = "gops_per_w_core"
            case perDeviceWatt = "gops_per_w_device"
            case perSquareMillimetre = "gops_per_mm2"
            case milliseconds = "latency_ms"
        }
    }
}

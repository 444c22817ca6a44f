import MeshNetwork

/// Collectives and closed batches against two simulators of networks; see ``Measurements/shipped()`` for their sources.
struct NetworkCases {
    private let collectives: [(row: MeasurementRow, law: CollectiveLaw)]
    private let batches: [(row: MeasurementRow, pattern: BatchPattern)]
    /// Rows with a collective or a topology that the law does not have.
    let notModelled: [String]

    /// Seconds that an endpoint of ASTRA-sim takes for a message: its `endpoint-delay` of 10 ns.
    private static let endpointSeconds = 10e-9

    /// Reads the rows.
    init(_ measurements: Measurements) throws(MeasurementError) {
        var (collectives, batches, left) = (
            [(row: MeasurementRow, law: CollectiveLaw)](), [(row: MeasurementRow, pattern: BatchPattern)](), [String]()
        )
        for row in measurements.rows(.allReduce) {
            guard let topology = Self.topology(row), row.text("collective") == "all_reduce" else {
                left.append("\(row.text("collective")), \(row.text("topology")) \(row.text("npus"))")
                continue
            }
            guard row.value("bandwidth_GiBps_per_dim") > 0, row.value("latency_ns") >= 0 else {
                throw MeasurementError(
                    file: row.file, line: row.line, column: "bandwidth_GiBps_per_dim",
                    found: row.text("bandwidth_GiBps_per_dim"), accepted: "a positive bandwidth")
            }
            collectives.append(
                (
                    row,
                    CollectiveLaw(
                        topology, bytesPerSecond: row.value("bandwidth_GiBps_per_dim") * 1_073_741_824,
                        latencySeconds: row.value("latency_ns") * 1e-9, endpointSeconds: Self.endpointSeconds,
                        splits: min(row.count("splits"), 1 << 20),
                        forwarding: row.text("backend") == "Aware" ? .storeAndForward : .cutThrough)
                ))
        }
        for row in measurements.rows(.closedBatch) {
            guard let pattern = BatchPattern(rawValue: row.text("pattern")) else {
                throw MeasurementError(
                    file: row.file, line: row.line, column: "pattern", found: "'\(row.text("pattern"))'",
                    accepted: BatchPattern.allCases.map(\.rawValue).joined(separator: ", "))
            }
            guard row.count("k") <= 64 else {
                throw MeasurementError(
                    file: row.file, line: row.line, column: "k", found: row.text("k"), accepted: "at most 64")
            }
            batches.append((row, pattern))
        }
        (self.collectives, self.batches, notModelled) = (collectives, batches, left)
    }

    private static func topology(_ row: MeasurementRow) -> CollectiveLaw.Topology? {
        let sides = row.text("npus").split(separator: "x").compactMap { Int($0) }
        guard sides.allSatisfy({ $0 >= 1 && $0 <= 1 << 20 }) else { return nil }
        switch (row.text("topology"), sides.count) {
        case ("Ring", 1): return .ring(sides[0])
        case ("RingxRing", 2): return .torus(sides[0], sides[1])
        case ("Mesh", 2), ("MeshxMesh", 2): return .mesh(sides[0], sides[1])
        case ("FullyConnected", 1): return .fullyConnected(sides[0])
        case ("Switch", 1): return .switch(sides[0])
        default: return nil
        }
    }

    private func allReduces(isBound: Bool) -> [ValidationCase] {
        collectives.filter { entry in
            let isLarge = entry.row.value("size_bytes") >= 16 * 1_048_576
            return (isLarge && entry.row.text("backend") == "Unaware") == isBound
        }.map { entry in
            let row = entry.row
            let mebibytes = row.value("size_bytes") / 1_048_576
            return ValidationCase(
                "\(row.text("topology")) \(row.text("npus")), \(row.text("latency_ns")) ns, "
                    + "\(Int(mebibytes)) MiB, \(row.text("backend"))",
                unit: "us", measured: 1e-3 * row.value("time_ns"),
                modelled: 1e6 * entry.law.allReduceSeconds(bytes: row.value("size_bytes")))
        }
    }

    /// All-reduces from 16 MiB up without congestion.
    var largeAllReduces: ValidationGroup {
        ValidationGroup(
            name: "collectives: all-reduce from 16 MiB up", source: "ASTRA-sim 2, analytical network",
            cases: allReduces(isBound: true), worstBound: 0.02)
    }

    /// Smaller ones, and those of the network that knows congestion: reported.
    var otherAllReduces: ValidationGroup {
        ValidationGroup(
            name: "collectives: smaller ones, and congestion-aware", source: "ASTRA-sim 2, analytical network",
            cases: allReduces(isBound: false))
    }

    private func closedBatches(isLong: Bool) -> [ValidationCase] {
        batches.filter { ($0.row.count("flits_per_node") >= 512) == isLong }.map { entry in
            let row = entry.row
            let mesh = Mesh(width: row.count("k"), height: row.count("k"))
            let batch = ClosedBatch(
                messages: entry.pattern.messages(on: mesh, bytes: row.value("flits_per_node")), on: mesh)
            return ValidationCase(
                "\(entry.pattern.rawValue) on \(mesh.width) x \(mesh.height), \(row.text("flits_per_node")) flits",
                unit: "cycles", measured: row.value("makespan_cycles"), modelled: batch.makespanCycles)
        }
    }

    /// Closed batches of 512 flits a node and more.
    var longBatches: ValidationGroup {
        ValidationGroup(
            name: "network of cores: closed batches from 512 flits up", source: "BookSim 2 (Jiang et al. ISPASS 2013)",
            cases: closedBatches(isLong: true), worstBound: 0.03)
    }

    /// Shorter ones: reported.
    var shortBatches: ValidationGroup {
        ValidationGroup(
            name: "network of cores: shorter closed batches", source: "BookSim 2 (Jiang et al. ISPASS 2013)",
            cases: closedBatches(isLong: false))
    }
}

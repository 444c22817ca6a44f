import MeshNetwork

/// Distances between the groups of a plan, which need not stand on a walk.
extension Placement {
    /// The longest hop of the rings of replicas of all stages.
    var plannedReplicaHop: Int {
        let order = replicaRing()
        var longest = 0
        for (index, replica) in order.enumerated() {
            let next = order[(index + 1) % order.count]
            for stage in 0..<stages {
                let (one, other) = (site(stage: stage, replica: replica), site(stage: stage, replica: next))
                if one.wafer == other.wafer {
                    longest = max(longest, Placement.distance(one.rectangle, other.rectangle))
                }
            }
        }
        return longest
    }

    /// Whether a plan puts neighbouring stages of a replica on different wafers.
    var plannedStagesCrossWafers: Bool {
        guard !plannedSites.isEmpty else { return false }
        return (0..<replicas).contains { replica in
            (1..<max(1, stages)).contains {
                site(stage: $0, replica: replica).wafer != site(stage: $0 - 1, replica: replica).wafer
            }
        }
    }

    /// Whether a plan puts the replicas of a stage on different wafers.
    var plannedReplicasCrossWafers: Bool {
        guard !plannedSites.isEmpty else { return false }
        return (0..<stages).contains { stage in
            (1..<max(1, replicas)).contains {
                site(stage: stage, replica: $0).wafer != site(stage: stage, replica: 0).wafer
            }
        }
    }

    /// Bytes that the busiest link of a wafer carries, and links that the longest message crosses.
    ///
    /// - Parameters:
    ///   - pairs: From which group to which, and the bytes that each die sends to the die at the same place.
    ///   - diesX: Dies in a row of a wafer.
    ///   - diesY: Dies in a column.
    /// - Returns: What goes from one wafer to another is left out.
    func busiestLink(
        _ pairs: [(from: Site, to: Site, bytes: Double)], diesX: Int, diesY: Int
    ) -> (bytes: Double, hops: Int) {
        let mesh = Mesh(width: diesX, height: diesY)
        var loads: [Int: [Double]] = [:]
        var hops = 0
        for pair in pairs where pair.from.wafer == pair.to.wafer {
            hops = max(hops, Placement.distance(pair.from.rectangle, pair.to.rectangle))
            var load = loads.removeValue(forKey: pair.from.wafer) ?? [Double](repeating: 0, count: mesh.linkCount)
            for row in 0..<shape.height {
                for column in 0..<shape.width {
                    mesh.forEachLink(
                        from: pair.from.rectangle.node(column: column, row: row, in: mesh),
                        to: pair.to.rectangle.node(column: column, row: row, in: mesh)
                    ) { load[$0] += pair.bytes }
                }
            }
            loads[pair.from.wafer] = load
        }
        return (loads.values.reduce(0) { $1.reduce($0, max) }, hops)
    }
}

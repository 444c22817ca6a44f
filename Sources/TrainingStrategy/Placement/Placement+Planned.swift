import MeshNetwork
import WaferArchitecture

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

    /// Bytes that the busiest link between dies carries, and links that the longest message crosses.
    ///
    /// - Parameters:
    ///   - pairs: From which group to which, and the bytes that each die sends to the die at the same place.
    ///   - hardware: The system.
    ///   - detours: Ways round its faults, worked out once for all that is asked; nil without any.
    /// - Returns: What goes from one wafer to another is left out.
    func busiestLink(
        _ pairs: [(from: Site, to: Site, bytes: Double)], on hardware: Hardware, detours: Detours?
    ) -> (bytes: Double, hops: Int) {
        let wafer = hardware.wafer
        let mesh = Mesh(width: wafer.diesX * wafer.count, height: wafer.diesY)
        let messages = pairs.filter { $0.from.wafer == $0.to.wafer }.flatMap { pair in
            let first = pair.from.wafer * wafer.diesX
            return (0..<shape.count).map { die in
                let (column, row) = (die % shape.width, die / shape.width)
                return Message(
                    source: mesh.node(x: first + pair.from.rectangle.x + column, y: pair.from.rectangle.y + row),
                    destination: mesh.node(x: first + pair.to.rectangle.x + column, y: pair.to.rectangle.y + row),
                    bytes: pair.bytes)
            }
        }
        return detours.map { $0.busiestLink(messages) } ?? mesh.busiestLink(messages)
    }
}

import MeshNetwork
import WaferArchitecture

/// Where the groups of one stage of all replicas can stand: positions of a walk, of which a pipeline takes as many as it
/// has stages.
struct GroupPositions: Sendable {
    /// By position, the groups of all replicas.
    let sites: [[Placement.Site]]
    /// Whether a plan without sites puts stages at the first positions in order.
    let isDefault: Bool

    /// The positions of the default placement, behind which there may be more without work; nil where it does not exist.
    init?(defaultOf design: TrainingDesign) {
        guard let placement = Placement(design) else { return nil }
        let (stages, replicas, wafers) = (placement.stages, placement.replicas, design.hardware.wafer.count)
        var all = placement
        // Longer pipelines in the same blocks of the same wafer have the same walk.
        if wafers == 1, placement.plannedSites.isEmpty, replicas == 1 || placement.blocksAcross > 0 {
            let most = placement.columns * placement.rows / replicas
            for longer in stride(from: most, to: stages, by: -1) {
                if let other = Placement(
                    shape: placement.shape, columns: placement.columns, rows: placement.rows, wafers: wafers,
                    stages: longer, replicas: replicas), other.blocksAcross == placement.blocksAcross
                {
                    all = other
                    break
                }
            }
        }
        sites = (0..<all.stages).map { stage in
            (0..<replicas).map { all.site(stage: stage, replica: $0) }
        }
        isDefault = true
    }

    /// Positions of groups of any shape on the dies of one wafer that work; nil where not all stages find a place.
    ///
    /// Groups follow a walk along bands, back and forth; each replica has a part of it.
    ///
    /// - Parameter avoidsLinks: Whether groups have no failed link inside.
    init?(shape: TensorShape, hardware: Hardware, stages: Int, replicas: Int, avoidsLinks: Bool) {
        guard hardware.wafer.count == 1 else { return nil }
        let mesh = Mesh(width: hardware.wafer.diesX, height: hardware.wafer.diesY)
        let packing = GroupPacking(shape: shape, hardware: hardware, avoidsLinks: avoidsLinks)
        guard packing.sites.count >= stages * replicas else { return nil }
        let walk = StagePlacement(
            sites: packing.sites, mesh: mesh, stages: packing.sites.count, pipelineBytes: 1, pairs: [])
        let order = walk.walks.min { walk.links($0) < walk.links($1) } ?? Array(packing.sites.indices)
        let positions = packing.sites.count / replicas
        sites = (0..<positions).map { position in
            (0..<replicas).map { replica in
                // Every second replica walks back, so that the same stages of neighbours are near each other.
                let step = replica.isMultiple(of: 2) ? position : positions - 1 - position
                return Placement.Site(wafer: 0, rectangle: packing.sites[order[replica * positions + step]])
            }
        }
        isDefault = false
    }

    /// Links between two positions, of the replica where it is farthest; none where they are on different wafers.
    func distance(_ first: Int, _ second: Int) -> Int? {
        var longest = 0
        for (one, other) in zip(sites[first], sites[second]) {
            guard one.wafer == other.wafer else { return nil }
            longest = max(longest, Placement.distance(one.rectangle, other.rectangle))
        }
        return longest
    }

    /// The sites of a plan with stages at some positions, `replica * stages + stage`.
    func planSites(_ places: [Int]) -> [Placement.Site] {
        let replicas = sites.first?.count ?? 0
        return (0..<replicas).flatMap { replica in places.map { sites[$0][replica] } }
    }
}

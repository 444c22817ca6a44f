public import MeshNetwork
import WaferArchitecture

/// Where each stage of each replica stands: a wafer and a rectangle of its dies.
///
/// The grid of rectangles of a wafer is cut into equal blocks, one a replica, when such a cut exists; a replica's
/// stages follow a boustrophedon walk through its block, so pipeline neighbours touch, and peers of the same stage in
/// two replicas are one block apart. Of several cuts the one with the nearest peers is taken, of equal ones the one
/// with the widest blocks. Where no cut exists the replicas follow each other on one walk through the whole grid.
///
/// Wafers are filled in one of three ways: each holds the same number of consecutive stages of every replica; else each
/// holds the same number of whole replicas; else stages follow each other wafer by wafer.
public struct Placement: Sendable, Hashable {
    /// A tensor group's place.
    public struct Site: Sendable, Hashable {
        /// The wafer, from 0.
        public var wafer: Int
        /// The dies on it.
        public var rectangle: Rectangle

        /// Makes a place.
        public init(wafer: Int, rectangle: Rectangle) {
            self.wafer = wafer
            self.rectangle = rectangle
        }
    }

    /// The shape of each tensor group.
    public let shape: TensorShape
    /// Stages.
    public let stages: Int
    /// Replicas.
    public let replicas: Int
    /// Stages of a replica that stand on one wafer.
    public let stagesPerWafer: Int
    /// Replicas that have stages on one wafer.
    public let replicasPerWafer: Int
    /// Rectangles in a row and column of one wafer.
    public let columns: Int
    /// Rectangles in a column of one wafer.
    public let rows: Int
    /// Replica blocks in a row of one wafer; 0 when the replicas follow each other on one walk.
    public let blocksAcross: Int
    /// Whether whole stages are dealt out wafer by wafer without a common pattern.
    public let isConsecutive: Bool
    /// Where a plan puts each stage of each replica, `replica * stages + stage`; empty for the walk.
    public let plannedSites: [Site]

    /// The placement of a design, or nil when its tensor groups do not tile the grid or need more dies than there are.
    public init?(_ design: TrainingDesign) {
        let wafer = design.hardware.wafer
        let strategy = design.strategy
        if let sites = strategy.plan?.sites, let first = sites.first {
            self.init(
                sites: sites, shape: TensorShape(width: first.rectangle.width, height: first.rectangle.height),
                wafer: wafer, stages: strategy.pipeline, replicas: strategy.replicas)
            return
        }
        guard let shape = TensorShape(tensor: strategy.tensor, diesX: wafer.diesX, diesY: wafer.diesY) else {
            return nil
        }
        guard design.hardware.faults.isEmpty else {
            self.init(
                shape: shape, around: design.hardware, stages: strategy.pipeline, replicas: strategy.replicas)
            return
        }
        self.init(
            shape: shape, columns: wafer.diesX / shape.width, rows: wafer.diesY / shape.height, wafers: wafer.count,
            stages: strategy.pipeline, replicas: strategy.replicas)
    }

    /// The placement on the groups of a tiling all of whose dies work, in the order of the walk; nil where they are too
    /// few.
    private init?(shape: TensorShape, around hardware: Hardware, stages: Int, replicas: Int) {
        let wafer = hardware.wafer
        let (columns, rows) = shape.groups(on: wafer)
        var sites: [Site] = []
        for index in 0..<wafer.count {
            for step in 0..<(columns * rows) {
                let place = Rectangle.snake(step: step, width: columns)
                let site = Site(wafer: index, rectangle: shape.rectangle(column: place.column, row: place.row))
                if hardware.works(site) { sites.append(site) }
            }
        }
        guard stages >= 1, replicas >= 1, sites.count >= stages * replicas else { return nil }
        self.init(
            sites: Array(sites.prefix(stages * replicas)), shape: shape, wafer: wafer, stages: stages,
            replicas: replicas)
    }

    /// The placement of a plan, in which every group has the same shape.
    private init(sites: [Site], shape: TensorShape, wafer: Wafer, stages: Int, replicas: Int) {
        (plannedSites, self.shape, self.stages, self.replicas) = (sites, shape, stages, replicas)
        (columns, rows) = (wafer.diesX / shape.width, wafer.diesY / shape.height)
        (stagesPerWafer, replicasPerWafer, isConsecutive, blocksAcross) = (stages, replicas, false, 0)
    }

    /// The placement of `stages` times `replicas` groups, or nil when they are more than the wafers hold.
    public init?(shape: TensorShape, columns: Int, rows: Int, wafers: Int, stages: Int, replicas: Int) {
        let sites = columns * rows
        guard stages >= 1, replicas >= 1, wafers >= 1, stages * replicas <= sites * wafers else { return nil }
        plannedSites = []
        self.shape = shape
        self.columns = columns
        self.rows = rows
        self.stages = stages
        self.replicas = replicas
        if stages % wafers == 0, stages / wafers * replicas <= sites {
            (stagesPerWafer, replicasPerWafer, isConsecutive) = (stages / wafers, replicas, false)
        } else if replicas % wafers == 0, replicas / wafers * stages <= sites {
            (stagesPerWafer, replicasPerWafer, isConsecutive) = (stages, replicas / wafers, false)
        } else {
            (stagesPerWafer, replicasPerWafer, isConsecutive) = (stages, replicas, true)
        }
        blocksAcross =
            isConsecutive
            ? 0
            : Placement.blocksAcross(
                replicas: replicasPerWafer, stages: stagesPerWafer, columns: columns, rows: rows, shape: shape)
    }

    /// The place of one stage of one replica.
    public func site(stage: Int, replica: Int) -> Site {
        guard plannedSites.isEmpty else { return plannedSites[replica &* stages &+ stage] }
        if isConsecutive {
            let slot = replica &* stages &+ stage
            let wafer = slot / (columns &* rows)
            let place = Rectangle.snake(step: slot &- wafer &* columns &* rows, width: columns)
            return Site(wafer: wafer, rectangle: shape.rectangle(column: place.column, row: place.row))
        }
        let localStage = stage % stagesPerWafer
        let localReplica = replica % replicasPerWafer
        let wafer = (stage / stagesPerWafer) &+ (replica / replicasPerWafer)
        guard blocksAcross > 0 else {
            let place = Rectangle.snake(step: localReplica &* stagesPerWafer &+ localStage, width: columns)
            return Site(wafer: wafer, rectangle: shape.rectangle(column: place.column, row: place.row))
        }
        let width = columns / blocksAcross
        let height = rows / (replicasPerWafer / blocksAcross)
        let place = Rectangle.snake(step: localStage, width: width)
        return Site(
            wafer: wafer,
            rectangle: shape.rectangle(
                column: localReplica % blocksAcross &* width &+ place.column,
                row: localReplica / blocksAcross &* height &+ place.row))
    }

    /// Dies of the fullest wafer that have work.
    public var diesInUsePerWafer: Int {
        guard plannedSites.isEmpty else {
            return shape.count * plannedSites.reduce(into: [:]) { $0[$1.wafer, default: 0] += 1 }.values.reduce(0, max)
        }
        let groups = isConsecutive ? min(stages * replicas, columns * rows) : stagesPerWafer * replicasPerWafer
        return groups * shape.count
    }

    /// Links between corresponding dies of two groups on the same wafer.
    public static func distance(_ first: Rectangle, _ second: Rectangle) -> Int {
        abs(first.x &- second.x) &+ abs(first.y &- second.y)
    }

    /// The replicas in the order of the ring in which they add up gradients.
    ///
    /// On a grid of blocks of one wafer it is the ring order of that grid. Over several wafers it is a folded line of
    /// their blocks, column by column and from each wafer's last column to the first of the next; where there is no
    /// grid, the folded line of the walk.
    public func replicaRing() -> [Int] {
        if blocksAcross > 0, replicas == replicasPerWafer {
            let grid = Mesh(width: blocksAcross, height: replicas / blocksAcross)
            return Rectangle(x: 0, y: 0, width: grid.width, height: grid.height).ringOrder(in: grid)
        }
        let line = Rectangle(x: 0, y: 0, width: replicas, height: 1).ringOrder(in: Mesh(width: replicas, height: 1))
        guard blocksAcross > 0 else { return line }
        let down = replicasPerWafer / blocksAcross
        return line.map { step in
            // Every second column of all wafers goes back up.
            let (column, place) = step.quotientAndRemainder(dividingBy: down)
            let (wafer, columnOfWafer) = column.quotientAndRemainder(dividingBy: blocksAcross)
            let row = column.isMultiple(of: 2) ? place : down - 1 - place
            return wafer * replicasPerWafer + row * blocksAcross + columnOfWafer
        }
    }

    /// The longest hop of that ring in links, without making the ring and but for what leads to another wafer.
    public var replicaHop: Int {
        guard replicas > 1 else { return 0 }
        guard plannedSites.isEmpty else { return plannedReplicaHop }
        if blocksAcross > 0 {
            let down = replicasPerWafer / blocksAcross
            let right = columns / blocksAcross &* shape.width
            let below = rows / down &* shape.height
            let across = Rectangle(x: 0, y: 0, width: blocksAcross, height: down)
            if replicas > replicasPerWafer {
                // Two blocks of a column apart, or round the turn to the next one.
                return max(down > 2 ? 2 &* below : 0, blocksAcross > 1 ? (down > 1 ? right &+ below : 2 &* right) : 0)
            }
            if across.width == 1 { return below &* across.longestRingHop }
            if across.height == 1 { return right &* across.longestRingHop }
            return max(right, below) &* across.longestRingHop
        }
        // Two replicas of a walk apart: the bounding walk of rows, at most.
        let step = min(replicas &- 1, 2) &* stagesPerWafer
        return min(columns &- 1, step) &* shape.width &+ (step / columns) % rows &* shape.height
    }

    /// Whether some neighbouring stages of a replica stand on different wafers.
    public var stagesCrossWafers: Bool { stagesPerWafer < stages || isConsecutive || plannedStagesCrossWafers }

    /// Whether the replicas of a stage stand on different wafers.
    public var replicasCrossWafers: Bool { replicasPerWafer < replicas || isConsecutive || plannedReplicasCrossWafers }

    /// The number of replica blocks in a row with the nearest peers, or 0 when blocks do not divide the grid.
    private static func blocksAcross(
        replicas: Int, stages: Int, columns: Int, rows: Int, shape: TensorShape
    ) -> Int {
        var best = 0
        var bestHop = Int.max
        for across in 1...max(1, min(columns, replicas)) where replicas % across == 0 && columns % across == 0 {
            let down = replicas / across
            guard rows % down == 0, columns / across * (rows / down) >= stages else { continue }
            let hop = max(
                across > 1 ? columns / across * shape.width : 0, down > 1 ? rows / down * shape.height : 0)
            if hop < bestHop { (best, bestHop) = (across, hop) }
        }
        return best
    }
}

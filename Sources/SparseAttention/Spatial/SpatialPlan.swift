import MeshNetwork

/// An attention that is spread over cores, as actions in an order in which each comes after all that it needs.
///
/// Core i has shard i of the queries and of the keys. With rings, piece after piece of each shard visits every core;
/// a piece of queries comes home in the last of as many hops as there are cores, which carries outputs only.
public struct SpatialPlan: Sendable, Hashable {
    /// Where and how.
    public let spread: SpatialSpread
    /// The query tokens.
    public let queries: Int
    /// The key tokens.
    public let keys: Int
    /// What is done.
    public private(set) var actions: [SpatialAction] = []

    /// Plans one head.
    ///
    /// - Throws: `SparseAttentionError.option` for numbers outside their range, or fewer keys than cores.
    /// - Complexity: O(cores^2 parts).
    public init(_ spread: SpatialSpread, queries: Int, keys: Int) throws(SparseAttentionError) {
        try spread.validate()
        guard queries >= 1 else { throw .option(name: "queries", found: "\(queries)", accepted: "at least 1") }
        guard keys >= spread.cores else {
            throw .option(
                name: "keys", found: "\(keys)", accepted: "at least \(spread.cores), one for each core")
        }
        self.spread = spread
        self.queries = queries
        self.keys = keys
        switch spread.dataflow {
        case .keyValueRing: planKeyValueRing()
        case .queryRing: planQueryRing()
        case .selectedPull: planSelectedPull()
        case .rowColumn: planRowColumn()
        }
    }

    private func queryShard(_ core: Int) -> Range<Int> { spread.shard(core, of: queries) }
    private func keyShard(_ core: Int) -> Range<Int> { spread.shard(core, of: keys) }

    /// Visits the pieces of a ring, hop after hop: which piece of which core's shard goes from where to where.
    private func goRound(
        hops: Int, _ visit: (_ hop: Int, _ owner: Int, _ piece: Int, _ from: Int, _ to: Int) -> Void
    ) {
        let order = spread.ringOrder
        let count = order.count
        for hop in 0..<hops {
            for position in 0..<count {
                for piece in 0..<spread.pieceCount {
                    let step = spread.bothWays && !piece.isMultiple(of: 2) ? count - 1 : 1
                    let from = order[(position + hop * step) % count]
                    visit(hop, order[position], piece, from, order[(position + (hop + 1) * step) % count])
                }
            }
        }
    }

    private mutating func planKeyValueRing() {
        var actions: [SpatialAction] = []
        for core in 0..<spread.cores {
            actions.append(.attend(core: core, queries: queryShard(core), keys: keyShard(core)))
        }
        goRound(hops: spread.cores - 1) { _, owner, piece, from, to in
            let keys = spread.pieces(owner, of: self.keys)[piece]
            actions.append(.sendKeys(keys, from: from, to: to))
            actions.append(.attend(core: to, queries: queryShard(to), keys: keys))
        }
        self.actions = actions
    }

    private mutating func planQueryRing() {
        var actions: [SpatialAction] = []
        for core in 0..<spread.cores {
            for piece in spread.pieces(core, of: queries) {
                actions.append(.attend(core: core, queries: piece, keys: keyShard(core)))
            }
        }
        guard spread.cores > 1 else {
            self.actions = actions
            return
        }
        goRound(hops: spread.cores) { hop, owner, piece, from, to in
            let queries = spread.pieces(owner, of: self.queries)[piece]
            if hop + 1 == spread.cores {
                actions.append(.sendOutputs(queries, from: from, to: to))
            } else {
                actions.append(.moveQueries(queries, from: from, to: to))
                actions.append(.attend(core: to, queries: queries, keys: keyShard(to)))
            }
        }
        self.actions = actions
    }

    private mutating func planSelectedPull() {
        var actions: [SpatialAction] = []
        goRound(hops: spread.cores - 1) { _, owner, piece, from, to in
            actions.append(.sendPredictedKeys(spread.pieces(owner, of: keys)[piece], from: from, to: to))
        }
        for core in 0..<spread.cores {
            actions.append(.attend(core: core, queries: queryShard(core), keys: keyShard(core)))
        }
        for distance in 1..<max(2, spread.cores) where spread.cores > 1 {
            for core in 0..<spread.cores {
                let owner = (core + distance) % spread.cores
                actions.append(.pullKeys(keyShard(owner), from: owner, to: core))
                actions.append(.attend(core: core, queries: queryShard(core), keys: keyShard(owner)))
            }
        }
        self.actions = actions
    }

    /// Queries and keys go from neighbour to neighbour along the row and the column, both ways, so that a link carries
    /// each of them once; partial softmaxes go to their owner from both ends of the row and are merged on the way.
    private mutating func planRowColumn() {
        let mesh = spread.mesh
        // What comes from the nearest goes on first, so that no link waits for what is still far away.
        for distance in 0..<max(mesh.width, mesh.height) {
            for core in 0..<spread.cores {
                let (x, y) = (mesh.x(of: core), mesh.y(of: core))
                for (from, to) in Self.hopsAway(from: x, count: mesh.width) where abs(from - x) == distance {
                    actions.append(
                        .sendQueries(queryShard(core), from: mesh.node(x: from, y: y), to: mesh.node(x: to, y: y)))
                }
                for (from, to) in Self.hopsAway(from: y, count: mesh.height) where abs(from - y) == distance {
                    actions.append(
                        .sendKeys(keyShard(core), from: mesh.node(x: x, y: from), to: mesh.node(x: x, y: to)))
                }
            }
        }
        for core in 0..<spread.cores {
            for x in 0..<mesh.width {
                for y in 0..<mesh.height {
                    let queries = queryShard(mesh.node(x: x, y: mesh.y(of: core)))
                    let keys = keyShard(mesh.node(x: mesh.x(of: core), y: y))
                    actions.append(.attend(core: core, queries: queries, keys: keys))
                }
            }
        }
        // Those with the longest way first, on either side.
        for y in 0..<mesh.height {
            func sendHome(to owner: Int, where isOnSide: (Int) -> Bool) {
                for (to, from) in Self.hopsAway(from: owner, count: mesh.width).reversed() where isOnSide(from) {
                    actions.append(
                        .sendPartials(
                            queryShard(mesh.node(x: owner, y: y)), from: mesh.node(x: from, y: y),
                            to: mesh.node(x: to, y: y)))
                }
            }
            for owner in 0..<mesh.width { sendHome(to: owner) { $0 > owner } }
            for owner in (0..<mesh.width).reversed() { sendHome(to: owner) { $0 < owner } }
        }
    }

    /// Hops on a line from one place to both ends, nearest first on either side.
    private static func hopsAway(from place: Int, count: Int) -> [(from: Int, to: Int)] {
        (place + 1..<max(place + 1, count)).map { ($0 - 1, $0) } + (0..<place).reversed().map { ($0 + 1, $0) }
    }
}

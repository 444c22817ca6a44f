public import MeshNetwork

/// Where the stages of a pipeline stand, so that what they hand on and what they keep for each other goes a short way.
///
/// WATOS (arXiv:2512.12279), equation 2, as far as it is known: the sum of bytes times links between consecutive
/// stages, and between the stages that keep something for each other, where each other flow on the same links adds to
/// the cost. Each die sends to the die at the same place of the other group, along the row and then along the column.
public struct StagePlacement: Sendable {
    /// Bytes that one stage keeps in the memory of another.
    public struct Pair: Sendable, Hashable {
        /// The stage that sends.
        public var sender: Int
        /// The stage that keeps.
        public var helper: Int
        /// Bytes, in the unit of what consecutive stages exchange.
        public var bytes: Double

        /// Makes a pair.
        public init(sender: Int, helper: Int, bytes: Double) {
            self.sender = sender
            self.helper = helper
            self.bytes = bytes
        }
    }

    /// What each other flow on its links adds to a pair's cost, over the cost of the pair alone.
    ///
    /// It is 1, as flows that share a link have an equal part of it; the value of the publication is not known.
    public static let conflictFactor = 1.0

    /// The places.
    public let sites: [Rectangle]
    /// Stages; at most as many as places.
    public let stages: Int
    /// Bytes between consecutive stages.
    public let pipelineBytes: Double
    /// Who keeps what for whom.
    public let pairs: [Pair]
    /// Words of a set of links.
    private let words: Int
    /// Links between two places, `first * sites + second`.
    private let distances: [Int]
    /// For two places the links both ways as a set.
    private let routes: [UInt64]

    /// Sets the problem.
    ///
    /// - Parameters:
    ///   - sites: Rectangles of one shape.
    ///   - mesh: The dies of the wafer.
    ///   - stages: At most as many as there are sites.
    ///   - pipelineBytes: Between consecutive stages.
    ///   - pairs: Of these stages.
    public init(sites: [Rectangle], mesh: Mesh, stages: Int, pipelineBytes: Double, pairs: [Pair]) {
        self.sites = sites
        self.stages = min(stages, sites.count)
        self.pipelineBytes = pipelineBytes
        self.pairs = pairs
        let words = (mesh.linkCount + 63) / 64
        var distances = [Int](repeating: 0, count: sites.count * sites.count)
        var routes = [UInt64](repeating: 0, count: pairs.isEmpty ? 0 : sites.count * sites.count * words)
        for (index, first) in sites.enumerated() {
            for (other, second) in sites.enumerated() where other != index {
                let place = index * sites.count + other
                distances[place] = Placement.distance(first, second)
                guard !pairs.isEmpty else { continue }
                for row in 0..<first.height {
                    for column in 0..<first.width {
                        let source = first.node(column: column, row: row, in: mesh)
                        let target = second.node(column: column, row: row, in: mesh)
                        for (from, to) in [(source, target), (target, source)] {
                            mesh.forEachLink(from: from, to: to) { routes[place * words + $0 / 64] |= 1 << ($0 % 64) }
                        }
                    }
                }
            }
        }
        self.words = words
        self.distances = distances
        self.routes = routes
    }

    /// Links between corresponding dies of two places.
    public func distance(_ first: Int, _ second: Int) -> Int { distances[first * sites.count + second] }

    /// The cost of stages at places.
    ///
    /// - Parameters:
    ///   - places: By stage; of the first stages only, where there are fewer, and none of those behind.
    ///   - limit: What the cost must be below; where it is not, some cost that is not either.
    /// - Complexity: O(stages + pairs) where ways alone pass the limit, else O(stages + pairs * (stages + pairs)),
    ///   without allocation.
    public func cost(_ places: [Int], below limit: Double = .infinity) -> Double {
        let count = min(places.count, stages)
        var cost = 0.0
        var stage = 1
        while stage < count {
            cost += pipelineBytes * Double(distance(places[stage - 1], places[stage]))
            stage += 1
        }
        for pair in pairs where max(pair.sender, pair.helper) < count {
            cost += pair.bytes * Double(distance(places[pair.sender], places[pair.helper]))
        }
        for (index, pair) in pairs.enumerated() where max(pair.sender, pair.helper) < count {
            guard cost < limit else { return cost }
            let route = places[pair.sender] * sites.count + places[pair.helper]
            var overlaps = 0.0
            stage = 1
            while stage < count {
                if shareLinks(route, places[stage - 1] * sites.count + places[stage]) { overlaps += 1 }
                stage += 1
            }
            for (other, second) in pairs.enumerated()
            where other != index && max(second.sender, second.helper) < count
                && shareLinks(route, places[second.sender] * sites.count + places[second.helper])
            {
                overlaps += 1
            }
            cost += pair.bytes * Double(distances[route]) * Self.conflictFactor * overlaps
        }
        return cost
    }

    /// Links of all consecutive stages and all pairs together.
    public func links(_ places: [Int]) -> Int {
        zip(places, places.dropFirst()).prefix(max(0, stages - 1)).reduce(0) { $0 + distance($1.0, $1.1) }
            + pairs.reduce(0) { $0 + distance(places[$1.sender], places[$1.helper]) }
    }

    private func shareLinks(_ first: Int, _ second: Int) -> Bool {
        for word in 0..<words where routes[first * words + word] & routes[second * words + word] != 0 { return true }
        return false
    }
}

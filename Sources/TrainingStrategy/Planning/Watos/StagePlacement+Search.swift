import MeshNetwork

/// Placements of many stages: walks through the wafer, then swaps.
extension StagePlacement {
    /// Stages up to which ``best()`` is exact.
    static let exactStages = 6
    /// Places up to which it is.
    static let exactSites = 9

    /// The best placement that is found: the cheapest of all for few stages and places, else of the walks.
    public func best() -> [Int] {
        stages <= Self.exactStages && sites.count <= Self.exactSites ? exact(from: searched()) : searched()
    }

    /// The best of the cheapest walks, each improved by swaps and by turning parts of it round.
    ///
    /// - Parameter count: Walks that are improved.
    public func searched(walks count: Int = 4) -> [Int] {
        let order = walks.map { (walk: $0, cost: cost($0)) }.enumerated().sorted { first, second in
            first.element.cost != second.element.cost
                ? first.element.cost < second.element.cost : first.offset < second.offset
        }
        let found = order.prefix(count).map { improved($0.element.walk) }
        return found.min { cost($0) < cost($1) } ?? Array(0..<stages)
    }

    /// Walks through all places along rows and columns, back and forth or always the same way, and inwards along the
    /// sides.
    public var walks: [[Int]] {
        let rows = Dictionary(grouping: sites.indices) { sites[$0].y }
        let columns = Dictionary(grouping: sites.indices) { sites[$0].x }
        var walks: [[Int]] = []
        for (lines, along) in [(rows, \Rectangle.x), (columns, \Rectangle.y)] {
            let keys = lines.keys.sorted()
            let sorted = keys.map { key in
                (lines[key] ?? []).sorted { sites[$0][keyPath: along] < sites[$1][keyPath: along] }
            }
            walks.append(sorted.enumerated().flatMap { $0.isMultiple(of: 2) ? $1 : $1.reversed() })
            walks.append(sorted.flatMap { $0 })
            walks.append(Self.pairwise(sorted))
        }
        walks.append(inward)
        return walks.map { Array($0.prefix(stages)) }
    }

    /// Out on the first half of the lines and back on the others, so that late stages stand beside early ones.
    private static func pairwise(_ lines: [[Int]]) -> [Int] {
        let half = (lines.count + 1) / 2
        let out = lines[..<half].enumerated().flatMap { $0.isMultiple(of: 2) ? $1 : $1.reversed() }
        let back = lines[half...].reversed().enumerated().flatMap { $0.isMultiple(of: 2) ? $1 : $1.reversed() }
        return out + back.reversed()
    }

    /// Always to the nearest free place, the outermost of equally near ones.
    private var inward: [Int] {
        guard let first = sites.indices.first else { return [] }
        let right = sites.map(\.x).max() ?? 0
        let bottom = sites.map(\.y).max() ?? 0
        func depth(_ site: Int) -> Int {
            min(sites[site].x, right - sites[site].x, sites[site].y, bottom - sites[site].y)
        }
        var walk = [first]
        var isTaken = [Bool](repeating: false, count: sites.count)
        isTaken[first] = true
        while walk.count < sites.count, let last = walk.last {
            let free = sites.indices.filter { !isTaken[$0] }
            guard
                let next = free.min(by: {
                    (distance(last, $0), depth($0), $0) < (distance(last, $1), depth($1), $1)
                })
            else { break }
            isTaken[next] = true
            walk.append(next)
        }
        return walk
    }

    /// Improves places until no exchange of two and no part turned round makes them cheaper.
    ///
    /// - Parameters:
    ///   - start: A place for each stage.
    ///   - rounds: Passes over all exchanges, at most.
    /// - Returns: Places that cost no more.
    public func improved(_ start: [Int], rounds: Int = 20) -> [Int] {
        // Stages first, then the places without one.
        var order = start + sites.indices.filter { !start.contains($0) }
        var best = cost(order)
        for _ in 0..<rounds {
            let before = best
            for first in 0..<stages {
                for second in (first + 1)..<max(first + 1, order.count) {
                    order.swapAt(first, second)
                    let swapped = cost(order, below: best)
                    if swapped < best {
                        best = swapped
                        continue
                    }
                    order.swapAt(first, second)
                    guard second < stages, second > first + 1 else { continue }
                    order[first...second].reverse()
                    let turned = cost(order, below: best)
                    if turned < best { best = turned } else { order[first...second].reverse() }
                }
            }
            if best == before { break }
        }
        return Array(order.prefix(stages))
    }
}

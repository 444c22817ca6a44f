/// Pareto dominance, where larger is better in every objective.
///
/// A point with a NaN, and one of another number of objectives, compares with nothing: it neither dominates nor is
/// dominated. One with a NaN is never part of a front.
public enum Dominance {
    /// Whether one point is at least as good in every objective and better in one; false with a number that is not one.
    public static func dominates(_ first: [Double], _ second: [Double]) -> Bool {
        guard first.count == second.count else { return false }
        var isBetter = false
        for index in first.indices {
            if !(first[index] >= second[index]) { return false }
            if first[index] > second[index] { isBetter = true }
        }
        return isBetter
    }

    /// By point: whether no other point dominates it; false for one with a NaN.
    ///
    /// Equal points do not dominate each other. Points of another number of objectives are a matter of their own.
    ///
    /// - Complexity: O(n log n) for up to three objectives, else O(n f) with f points in the front.
    public static func nonDominatedMask(_ points: [[Double]]) -> [Bool] {
        var mask = Array(repeating: false, count: points.count)
        let valid = points.indices.filter { index in !points[index].contains { $0.isNaN } }
        var left = valid
        while let first = left.first {
            let dimension = points[first].count
            let same = left.filter { points[$0].count == dimension }
            if same.count < left.count { left.removeAll { points[$0].count == dimension } } else { left = [] }
            for index in front(of: same, points, dimension) { mask[index] = true }
        }
        return mask
    }

    /// The non-dominated ones of some points that have the same number of objectives and no NaN.
    private static func front(of chosen: [Int], _ points: [[Double]], _ dimension: Int) -> [Int] {
        guard dimension > 0 else { return chosen }
        var rows: [Double] = []
        rows.reserveCapacity(chosen.count * dimension)
        for index in chosen { rows += points[index] }
        return rows.withUnsafeBufferPointer { rows in
            // A point can be dominated only by one that comes before it in falling lexicographic order, last axis
            // first.
            let order = chosen.indices.sorted { first, second in
                for axis in stride(from: dimension - 1, through: 0, by: -1) {
                    let (one, other) = (rows[first * dimension + axis], rows[second * dimension + axis])
                    if one != other { return one > other }
                }
                return first < second
            }
            let kept = dimension == 3 ? stairs(rows, order) : scan(rows, order, dimension)
            return kept.map { chosen[$0] }
        }
    }

    /// Goes through points in order against those kept so far; for two objectives the latest kept one is enough.
    private static func scan(_ rows: UnsafeBufferPointer<Double>, _ order: [Int], _ dimension: Int) -> [Int] {
        var kept: [Int] = []
        var front: [Double] = []
        for index in order {
            let point = index * dimension
            var start = dimension <= 2 ? max(0, front.count - dimension) : 0
            var isDominated = false
            front.withUnsafeBufferPointer { front in
                while start < front.count, !isDominated {
                    var axis = 0
                    while axis < dimension, front[start + axis] >= rows[point + axis] { axis += 1 }
                    if axis == dimension {
                        isDominated = (0..<dimension).contains { front[start + $0] > rows[point + $0] }
                    }
                    start += dimension
                }
            }
            if isDominated { continue }
            kept.append(index)
            for axis in 0..<dimension { front.append(rows[point + axis]) }
        }
        return kept
    }

    /// Three objectives: the staircase of the first two among the points before, as ranks along the first.
    private static func stairs(_ rows: UnsafeBufferPointer<Double>, _ order: [Int]) -> [Int] {
        let byX = order.indices.sorted { first, second in
            let (one, other) = (rows[3 * order[first]], rows[3 * order[second]])
            return one == other ? first < second : one > other
        }
        var ranks = Array(repeating: 0, count: order.count)
        for (rank, place) in byX.enumerated() { ranks[place] = rank }
        var stairs = RankSet(capacity: order.count)
        stairs.clear(count: order.count)
        var kept: [Int] = []
        for (place, index) in order.enumerated() {
            let y = rows[3 * index + 1]
            if let last = kept.last, (0..<3).allSatisfy({ rows[3 * last + $0] == rows[3 * index + $0] }) {
                kept.append(index)
                continue
            }
            // Of the points before that reach as far along the first axis the nearest one is the highest.
            let before = stairs.last(before: ranks[place])
            if before >= 0, rows[3 * order[byX[before]] + 1] >= y { continue }
            var after = stairs.first(from: ranks[place])
            while after >= 0, rows[3 * order[byX[after]] + 1] <= y {
                stairs.remove(after)
                after = stairs.first(from: after + 1)
            }
            stairs.insert(ranks[place])
            kept.append(index)
        }
        return kept
    }

    /// The points that no other dominates, equal ones once, in their order.
    public static func front(of points: [[Double]]) -> [[Double]] {
        let mask = nonDominatedMask(points)
        var seen: Set<[Double]> = []
        return points.indices.filter { mask[$0] && seen.insert(points[$0]).inserted }.map { points[$0] }
    }

    /// The crowding distance of each point within its front: how far its neighbours lie, in units of the front's
    /// extent, summed over objectives; infinite at the ends.
    ///
    /// K. Deb et al., IEEE Trans. Evol. Comput. 6 (2002).
    public static func crowdingDistances(_ points: [[Double]]) -> [Double] {
        var distances = Array(repeating: 0.0, count: points.count)
        guard let dimension = points.first?.count else { return [] }
        for axis in 0..<dimension {
            let order = points.indices.sorted { (points[$0][axis], $0) < (points[$1][axis], $1) }
            guard let first = order.first, let last = order.last else { continue }
            distances[first] = .infinity
            distances[last] = .infinity
            let extent = points[last][axis] - points[first][axis]
            guard extent > 0, order.count > 2 else { continue }
            for place in 1..<(order.count - 1) {
                distances[order[place]] += (points[order[place + 1]][axis] - points[order[place - 1]][axis]) / extent
            }
        }
        return distances
    }
}

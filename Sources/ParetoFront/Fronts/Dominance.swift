/// Pareto dominance, where larger is better in every objective.
public enum Dominance {
    /// Whether one point is at least as good in every objective and better in one; false with a number that is not one.
    public static func dominates(_ first: [Double], _ second: [Double]) -> Bool {
        var isBetter = false
        for index in first.indices {
            if !(first[index] >= second[index]) { return false }
            if first[index] > second[index] { isBetter = true }
        }
        return isBetter
    }

    /// By point: whether no other point dominates it.
    ///
    /// Equal points do not dominate each other.
    ///
    /// - Complexity: O(n log n) for one or two objectives, else O(n^2) at worst.
    public static func nonDominatedMask(_ points: [[Double]]) -> [Bool] {
        var mask = Array(repeating: false, count: points.count)
        // A point can be dominated only by one that comes before it in falling lexicographic order.
        let order = points.indices.sorted { first, second in
            for axis in points[first].indices where points[first][axis] != points[second][axis] {
                return points[first][axis] > points[second][axis]
            }
            return first < second
        }
        var front: [Int] = []
        for index in order {
            let isDominated: Bool
            if points[index].count <= 2, let best = front.last {
                isDominated = dominates(points[best], points[index])
            } else {
                isDominated = front.contains { dominates(points[$0], points[index]) }
            }
            if !isDominated {
                mask[index] = true
                front.append(index)
            }
        }
        return mask
    }

    /// The points that no other dominates, equal ones once, in their order.
    public static func front(of points: [[Double]]) -> [[Double]] {
        let mask = nonDominatedMask(points)
        var seen: Set<[Double]> = []
        return points.indices.filter { mask[$0] && seen.insert(points[$0]).inserted }.map { points[$0] }
    }

    /// The points sorted into fronts: the non-dominated ones, those that are so without them, and so on.
    ///
    /// K. Deb, A. Pratap, S. Agarwal and T. Meyarivan, IEEE Trans. Evol. Comput. 6 (2002), fast non-dominated sort.
    ///
    /// - Returns: The indices of each front, rising.
    /// - Complexity: O(m n^2).
    public static func sortedFronts(_ points: [[Double]]) -> [[Int]] {
        var dominatedBy: [[Int]] = Array(repeating: [], count: points.count)
        var counts = Array(repeating: 0, count: points.count)
        for first in points.indices {
            for second in (first + 1)..<max(first + 1, points.count) {
                if dominates(points[first], points[second]) {
                    dominatedBy[first].append(second)
                    counts[second] += 1
                } else if dominates(points[second], points[first]) {
                    dominatedBy[second].append(first)
                    counts[first] += 1
                }
            }
        }
        var fronts: [[Int]] = []
        var current = points.indices.filter { counts[$0] == 0 }
        while !current.isEmpty {
            fronts.append(current)
            var next: [Int] = []
            for index in current {
                for other in dominatedBy[index] {
                    counts[other] -= 1
                    if counts[other] == 0 { next.append(other) }
                }
            }
            current = next.sorted()
        }
        return fronts
    }

    /// The crowding distance of each point within its front: how far its neighbours lie, in units of the front's extent,
    /// summed over objectives; infinite at the ends.
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

extension Dominance {
    /// The points sorted into fronts: the non-dominated ones, those that are so without them, and so on.
    ///
    /// X. Zhang, Y. Tian, R. Cheng and Y. Jin, IEEE Trans. Evol. Comput. 19 (2015): points are taken in falling
    /// lexicographic order, and the front of each is found by bisection, as one that no front before dominates.
    ///
    /// - Returns: The indices of each front, rising; points with a NaN are a last front of their own.
    /// - Complexity: O(n log n) for up to two objectives; else O(m n^2) at worst, when all points are in one front.
    public static func sortedFronts(_ points: [[Double]]) -> [[Int]] {
        var fronts: [[Int]] = []
        let valid = points.indices.filter { index in !points[index].contains { $0.isNaN } }
        // Points of different numbers of objectives do not compare: each number has fronts of its own.
        for (dimension, chosen) in Dictionary(grouping: valid, by: { points[$0].count }) {
            for (point, front) in zip(chosen, frontNumbers(of: chosen, points, dimension)) {
                while fronts.count <= front { fronts.append([]) }
                fronts[front].append(point)
            }
        }
        for front in fronts.indices { fronts[front].sort() }
        if valid.count < points.count {
            fronts.append(points.indices.filter { index in points[index].contains { $0.isNaN } })
        }
        return fronts
    }

    /// The number of the front of each of some points that have the same number of objectives and no NaN.
    private static func frontNumbers(of chosen: [Int], _ points: [[Double]], _ dimension: Int) -> [Int] {
        var numbers = Array(repeating: 0, count: chosen.count)
        guard dimension > 0 else { return numbers }
        let order = chosen.indices.sorted { first, second in
            let (one, other) = (points[chosen[first]], points[chosen[second]])
            for axis in 0..<dimension where one[axis] != other[axis] { return one[axis] > other[axis] }
            return first < second
        }
        // The members of each front, their objectives one after another; of two, only those of the latest member.
        var members: [[Double]] = []
        for place in order {
            let point = points[chosen[place]]
            var (low, high) = (0, members.count)
            while low < high {
                let middle = (low + high) / 2
                if isDominated(point, byOneOf: members[middle]) { low = middle + 1 } else { high = middle }
            }
            numbers[place] = low
            if low == members.count {
                members.append(point)
            } else if dimension <= 2 {
                members[low] = point
            } else {
                members[low] += point
            }
        }
        return numbers
    }

    /// Whether one of some points, none of them lexicographically smaller, dominates another.
    private static func isDominated(_ point: [Double], byOneOf members: [Double]) -> Bool {
        let dimension = point.count
        return point.withUnsafeBufferPointer { point in
            members.withUnsafeBufferPointer { members in
                var start = members.count - dimension
                while start >= 0 {
                    var axis = 0
                    while axis < dimension, members[start + axis] >= point[axis] { axis += 1 }
                    if axis == dimension, (0..<dimension).contains(where: { members[start + $0] > point[$0] }) {
                        return true
                    }
                    start -= dimension
                }
                return false
            }
        }
    }
}

/// The exact volume that a set of points dominates above a reference point, where larger is better.
public enum Hypervolume {
    /// The volume.
    ///
    /// Two objectives are swept, three are swept with a staircase that is kept sorted (after C. M. Fonseca, L. Paquete
    /// and M. López-Ibáñez, CEC 2006), more go through exclusive volumes (L. While, L. Bradstreet and L. Barone, "A fast
    /// way of calculating exact hypervolumes", IEEE Trans. Evol. Comput. 16, 2012).
    ///
    /// - Parameters:
    ///   - points: Any points of as many objectives as the reference has; those not better than it everywhere, or not
    ///     finite, add nothing.
    ///   - reference: The corner that the volume is measured from; at least one objective.
    public static func volume(of points: [[Double]], reference: [Double]) -> Double {
        let inside = points.compactMap { point -> [Double]? in
            guard point.count == reference.count, !point.isEmpty else { return nil }
            let edges = zip(point, reference).map { $0 - $1 }
            return edges.allSatisfy { $0 > 0 && $0.isFinite } ? edges : nil
        }
        return volume(Dominance.front(of: inside))
    }

    /// The volume that a point adds to a set.
    public static func improvement(of point: [Double], over points: [[Double]], reference: [Double]) -> Double {
        let edges = zip(point, reference).map { $0 - $1 }
        guard point.count == reference.count, edges.allSatisfy({ $0 > 0 && $0.isFinite }) else { return 0 }
        let limited = points.map { other in zip(other, point).map { min($0, $1) } }
        return max(0, edges.reduce(1, *) - volume(of: limited, reference: reference))
    }

    /// The volume of mutually non-dominated points above the origin.
    private static func volume(_ front: [[Double]]) -> Double {
        guard let first = front.first else { return 0 }
        switch first.count {
        case 1: return first[0]
        case 2: return sweep2(front)
        case 3: return sweep3(front)
        default: return exclusive(front)
        }
    }

    private static func sweep2(_ front: [[Double]]) -> Double {
        var sum = 0.0
        var height = 0.0
        for point in front.sorted(by: { $0[0] > $1[0] }) where point[1] > height {
            sum += point[0] * (point[1] - height)
            height = point[1]
        }
        return sum
    }

    /// Goes down the third objective and keeps the staircase of the first two and its area.
    private static func sweep3(_ front: [[Double]]) -> Double {
        var steps: [(x: Double, y: Double)] = []  // x falls, y rises
        var area = 0.0
        var sum = 0.0
        let order = front.sorted { $0[2] > $1[2] }
        for (index, point) in order.enumerated() {
            let (x, y) = (point[0], point[1])
            var low = 0
            var high = steps.count
            while low < high {
                let middle = (low + high) / 2
                if steps[middle].x >= x { low = middle + 1 } else { high = middle }
            }
            // Steps before `low` reach at least as far in x; the last of them is the highest.
            let floor = low > 0 ? steps[low - 1].y : 0
            if y > floor {
                var end = low
                var previous = floor
                while end < steps.count, steps[end].y <= y {
                    area += (x - steps[end].x) * (steps[end].y - previous)
                    previous = steps[end].y
                    end += 1
                }
                area += (x - (end < steps.count ? steps[end].x : 0)) * (y - previous)
                steps.replaceSubrange(low..<end, with: [(x, y)])
                if low > 0, steps[low - 1].x == x { steps.remove(at: low - 1) }
            }
            sum += area * (point[2] - (index + 1 < order.count ? order[index + 1][2] : 0))
        }
        return sum
    }

    private static func exclusive(_ front: [[Double]]) -> Double {
        let axis = (front.first?.count ?? 1) - 1
        let order = front.sorted { $0[axis] < $1[axis] }
        var sum = 0.0
        for (index, point) in order.enumerated() {
            // Those after it reach at least as far on the last axis, so that the limited set is flat there.
            let limited = order[(index + 1)...].map { other in
                (0..<axis).map { min(other[$0], point[$0]) }
            }
            let base = (0..<axis).reduce(1.0) { $0 * point[$1] }
            sum += point[axis] * (base - volume(Dominance.front(of: limited)))
        }
        return sum
    }
}

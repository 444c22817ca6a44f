/// What single points would add to the hypervolume of a fixed front, where larger is better.
///
/// The front is prepared once. A point then takes O(log n + k) for two objectives, k of the front's points being below
/// it; for three at worst O(n), usually far less; for more, the volume of the front limited to the point's box.
/// ```swift
/// let gain = HypervolumeImprovement(front: [[1, 2], [2, 1]], reference: [0, 0])
/// gain.value(of: [2, 2])  // 1
/// ```
public struct HypervolumeImprovement: Sendable {
    /// The corner that volumes are measured from.
    public let reference: [Double]
    /// The front's rows above the reference; for two objectives a staircase, the first number falling.
    private let rows: [Double]
    private let count: Int

    /// Prepares a front.
    ///
    /// - Parameters:
    ///   - front: Any points; those not better than the reference everywhere, or not finite, have no influence.
    ///   - reference: The corner that volumes are measured from; at least one objective.
    public init(front: [[Double]], reference: [Double]) {
        self.reference = reference
        let edges = EdgeRows(front, reference: reference)
        if reference.count == 2 {
            var stairs: [Double] = []
            for index in (0..<edges.count).sorted(by: { edges.values[2 * $0] > edges.values[2 * $1] }) {
                let (x, y) = (edges.values[2 * index], edges.values[2 * index + 1])
                if stairs.isEmpty || y > stairs[stairs.count - 1] { stairs += [x, y] }
            }
            rows = stairs
        } else {
            rows = edges.values
        }
        count = reference.isEmpty ? 0 : rows.count / reference.count
    }

    /// The volume that a point adds; 0 for one that is not better than the reference everywhere or not finite.
    public func value(of point: [Double]) -> Double {
        let dimension = reference.count
        let edges = EdgeRows([point], reference: reference)
        guard edges.count == 1 else { return 0 }
        if dimension == 2 { return planar(edges.values[0], edges.values[1]) }
        var box = 1.0
        for edge in edges.values { box *= edge }
        if count == 0 { return box }
        var limited: [Double] = []
        limited.reserveCapacity(rows.count)
        for row in 0..<count {
            var isDominated = true
            for axis in 0..<dimension {
                let value = rows[row * dimension + axis]
                if value < edges.values[axis] { isDominated = false }
                limited.append(min(value, edges.values[axis]))
            }
            if isDominated { return 0 }
        }
        var slices = SlicedVolume(capacity: count, dimension: dimension)
        return limited.withUnsafeBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return box }
            return max(0, box - slices.volume(start, count: count, dimension: dimension))
        }
    }

    /// The volumes that points add, each on its own; as `value(of:)`, and much faster for three objectives.
    public func values(of points: [[Double]]) -> [Double] {
        guard reference.count == 3, count > 0 else { return points.map(value) }
        var exclusive = ExclusiveVolumes(capacity: count)
        rows.withUnsafeBufferPointer { buffer in
            if let start = buffer.baseAddress { exclusive.load(start, stride: 3, count: count) }
        }
        exclusive.insertAll()
        var result: [Double] = []
        result.reserveCapacity(points.count)
        for point in points {
            let edges = EdgeRows([point], reference: reference).values
            result.append(edges.isEmpty ? 0 : max(0, exclusive.improvement(x: edges[0], y: edges[1], z: edges[2])))
        }
        return result
    }

    private func planar(_ x: Double, _ y: Double) -> Double {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if rows[2 * middle] >= x { low = middle + 1 } else { high = middle }
        }
        var floor = low > 0 ? rows[2 * low - 1] : 0
        guard y > floor else { return 0 }
        var sum = 0.0
        while low < count, rows[2 * low + 1] < y {
            sum += (x - rows[2 * low]) * (rows[2 * low + 1] - floor)
            floor = rows[2 * low + 1]
            low += 1
        }
        return sum + (x - (low < count ? rows[2 * low] : 0)) * (y - floor)
    }
}

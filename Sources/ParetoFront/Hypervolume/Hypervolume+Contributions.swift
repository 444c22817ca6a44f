extension Hypervolume {
    /// By point: the volume that only this point dominates, which is what is lost without it.
    ///
    /// Dominated points, equal ones, those not better than the reference everywhere, and those not finite have 0.
    ///
    /// - Parameters:
    ///   - points: Any points of as many objectives as the reference has.
    ///   - reference: The corner that the volume is measured from; at least one objective.
    /// - Complexity: O(n log n) for two objectives, O(n^2) at worst for three, n volumes of n points otherwise.
    public static func contributions(of points: [[Double]], reference: [Double]) -> [Double] {
        var result = Array(repeating: 0.0, count: points.count)
        let rows = EdgeRows(points, reference: reference, keepsIndices: true)
        guard rows.count > 0 else { return result }
        let dimension = rows.dimension
        rows.values.withUnsafeBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return }
            if dimension == 2 {
                planar(start, count: rows.count) { result[rows.indices[$0]] = $1 }
                return
            }
            if dimension == 3 {
                var exclusive = ExclusiveVolumes(capacity: rows.count)
                exclusive.load(start, stride: 3, count: rows.count)
                exclusive.insertAll()
                for row in 0..<rows.count { result[rows.indices[row]] = max(0, exclusive.contribution(row)) }
                return
            }
            var slices = SlicedVolume(capacity: rows.count, dimension: dimension)
            let limited = UnsafeMutablePointer<Double>.allocate(capacity: rows.count * dimension)
            defer { limited.deallocate() }
            for row in 0..<rows.count {
                let point = start + row * dimension
                var isDominated = false
                var count = 0
                for other in 0..<rows.count where other != row && !isDominated {
                    isDominated = true
                    for axis in 0..<dimension {
                        let value = start[other * dimension + axis]
                        if value < point[axis] { isDominated = false }
                        limited[count * dimension + axis] = min(value, point[axis])
                    }
                    count += 1
                }
                guard !isDominated else { continue }
                let box = slices.volume(point, count: 1, dimension: dimension)
                result[rows.indices[row]] = max(0, box - slices.volume(limited, count: count, dimension: dimension))
            }
        }
        return result
    }

    /// Along the first objective, falling: a front point's own rectangle ends at the next front point, and only those
    /// in between can cover parts of it.
    private static func planar(_ rows: UnsafePointer<Double>, count: Int, give: (Int, Double) -> Void) {
        let order = (0..<count).sorted { first, second in
            (rows[2 * first], rows[2 * first + 1]) > (rows[2 * second], rows[2 * second + 1])
        }
        var place = 0
        var floor = 0.0
        while place < count {
            let row = order[place]
            let top = rows[2 * row + 1]
            var next = place + 1
            while next < count, rows[2 * order[next] + 1] <= top { next += 1 }
            let end = next < count ? rows[2 * order[next]] : 0
            var sum = (rows[2 * row] - end) * (top - floor)
            for between in (place + 1)..<max(place + 1, next) {
                let (x, y) = (rows[2 * order[between]], rows[2 * order[between] + 1])
                if y > floor {
                    sum -= (x - end) * (y - floor)
                    floor = y
                }
            }
            give(row, max(0, sum))
            floor = top
            place = next
        }
    }
}

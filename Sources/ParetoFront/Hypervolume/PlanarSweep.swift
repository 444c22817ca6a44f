/// Volumes above the origin in two and three dimensions, by sweeps over flat storage.
///
/// Points are rows of `stride` positive, finite numbers; dominated and equal ones are allowed.
struct PlanarSweep: ~Copyable {
    private let keys: UnsafeMutablePointer<SortKey>
    private let scratch: UnsafeMutablePointer<SortKey>
    private let rankOf: UnsafeMutablePointer<Int32>
    private let xs: UnsafeMutablePointer<Double>
    private let ys: UnsafeMutablePointer<Double>
    private var stairs: RankSet

    /// Makes room for a number of points.
    init(capacity: Int) {
        let room = max(1, capacity)
        keys = .allocate(capacity: room)
        scratch = .allocate(capacity: room)
        rankOf = .allocate(capacity: room)
        xs = .allocate(capacity: room)
        ys = .allocate(capacity: room)
        stairs = RankSet(capacity: room)
    }

    deinit {
        keys.deallocate()
        scratch.deallocate()
        rankOf.deallocate()
        xs.deallocate()
        ys.deallocate()
    }

    /// The area that the points dominate, in O(n log n).
    mutating func area(_ points: UnsafePointer<Double>, stride: Int, count: Int) -> Double {
        sort(points, stride: stride, count: count, axis: 0)
        var sum = 0.0
        var height = 0.0
        for place in 0..<count {
            let y = points[Int(keys[place].index) &* stride &+ 1]
            if y > height {
                sum += keys[place].value * (y - height)
                height = y
            }
        }
        return sum
    }

    /// The volume that the points dominate, in O(n log n).
    ///
    /// Goes down the third axis and keeps the staircase of the first two and its area, after C. M. Fonseca, L. Paquete
    /// and M. López-Ibáñez, "An improved dimension-sweep algorithm for the hypervolume indicator", CEC 2006; the
    /// staircase is a set of ranks along the first axis.
    mutating func volume(_ points: UnsafePointer<Double>, stride: Int, count: Int) -> Double {
        sort(points, stride: stride, count: count, axis: 0)
        for place in 0..<count {
            let index = Int(keys[place].index)
            rankOf[index] = Int32(truncatingIfNeeded: place)
            xs[place] = keys[place].value
            ys[place] = points[index &* stride &+ 1]
        }
        sort(points, stride: stride, count: count, axis: 2)
        stairs.clear(count: count)
        var area = 0.0
        var sum = 0.0
        for place in 0..<count {
            let z = keys[place].value
            area += added(Int(rankOf[Int(keys[place].index)]))
            sum += area * (z - (place &+ 1 < count ? keys[place &+ 1].value : 0))
        }
        return sum
    }

    /// Puts the point of a rank onto the staircase and tells the area that it adds.
    @inline(__always)
    private mutating func added(_ rank: Int) -> Double {
        let x = xs[rank]
        let y = ys[rank]
        let before = stairs.last(before: rank)
        var floor = before < 0 ? 0 : ys[before]
        if y <= floor { return 0 }
        var area = 0.0
        var after = stairs.first(from: rank &+ 1)
        while after >= 0, ys[after] <= y {
            area += (x - xs[after]) * (ys[after] - floor)
            floor = ys[after]
            stairs.remove(after)
            after = stairs.first(from: after &+ 1)
        }
        area += (x - (after < 0 ? 0 : xs[after])) * (y - floor)
        stairs.insert(rank)
        return area
    }

    private func sort(_ points: UnsafePointer<Double>, stride: Int, count: Int, axis: Int) {
        for index in 0..<count {
            keys[index] = SortKey(value: points[index &* stride &+ axis], index: Int32(truncatingIfNeeded: index))
        }
        SortKey.sortFalling(keys, scratch: scratch, count: count)
    }
}

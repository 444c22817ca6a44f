/// Volumes above the origin in any dimension, over flat storage that is allocated once.
///
/// One dimension is swept downwards at a time: the cross-section grows by what each point adds to those above it, which
/// is its own box less what the others, limited to that box, dominate: the exclusive volumes of L. While, L. Bradstreet
/// and L. Barone, "A fast way of calculating exact hypervolumes", IEEE Trans. Evol. Comput. 16 (2012), with slicing.
/// Four dimensions rest on `ExclusiveVolumes`, three and two on `PlanarSweep`.
struct SlicedVolume: ~Copyable {
    /// How many limited points may still be made before the volume is given up; it is left negative then.
    var remainingWork = Int.max
    private let capacity: Int
    private var sweep: PlanarSweep
    private var exclusive: ExclusiveVolumes
    private let keys: UnsafeMutablePointer<SortKey>
    private let rows: UnsafeMutablePointer<Double>
    private let levelSize: Int

    /// Makes room for points of at most `dimension` coordinates.
    init(capacity: Int, dimension: Int) {
        let room = max(1, capacity)
        self.capacity = room
        sweep = PlanarSweep(capacity: dimension == 1 || dimension == 4 ? 1 : room)
        exclusive = ExclusiveVolumes(capacity: dimension >= 4 ? room : 1)
        // A level sorts on its own, and keeps the points above, the limited ones and their volumes.
        let levels = max(1, dimension - 3)
        levelSize = room * (2 * dimension)
        keys = .allocate(capacity: dimension >= 4 ? (levels + 1) * room : 1)
        rows = .allocate(capacity: dimension > 4 ? levels * levelSize : 1)
    }

    deinit {
        keys.deallocate()
        rows.deallocate()
    }

    /// The volume of points that are rows of `dimension` positive, finite numbers.
    mutating func volume(_ points: UnsafePointer<Double>, count: Int, dimension: Int) -> Double {
        switch (count, dimension) {
        case (0, _): return 0
        case (1, _): return box(points, dimension)
        case (2, _): return pair(points, dimension)
        case (_, 1):
            var best = points[0]
            for index in 1..<count { best = max(best, points[index]) }
            return best
        case (_, 2): return sweep.area(points, stride: 2, count: count)
        case (_, 3): return sweep.volume(points, stride: 3, count: count)
        case (_, 4): return volume4(points, count: count)
        default: return sliced(points, count: count, dimension: dimension)
        }
    }

    @inline(__always)
    private func box(_ point: UnsafePointer<Double>, _ dimension: Int) -> Double {
        var product = point[0]
        for axis in 1..<max(1, dimension) { product *= point[axis] }
        return product
    }

    private func pair(_ points: UnsafePointer<Double>, _ dimension: Int) -> Double {
        var common = 1.0
        for axis in 0..<dimension { common *= min(points[axis], points[dimension &+ axis]) }
        return box(points, dimension) + (box(points + dimension, dimension) - common)
    }

    private mutating func volume4(_ points: UnsafePointer<Double>, count: Int) -> Double {
        sort(points, count: count, dimension: 4, keys: keys)
        exclusive.load(points, stride: 4, count: count)
        var section = 0.0
        var sum = 0.0
        for place in 0..<count {
            section += exclusive.insert(Int(keys[place].index))
            sum += section * (keys[place].value - (place &+ 1 < count ? keys[place &+ 1].value : 0))
        }
        return sum
    }

    private mutating func sliced(_ points: UnsafePointer<Double>, count: Int, dimension: Int) -> Double {
        let inner = dimension &- 1
        let level = dimension &- 4
        let order = keys + level &* capacity
        let kept = rows + (level &- 1) &* levelSize
        let limited = kept + capacity &* dimension
        sort(points, count: count, dimension: dimension, keys: order)
        var keptCount = 0
        var section = 0.0
        var sum = 0.0
        for place in 0..<count {
            let point = points + Int(order[place].index) &* dimension
            if !isCovered(point, kept, keptCount, inner) {
                remainingWork &-= keptCount
                guard remainingWork >= 0 else { return 0 }
                let limitedCount = limit(point, kept, &keptCount, limited, inner)
                section += box(point, inner) - volume(limited, count: limitedCount, dimension: inner)
                (kept + keptCount &* inner).update(from: point, count: inner)
                keptCount &+= 1
            }
            sum += section * (order[place].value - (place &+ 1 < count ? order[place &+ 1].value : 0))
        }
        return sum
    }

    private func sort(
        _ points: UnsafePointer<Double>, count: Int, dimension: Int, keys order: UnsafeMutablePointer<SortKey>
    ) {
        for index in 0..<count {
            order[index] = SortKey(
                value: points[index &* dimension &+ dimension &- 1], index: Int32(truncatingIfNeeded: index))
        }
        SortKey.sortFalling(order, scratch: order + capacity, count: count)
    }

    @inline(__always)
    private func isCovered(
        _ point: UnsafePointer<Double>, _ rows: UnsafeMutablePointer<Double>, _ count: Int, _ dimension: Int
    ) -> Bool {
        for row in 0..<count {
            let other = rows + row &* dimension
            var axis = 0
            while axis < dimension, other[axis] >= point[axis] { axis &+= 1 }
            if axis == dimension { return true }
        }
        return false
    }

    /// Limits the kept rows to the box of a point, drops those inside it from the kept ones, and those that another
    /// covers from the limited ones.
    ///
    /// - Returns: The number of limited rows.
    private func limit(
        _ point: UnsafePointer<Double>, _ kept: UnsafeMutablePointer<Double>, _ keptCount: inout Int,
        _ limited: UnsafeMutablePointer<Double>, _ dimension: Int
    ) -> Int {
        var left = 0
        var best = -1.0
        var pivot = 0
        for row in 0..<keptCount {
            let other = kept + row &* dimension
            let result = limited + row &* dimension
            var isInside = true
            var volume = 1.0
            for axis in 0..<dimension {
                let value = min(other[axis], point[axis])
                if other[axis] > point[axis] { isInside = false }
                result[axis] = value
                volume *= value
            }
            if volume > best {
                best = volume
                pivot = row
            }
            if !isInside {
                if left != row { (kept + left &* dimension).update(from: other, count: dimension) }
                left &+= 1
            }
        }
        var count = keptCount
        keptCount = left
        // The largest limited row first: what it covers goes; then the largest of the rest.
        var done = 0
        while done < count {
            exchange(limited + done &* dimension, limited + pivot &* dimension, dimension)
            let largest = limited + done &* dimension
            done &+= 1
            var place = done
            best = -1.0
            pivot = done
            for row in done..<max(done, count) {
                let other = limited + row &* dimension
                var isCovered = true
                var volume = 1.0
                for axis in 0..<dimension {
                    if other[axis] > largest[axis] { isCovered = false }
                    volume *= other[axis]
                }
                if isCovered { continue }
                if place != row { (limited + place &* dimension).update(from: other, count: dimension) }
                if volume > best {
                    best = volume
                    pivot = place
                }
                place &+= 1
            }
            count = place
        }
        return count
    }

    @inline(__always)
    private func exchange(_ first: UnsafeMutablePointer<Double>, _ second: UnsafeMutablePointer<Double>, _ count: Int) {
        guard first != second else { return }
        for axis in 0..<count {
            let value = first[axis]
            first[axis] = second[axis]
            second[axis] = value
        }
    }
}

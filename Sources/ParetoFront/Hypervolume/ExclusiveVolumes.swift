/// The volume that one point dominates and a set of others does not, in three dimensions above the origin.
///
/// The set is kept in two orders, along the first and along the third axis. The part of the plane that the points above
/// a point cover comes from the first order, then the point's box is swept downwards in the second one until something
/// covers it: the one-contribution step of A. P. Guerreiro and C. M. Fonseca, "Computing and updating hypervolume
/// contributions in up to four dimensions", IEEE Trans. Evol. Comput. 22 (2018). O(n) at worst, usually far less.
struct ExclusiveVolumes: ~Copyable {
    /// The number of points that are loaded.
    private(set) var count = 0
    private let capacity: Int
    private let doubles: UnsafeMutablePointer<Double>
    private let integers: UnsafeMutablePointer<Int32>
    private let keys: UnsafeMutablePointer<SortKey>
    private var membersByX: RankSet
    private var membersByZ: RankSet

    // Along the first axis, falling.
    private var xByX: UnsafeMutablePointer<Double> { doubles }
    private var yByX: UnsafeMutablePointer<Double> { doubles + capacity }
    private var zRankByX: UnsafeMutablePointer<Int32> { integers }
    // Along the third axis, falling.
    private var xByZ: UnsafeMutablePointer<Double> { doubles + 2 &* capacity }
    private var yByZ: UnsafeMutablePointer<Double> { doubles + 3 &* capacity }
    private var zByZ: UnsafeMutablePointer<Double> { doubles + 4 &* capacity }
    private var xRankByZ: UnsafeMutablePointer<Int32> { integers + capacity }
    // The staircase of what is covered within a point's box: x falls, y rises.
    private var stairX: UnsafeMutablePointer<Double> { doubles + 5 &* capacity }
    private var stairY: UnsafeMutablePointer<Double> { doubles + (6 * capacity + 2) }
    private var zRank: UnsafeMutablePointer<Int32> { integers + 2 &* capacity }

    /// Makes room for a number of points.
    init(capacity: Int) {
        let room = max(1, capacity)
        self.capacity = room
        doubles = .allocate(capacity: 7 * room + 4)
        integers = .allocate(capacity: 3 * room)
        keys = .allocate(capacity: 2 * room)
        membersByX = RankSet(capacity: room)
        membersByZ = RankSet(capacity: room)
    }

    deinit {
        doubles.deallocate()
        integers.deallocate()
        keys.deallocate()
    }

    /// Takes the points that may become members; there are no members then.
    mutating func load(_ points: UnsafePointer<Double>, stride: Int, count: Int) {
        self.count = count
        sort(points, stride: stride, axis: 2)
        for rank in 0..<count {
            let index = Int(keys[rank].index)
            zRank[index] = Int32(truncatingIfNeeded: rank)
            xByZ[rank] = points[index &* stride]
            yByZ[rank] = points[index &* stride &+ 1]
            zByZ[rank] = keys[rank].value
        }
        sort(points, stride: stride, axis: 0)
        for rank in 0..<count {
            let index = Int(keys[rank].index)
            xByX[rank] = keys[rank].value
            yByX[rank] = points[index &* stride &+ 1]
            zRankByX[rank] = zRank[index]
            xRankByZ[Int(zRank[index])] = Int32(truncatingIfNeeded: rank)
        }
        membersByX.clear(count: count)
        membersByZ.clear(count: count)
    }

    private func sort(_ points: UnsafePointer<Double>, stride: Int, axis: Int) {
        for index in 0..<count {
            keys[index] = SortKey(value: points[index &* stride &+ axis], index: Int32(truncatingIfNeeded: index))
        }
        SortKey.sortFalling(keys, scratch: keys + capacity, count: count)
    }

    /// Makes all points members.
    mutating func insertAll() {
        for rank in 0..<count {
            membersByX.insert(rank)
            membersByZ.insert(rank)
        }
    }

    /// What a loaded point adds to the members; it becomes one if it adds anything, and members below it leave.
    mutating func insert(_ index: Int) -> Double {
        let rank = Int(zRank[index])
        let volume = exclusive(
            x: xByZ[rank], y: yByZ[rank], z: zByZ[rank], above: rank, below: rank &+ 1, dropsDominated: true)
        guard volume > 0 else { return 0 }
        membersByX.insert(Int(xRankByZ[rank]))
        membersByZ.insert(rank)
        return volume
    }

    /// What a loaded point adds to the members other than itself.
    mutating func contribution(_ index: Int) -> Double {
        let rank = Int(zRank[index])
        return exclusive(
            x: xByZ[rank], y: yByZ[rank], z: zByZ[rank], above: rank, below: rank &+ 1, dropsDominated: false)
    }

    /// What any point with positive coordinates adds to the members.
    mutating func improvement(x: Double, y: Double, z: Double) -> Double {
        var low = 0
        var high = count
        while low < high {
            let middle = (low &+ high) / 2
            if zByZ[middle] >= z { low = middle &+ 1 } else { high = middle }
        }
        return exclusive(x: x, y: y, z: z, above: low, below: low, dropsDominated: false)
    }

    /// The exclusive volume of a point whose place among the members is known.
    ///
    /// - Parameters:
    ///   - above: Members of a rank along the third axis under this reach at least as high as the point.
    ///   - below: Members from this rank on reach at most as high.
    private mutating func exclusive(
        x: Double, y: Double, z: Double, above: Int, below: Int, dropsDominated: Bool
    ) -> Double {
        // What is covered at the point's own height.
        stairX[0] = x
        stairY[0] = 0
        var floor = 0.0
        var steps = 1
        var rank = membersByX.first(from: 0)
        while rank >= 0 {
            if Int(zRankByX[rank]) < above, yByX[rank] > floor {
                floor = yByX[rank]
                if xByX[rank] >= x {
                    if floor >= y { return 0 }
                    stairY[0] = floor
                } else {
                    stairX[steps] = xByX[rank]
                    stairY[steps] = min(floor, y)
                    steps &+= 1
                    if floor >= y { break }
                }
            }
            rank = membersByX.first(from: rank &+ 1)
        }
        var open = 0.0
        for step in 1..<max(1, steps) { open += (x - stairX[step]) * (stairY[step] - stairY[step &- 1]) }
        open += x * (y - stairY[steps &- 1])
        // Down from there.
        var volume = 0.0
        var height = z
        rank = membersByZ.first(from: below)
        while rank >= 0 {
            let nextX = min(xByZ[rank], x)
            let nextY = min(yByZ[rank], y)
            volume += open * (height - zByZ[rank])
            height = zByZ[rank]
            if nextX >= x, nextY >= y { return volume }
            if dropsDominated, xByZ[rank] <= x, yByZ[rank] <= y {
                membersByX.remove(Int(xRankByZ[rank]))
                membersByZ.remove(rank)
            }
            open -= cover(nextX, nextY, &steps)
            rank = membersByZ.first(from: rank &+ 1)
        }
        return volume + open * height
    }

    /// Puts a corner onto the staircase and tells the area that it newly covers.
    @inline(__always)
    private func cover(_ x: Double, _ y: Double, _ steps: inout Int) -> Double {
        // The first step always reaches the point's own x; after `low` come steps that reach less far than this corner.
        var low = 1
        while low < steps, stairX[low] >= x { low &+= 1 }
        var floor = stairY[low &- 1]
        if y <= floor { return 0 }
        var area = 0.0
        var end = low
        while end < steps, stairY[end] <= y {
            area += (x - stairX[end]) * (stairY[end] - floor)
            floor = stairY[end]
            end &+= 1
        }
        area += (x - (end < steps ? stairX[end] : 0)) * (y - floor)
        if x >= stairX[0] {
            // A corner as wide as the box lifts its floor.
            stairY[0] = y
            shift(from: end, to: 1, &steps)
        } else {
            shift(from: end, to: low &+ 1, &steps)
            stairX[low] = x
            stairY[low] = y
        }
        return area
    }

    /// Moves the steps from a place to another one.
    @inline(__always)
    private func shift(from: Int, to: Int, _ steps: inout Int) {
        if from > to {
            for step in from..<steps {
                stairX[step &- from &+ to] = stairX[step]
                stairY[step &- from &+ to] = stairY[step]
            }
        } else if from < to {
            var step = steps
            while step > from {
                stairX[step] = stairX[step &- 1]
                stairY[step] = stairY[step &- 1]
                step &-= 1
            }
        }
        steps &+= to &- from
    }
}

/// The local upper bounds of the region that a growing set of points does not dominate, where smaller is better.
///
/// Each bound keeps, for each axis, the point that defines its coordinate there. Equal coordinates are ordered by the
/// time of insertion, as if later points were larger by a vanishing amount, so that no general position is needed.
struct LocalUpperBounds {
    private let dimension: Int
    /// The corner that everything lies below.
    private let top: [Double]
    /// The points, row by row; the first m are the ones at infinity that define the top.
    private var points: [Double]
    /// The bounds, row by row.
    private var corners: [Double]
    /// By bound and axis: the row of the defining point.
    private var definers: [Int32]

    /// The bounds: a point is not dominated exactly where it is below one of them on every axis.
    var bounds: [[Double]] {
        stride(from: 0, to: corners.count, by: dimension).map { Array(corners[$0..<($0 + dimension)]) }
    }

    /// Starts with no points; everything below the bound is to be searched.
    init(bound: [Double]) {
        dimension = bound.count
        top = bound
        corners = bound
        definers = bound.indices.map { Int32($0) }
        points = []
        for axis in bound.indices {
            points += bound.indices.map { $0 == axis ? bound[axis] : -.infinity }
        }
    }

    /// Takes a point that no earlier one dominates or equals.
    mutating func insert(_ point: [Double]) {
        let row = Int32(points.count / dimension)
        points += point
        var hits: [Int] = []
        corners.withUnsafeBufferPointer { corners in
            var start = 0
            while start < corners.count {
                var axis = 0
                while axis < dimension, point[axis] < corners[start + axis] { axis += 1 }
                if axis == dimension { hits.append(start) }
                start += dimension
            }
        }
        // The first bound that a hit gives takes its place, the others go to the end; a hit that gives none is removed.
        var holes: [Int] = []
        for start in hits {
            let corner = Array(corners[start..<(start + dimension)])
            let defining = Array(definers[start..<(start + dimension)])
            var isReplaced = false
            for axis in 0..<dimension {
                var limit = -Double.infinity
                for other in 0..<dimension where other != axis {
                    limit = max(limit, points[Int(defining[other]) * dimension + axis])
                }
                guard point[axis] >= limit else { continue }
                var place = start
                if isReplaced {
                    place = corners.count
                    corners += corner
                    definers += defining
                } else {
                    for index in 0..<dimension {
                        corners[place + index] = corner[index]
                        definers[place + index] = defining[index]
                    }
                }
                corners[place + axis] = point[axis]
                definers[place + axis] = row
                isReplaced = true
            }
            if !isReplaced { holes.append(start) }
        }
        for hole in holes.reversed() {
            let last = corners.count - dimension
            for index in 0..<dimension {
                corners[hole + index] = corners[last + index]
                definers[hole + index] = definers[last + index]
            }
            corners.removeLast(dimension)
            definers.removeLast(dimension)
        }
    }

    /// The boxes of the dominated region that belong to the bounds, empty ones left out; they are disjoint and fill it.
    func dominatedBoxes() -> (lower: [Double], upper: [Double]) {
        var lower: [Double] = []
        var upper: [Double] = []
        for start in stride(from: 0, to: corners.count, by: dimension) {
            var low = corners[start..<(start + dimension)].map { $0 }
            var high = low
            low[0] = points[Int(definers[start]) * dimension]
            high[0] = top[0]
            for axis in 1..<max(1, dimension) {
                low[axis] = (0..<axis).reduce(-Double.infinity) {
                    max($0, points[Int(definers[start + $1]) * dimension + axis])
                }
            }
            if (0..<dimension).allSatisfy({ low[$0] < high[$0] }) {
                lower += low
                upper += high
            }
        }
        return (lower, upper)
    }
}

/// The local upper bounds of the region that a growing set of points does not dominate, where smaller is better.
///
/// Each bound keeps, for each axis, the point that defines its coordinate there. Equal coordinates are ordered by the
/// time of insertion, as if later points were larger by a vanishing amount, so that no general position is needed.
struct LocalUpperBounds {
    /// The bounds: a point is not dominated exactly where it is below one of them on every axis.
    private(set) var bounds: [[Double]]
    /// The corner that everything lies below.
    private let top: [Double]
    /// By bound: its defining points, one for each axis.
    private var definingPoints: [[[Double]]]

    /// Starts with no points; everything below the bound is to be searched.
    init(bound: [Double]) {
        top = bound
        bounds = [bound]
        definingPoints = [
            bound.indices.map { axis in
                bound.indices.map { $0 == axis ? bound[axis] : -.infinity }
            }
        ]
    }

    /// Takes a point that no earlier one dominates or equals.
    mutating func insert(_ point: [Double]) {
        var kept: [[Double]] = []
        var keptPoints: [[[Double]]] = []
        for index in bounds.indices {
            let bound = bounds[index]
            let defining = definingPoints[index]
            guard zip(point, bound).allSatisfy({ $0 < $1 }) else {
                kept.append(bound)
                keptPoints.append(defining)
                continue
            }
            for axis in point.indices {
                var limit = -Double.infinity
                for other in point.indices where other != axis { limit = max(limit, defining[other][axis]) }
                guard point[axis] >= limit else { continue }
                var next = bound
                next[axis] = point[axis]
                var nextPoints = defining
                nextPoints[axis] = point
                kept.append(next)
                keptPoints.append(nextPoints)
            }
        }
        bounds = kept
        definingPoints = keptPoints
    }

    /// The box of the dominated region that belongs to a bound; these are disjoint and fill it.
    ///
    /// A box may be empty.
    func dominatedBox(_ index: Int) -> (lower: [Double], upper: [Double]) {
        let bound = bounds[index]
        let defining = definingPoints[index]
        var lower = bound
        var upper = bound
        lower[0] = defining[0][0]
        upper[0] = top[0]
        for axis in bound.indices.dropFirst() {
            lower[axis] = (0..<axis).reduce(-Double.infinity) { max($0, defining[$1][axis]) }
        }
        return (lower, upper)
    }
}

/// Disjoint boxes that together are the part above a reference point that a front does not dominate; larger is better.
///
/// The expected hypervolume improvement of a point is a sum over them. For three and more objectives the boxes come
/// from the local upper bounds of the search region: K. Klamroth, R. Lacour and D. Vanderpooten, "On the representation
/// of the search region in multi-objective optimization", EJOR 245 (2015), and R. Lacour, K. Klamroth and C. M. Fonseca,
/// "A box decomposition algorithm to compute the hypervolume indicator", Comput. Oper. Res. 79 (2017); taken twice, since
/// the part that is not dominated is what the first pass's bounds dominate in the opposite direction.
public struct BoxDecomposition: Sendable {
    /// The number of objectives m.
    public let dimension: Int
    /// The lower corners, `count` times m, box by box.
    public let lower: [Double]
    /// The upper corners, `count` times m, box by box; infinite where a box is unbounded.
    public let upper: [Double]

    /// The number of boxes.
    public var count: Int { dimension == 0 ? 0 : lower.count / dimension }

    /// Cuts the part above the reference that the front does not dominate into boxes.
    ///
    /// - Parameters:
    ///   - front: Any points; dominated ones, those not better than the reference everywhere, and those not finite have
    ///     no influence.
    ///   - reference: The corner below which nothing counts; one number for each objective.
    public init(front: [[Double]], reference: [Double]) {
        dimension = reference.count
        let inside = Dominance.front(
            of: front.filter { point in
                point.count == reference.count && zip(point, reference).allSatisfy { $0 > $1 && $0.isFinite }
            })
        switch reference.count {
        case 0: (lower, upper) = ([], [])
        case 1:
            lower = [inside.first?[0] ?? reference[0]]
            upper = [.infinity]
        case 2: (lower, upper) = Self.staircase(inside, reference: reference)
        default: (lower, upper) = Self.general(inside, reference: reference)
        }
    }

    /// The summed volume of the boxes below a corner, which is the volume there that the front leaves undominated.
    public func volume(below corner: [Double]) -> Double {
        var sum = 0.0
        for box in 0..<count {
            var volume = 1.0
            for axis in 0..<dimension {
                let top = min(upper[box * dimension + axis], corner[axis])
                volume *= max(0, top - lower[box * dimension + axis])
            }
            sum += volume
        }
        return sum
    }

    private static func staircase(_ front: [[Double]], reference: [Double]) -> (lower: [Double], upper: [Double]) {
        var lower: [Double] = []
        var upper: [Double] = []
        var start = reference[0]
        for point in front.sorted(by: { $0[0] < $1[0] }) {
            lower += [start, point[1]]
            upper += [point[0], .infinity]
            start = point[0]
        }
        return (lower + [start, reference[1]], upper + [.infinity, .infinity])
    }

    private static func general(_ front: [[Double]], reference: [Double]) -> (lower: [Double], upper: [Double]) {
        let dimension = reference.count
        var search = LocalUpperBounds(bound: reference.map { -$0 })
        for point in front { search.insert(point.map { -$0 }) }
        // In the original direction each bound is a lower corner of an orthant of the search region.
        let corners = Dominance.front(of: search.bounds).map { bound in bound.map { -$0 } }
        var dual = LocalUpperBounds(bound: Array(repeating: .infinity, count: dimension))
        for corner in corners.sorted(by: { $0.lexicographicallyPrecedes($1) }) { dual.insert(corner) }
        var lower: [Double] = []
        var upper: [Double] = []
        for index in dual.bounds.indices {
            let (low, high) = dual.dominatedBox(index)
            if zip(low, high).allSatisfy({ $0 < $1 }) {
                lower += low
                upper += high
            }
        }
        return (lower, upper)
    }
}
